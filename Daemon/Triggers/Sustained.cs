using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// Since when a condition holds without a break. Two looks that are further apart than the maximum age do not vouch for the time between them:
/// the count starts over. Must be made with <see cref="Idle"/>, never left at its default.
/// </summary>
internal struct Sustained
{
    private const long Never = -1;

    private long _since;
    private long _last;

    /// <summary>Nothing holds.</summary>
    public static Sustained Idle => new() { _since = Never, _last = Never };

    /// <summary>Notes whether the condition holds now.</summary>
    /// <returns>Whether it has held for the time asked for.</returns>
    public bool Note(bool holds, long now, long sustainNs, long maxAgeNs)
    {
        if (!holds)
        {
            this = Idle;
            return false;
        }

        _since = _since == Never || now - _last > maxAgeNs ? now : _since;
        _last = now;
        return now - _since >= sustainNs;
    }

    /// <summary>Writes both times.</summary>
    public readonly void Write(CanonicalWriter writer)
    {
        writer.I64(_since);
        writer.I64(_last);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="CanonicalFormatException">The times cannot be.</exception>
    public void Read(ref CanonicalReader reader)
    {
        _since = MemoryShape.Within(reader.I64(), Never, long.MaxValue, "start of a condition");
        _last = _since == Never
            ? MemoryShape.Within(reader.I64(), Never, Never, "last sight of no condition")
            : MemoryShape.Within(reader.I64(), _since, long.MaxValue, "last sight of a condition");
    }
}
