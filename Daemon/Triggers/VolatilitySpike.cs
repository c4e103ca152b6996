using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>market.volatility_spike</c> (SPEC 5): is the last minute far rougher than the hour before it? The roughness of a minute is its realized
/// volatility, the root of the sum of its squared one-second returns. It is compared with the mean of the sixty minutes that ended one, two,
/// … sixty minutes ago, so that the current minute never judges itself, and with an absolute limit below which no ratio matters.
/// <para>
/// One second costs the same whatever the window: the squares of the window keep a running sum; the volatility of every second of the hour
/// stands in a ring, and seconds that are whole windows apart share a running sum (a residue class), which is the baseline of the next such
/// second. A window with a missing second shows too little: it may trip, but never clears and never enters the baseline.
/// Must never take absence for calm.
/// </para>
/// </summary>
public sealed class VolatilitySpike : IEvaluatorMemory
{
    /// <summary>One-second returns saturate here, parts per billion: a fivefold price. Squares fit 64 bits.</summary>
    public const long MaxReturnPpb = 4_000_000_000;

    private const long Ppb = 1_000_000_000;
    private const long PpbPerPpm = 1_000;
    private const ulong MissingSquare = ulong.MaxValue;
    private const long MissingVolatility = -1;

    private readonly VolatilitySpikeSettings _settings;
    private readonly int _window;
    private readonly int _ring;
    private readonly int _enough;
    private readonly long _absolutePpb;
    private readonly long _mostVolatility;
    private readonly Line[] _lines;
    private readonly ulong[] _squares;
    private readonly long[] _volatilities;
    private readonly long[] _classSums;
    private readonly int[] _classCounts;

    /// <summary>Fixes all memory: about 30 kB per asset with the default windows.</summary>
    public VolatilitySpike(int assets, VolatilitySpikeSettings s)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(assets);
        if (s.GapFillSeconds >= s.WindowSeconds)
        {
            throw new ArgumentException("a bridge as long as the window would overwrite it", nameof(s));
        }

        _settings = s;
        _window = s.WindowSeconds;
        _ring = s.WindowSeconds * s.BaselineWindows;
        _enough = (s.BaselineWindows + 2) / 3;
        _absolutePpb = s.AbsoluteLimitPpm * PpbPerPpm;
        _mostVolatility = (long)FixedPoint.Sqrt((UInt128)_window * MaxReturnPpb * MaxReturnPpb);
        _lines = new Line[assets];
        _squares = new ulong[assets * _window];
        _volatilities = new long[assets * _ring];
        _classSums = new long[assets * _window];
        _classCounts = new int[assets * _window];
        for (int asset = 0; asset < assets; asset++)
        {
            _lines[asset].Second = -1;
            Forget(asset);
        }
    }

    /// <summary>Judges one asset at the end of a second.</summary>
    /// <param name="asset">Index of the asset.</param>
    /// <param name="price">Reference price at the end of the second, 1e-8, at most <see cref="FixedPoint.MaxPrice"/>; 0 where none is fresh.</param>
    /// <param name="second">The Unix second that ended, above the one before. A jump is a gap.</param>
    /// <exception cref="ArgumentOutOfRangeException">The second does not ascend, or the price is out of range.</exception>
    public Verdict OnSecond(int asset, long price, long second)
    {
        ref Line line = ref _lines[asset];
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(second, line.Second);
        ArgumentOutOfRangeException.ThrowIfNegative(price);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(price, FixedPoint.MaxPrice);
        PassGap(asset, second);
        line.Second = second;
        if (price == 0)
        {
            Verdict absent = new(VerdictKind.NoData, default, default, IsWarming(asset, second));
            Miss(asset, second);
            return absent;
        }

        TakeReturn(asset, price, second);
        int residue = (asset * _window) + (int)(second % _window);
        long volatility = (long)FixedPoint.Sqrt(line.Sum);
        bool isComplete = line.Missing == 0;
        Verdict verdict = Judge(volatility, isComplete, _classSums[residue], _classCounts[residue]);
        SetVolatility(asset, second, isComplete ? volatility : MissingVolatility);
        return verdict;
    }

    /// <summary>Whether the next judgement of an asset has less than a third of its baseline .</summary>
    public bool IsWarming(int asset) => IsWarming(asset, _lines[asset].Second + 1);

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_lines.Length);
        writer.I32(_window);
        writer.I32(_ring);
        foreach (ref readonly Line line in _lines.AsSpan())
        {
            writer.I64(line.Second);
            writer.I64(line.Price);
            writer.I64(line.PriceSecond);
        }

        foreach (ulong square in _squares)
        {
            writer.U64(square);
        }

        foreach (long volatility in _volatilities)
        {
            writer.I64(volatility);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _lines.Length, "assets of volatility_spike");
        MemoryShape.Expect(ref reader, _window, "window of volatility_spike");
        MemoryShape.Expect(ref reader, _ring, "baseline of volatility_spike");
        for (int asset = 0; asset < _lines.Length; asset++)
        {
            Forget(asset);
            ref Line line = ref _lines[asset];
            line.Second = MemoryShape.Within(reader.I64(), -1, long.MaxValue, "second");
            line.Price = MemoryShape.Within(reader.I64(), 0, FixedPoint.MaxPrice, "price");
            line.PriceSecond = MemoryShape.Within(reader.I64(), 0, Math.Max(0, line.Second), "second of the price");
        }

        for (int i = 0; i < _squares.Length; i++)
        {
            ulong square = reader.U64();
            if (square != MissingSquare && square > (ulong)MaxReturnPpb * (ulong)MaxReturnPpb)
            {
                throw new CanonicalFormatException($"square {square} is above that of the largest return");
            }

            SetSquare(i / _window, i % _window, square);
        }

        for (int i = 0; i < _volatilities.Length; i++)
        {
            SetVolatility(i / _ring, i % _ring, MemoryShape.Within(reader.I64(), MissingVolatility, _mostVolatility, "volatility"));
        }
    }

    private Verdict Judge(long volatility, bool isComplete, long classSum, int classCount)
    {
        bool isWarming = classCount < _enough;
        long threshold = _absolutePpb;
        bool trips = volatility >= _absolutePpb;
        bool clears;
        if (isWarming)
        {
            clears = (Int128)volatility * FixedPoint.Ppm < (Int128)_absolutePpb * _settings.WarmingClearPpm;
        }
        else
        {
            // volatility > multiple × sum ÷ count, multiplied out: nothing is lost to a division.
            Int128 scaled = (Int128)volatility * classCount * FixedPoint.Ppm;
            trips = trips && scaled > (Int128)classSum * _settings.TripMultiplePpm;
            clears = volatility == 0 || scaled < (Int128)classSum * _settings.ClearMultiplePpm;
            threshold = Math.Max(threshold, (long)((Int128)classSum * _settings.TripMultiplePpm / classCount / FixedPoint.Ppm));
        }

        Evidence evidence = new(volatility / PpbPerPpm, threshold / PpbPerPpm, _window * FixedPoint.Second);
        return trips ? new Verdict(VerdictKind.Trip, Severity.High, evidence, isWarming)
            : new Verdict(!isComplete ? VerdictKind.NoData : clears ? VerdictKind.Clear : VerdictKind.Between, default, evidence, isWarming);
    }

    private bool IsWarming(int asset, long second) => _classCounts[(asset * _window) + (int)(second % _window)] < _enough;

    // Seconds that nobody reported are as missing as those reported without a price.
    private void PassGap(int asset, long second)
    {
        long last = _lines[asset].Second;
        if (last < 0)
        {
            return;
        }

        if (second - last > _ring)
        {
            Forget(asset);
            return;
        }

        for (long missed = last + 1; missed < second; missed++)
        {
            Miss(asset, missed);
        }
    }

    private void Miss(int asset, long second)
    {
        SetSquare(asset, second, MissingSquare);
        SetVolatility(asset, second, MissingVolatility);
    }

    private void TakeReturn(int asset, long price, long second)
    {
        ref Line line = ref _lines[asset];
        ulong square = MissingSquare;
        if (line.Price != 0 && second - line.PriceSecond - 1 <= _settings.GapFillSeconds)
        {
            Int128 exact = ((Int128)price - line.Price) * Ppb / line.Price;
            long change = exact > MaxReturnPpb ? MaxReturnPpb : (long)exact;
            square = (ulong)Math.Abs(change) * (ulong)Math.Abs(change);
            for (long bridged = line.PriceSecond + 1; bridged < second; bridged++)
            {
                SetSquare(asset, bridged, 0);
            }
        }

        SetSquare(asset, second, square);
        line.Price = price;
        line.PriceSecond = second;
    }

    private void SetSquare(int asset, long second, ulong square)
    {
        ref Line line = ref _lines[asset];
        ref ulong slot = ref _squares[(asset * _window) + (int)(second % _window)];
        if (slot == MissingSquare)
        {
            line.Missing--;
        }
        else
        {
            line.Sum -= slot;
        }

        slot = square;
        if (square == MissingSquare)
        {
            line.Missing++;
        }
        else
        {
            line.Sum += square;
        }
    }

    // The ring is a whole number of windows long, so the value that leaves a residue class is the one that the new value replaces.
    private void SetVolatility(int asset, long second, long volatility)
    {
        int residue = (asset * _window) + (int)(second % _window);
        ref long slot = ref _volatilities[(asset * _ring) + (int)(second % _ring)];
        if (slot != MissingVolatility)
        {
            _classSums[residue] -= slot;
            _classCounts[residue]--;
        }

        slot = volatility;
        if (volatility != MissingVolatility)
        {
            _classSums[residue] += volatility;
            _classCounts[residue]++;
        }
    }

    private void Forget(int asset)
    {
        _squares.AsSpan(asset * _window, _window).Fill(MissingSquare);
        _volatilities.AsSpan(asset * _ring, _ring).Fill(MissingVolatility);
        _classSums.AsSpan(asset * _window, _window).Clear();
        _classCounts.AsSpan(asset * _window, _window).Clear();
        ref Line line = ref _lines[asset];
        line.Sum = UInt128.Zero;
        line.Missing = _window;
    }

    private struct Line
    {
        public long Second;
        public long Price;
        public long PriceSecond;
        public UInt128 Sum;
        public int Missing;
    }
}
