using Basisd.Safety;

namespace Basisd.Venues;

/// <summary>How long one account or position has differed: polls in a row, and since when.</summary>
public struct AgingLine
{
    /// <summary>Complete polls in a row that differed.</summary>
    public int Polls;

    /// <summary>Core time of the first, Unix nanoseconds.</summary>
    public long Since;

    /// <summary>What our records said at the latest one, 1e-8, clamped.</summary>
    public long Expected;

    /// <summary>What the venue said, 1e-8.</summary>
    public long Found;

    /// <summary>Found less expected, 1e-8, clamped.</summary>
    public long Amount;

    /// <summary>Takes what a complete poll showed.</summary>
    public void Take(long expected, long found, long amount, long now, int mostPolls)
    {
        if (amount == 0)
        {
            this = default;
            return;
        }

        Since = Polls == 0 ? now : Since;
        Polls = Polls < mostPolls ? Polls + 1 : mostPolls;
        (Expected, Found, Amount) = (expected, found, amount);
    }

    /// <summary>Whether it differs.</summary>
    public readonly bool Differs => Polls > 0;

    /// <summary>Whether time has shown it to be a difference and no matter of timing.</summary>
    public readonly bool IsOverdue(ReconcilerSettings settings, long now) =>
        Polls > 0 && (Polls >= settings.TripPolls || now - Since >= settings.TripAgeNs);

    /// <summary>Writes it.</summary>
    public readonly void Write(CanonicalWriter writer)
    {
        writer.I32(Polls);
        writer.I64(Since);
        writer.I64(Expected);
        writer.I64(Found);
        writer.I64(Amount);
    }

    /// <summary>Reads it.</summary>
    public static AgingLine Read(ref CanonicalReader reader) => new()
    {
        Polls = reader.Count(int.MaxValue),
        Since = reader.I64(),
        Expected = reader.I64(),
        Found = reader.I64(),
        Amount = reader.I64(),
    };
}
