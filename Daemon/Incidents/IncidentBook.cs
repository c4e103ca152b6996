using Basisd.Safety;

namespace Basisd.Incidents;

/// <summary>
/// One incident per episode (SPEC 10): opened by the first cause that binds a mode, raised when a more severe one joins, never lowered,
/// closed when nothing is latched any more. Derived from the safety state alone, so it cannot disagree with it.
/// </summary>
public sealed class IncidentBook
{
    private long _nextId = 1;

    /// <summary>Number of the open incident, 0 if none is open.</summary>
    public long OpenId { get; private set; }

    /// <summary>Number of the latest incident, open or closed; 0 before the first.</summary>
    public long LatestId => _nextId - 1;

    /// <summary>Severity of the latest incident.</summary>
    public Severity Severity { get; private set; }

    /// <summary>Core time at which the latest incident was opened, Unix nanoseconds.</summary>
    public long OpenedAt { get; private set; }

    /// <summary>Follows the safety state after one step.</summary>
    /// <param name="anyProtection">Whether any scope is in another mode than NORMAL.</param>
    /// <param name="worst">Most severe severity among the latched causes.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    public IncidentChange Follow(bool anyProtection, Severity worst, long now)
    {
        if (!anyProtection)
        {
            bool wasOpen = OpenId != 0;
            OpenId = 0;
            return wasOpen ? IncidentChange.Closed : IncidentChange.None;
        }

        if (OpenId == 0)
        {
            OpenId = _nextId++;
            OpenedAt = now;
            Severity = worst;
            return IncidentChange.Opened;
        }

        if (worst < Severity)
        {
            Severity = worst;
            return IncidentChange.Raised;
        }

        return IncidentChange.None;
    }

    /// <summary>Writes the book.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.I64(_nextId);
        writer.I64(OpenId);
        writer.U8((byte)Severity);
        writer.I64(OpenedAt);
    }

    /// <summary>Reads the book.</summary>
    public void Read(ref CanonicalReader reader)
    {
        _nextId = reader.I64();
        OpenId = reader.I64();
        Severity = (Severity)reader.U8();
        OpenedAt = reader.I64();
    }
}
