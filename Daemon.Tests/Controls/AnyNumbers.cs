using System;
using Basisd.Safety;
using FsCheck;
using FsCheck.Fluent;

namespace Basisd.Tests.Controls;

/// <summary>Numbers of every size up to the wire's limits, from one seed: edges often, else as many small ones as large ones.</summary>
internal sealed class AnyNumbers(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Seeds that cover the whole range; what fails is replayed by its number.</summary>
    public static Arbitrary<int> Seeds => Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    public int Below(int limit) => _random.Next(limit);

    public bool Often() => _random.Next(8) != 0;

    public bool Seldom() => _random.Next(24) == 0;

    /// <summary>From 0 to the limit, both ends often.</summary>
    public long UpTo(long limit)
    {
        switch (_random.Next(10))
        {
            case 0: return 0;
            case 1: return limit;
            case 2: return Math.Min(limit, 1);
            default:
                long top = (long)Math.Pow(10, _random.NextDouble() * Math.Log10(limit + 1.0));
                return Math.Min(limit, _random.NextInt64(0, Math.Max(1, top) + 1));
        }
    }

    public long Quantity() => _random.Next(2) == 0 ? UpTo(FixedPoint.MaxPrice) : -UpTo(FixedPoint.MaxPrice);

    public long ParticipationPpm() => Math.Max(1, UpTo(FixedPoint.Ppm));

    public long MaxSlippagePpm() => Math.Max(1, UpTo(Often() ? 20_000 : FixedPoint.MaxRatio));

    public long BandPpm() => Math.Max(1, UpTo(Often() ? 5_000 : FixedPoint.MaxRatio));

    /// <summary>Mostly young enough; now and then older, or never seen.</summary>
    public long DepthAgeNs(long most) => Seldom() ? -1 : UpTo(most + (Seldom() ? FixedPoint.Second : 0));

    /// <summary>Mostly a loss, now and then a gain.</summary>
    public long SlippagePpm() => UpTo(Often() ? 1_000 : FixedPoint.MaxRatio) * (Often() ? 1 : -1);

    /// <summary>Mostly young enough; else twice as old, or never predicted.</summary>
    public long SlippageAgeNs(long most) => Often() ? UpTo(most) : Below(2) == 0 ? -1 : 2 * most;

    public T[] Shuffled<T>(T[] items)
    {
        T[] copy = [.. items];
        _random.Shuffle(copy);
        return copy;
    }
}
