using Basisd.Safety;

namespace Basisd.Incidents;

/// <summary>One thing that a receiver outside is told (SPEC 10).</summary>
/// <param name="Id">Number, from 1, rising by one: the receiver knows by it what it had already.</param>
/// <param name="At">Core time at which it happened, Unix nanoseconds.</param>
/// <param name="Kind">What is told.</param>
/// <param name="Incident">Number of the incident that it belongs to; 0 for none.</param>
/// <param name="Severity">Severity of that incident then.</param>
/// <param name="Scope">Index of the scope; that of the platform where an incident is told of.</param>
/// <param name="From">Mode before; the same as <paramref name="To"/> where no mode is told of.</param>
/// <param name="To">Mode after.</param>
/// <param name="Trigger">What moved it; <see cref="TriggerId.None"/> where that is not known or nothing moved.</param>
/// <param name="Detail">By kind: the number of the deadline that was missed; else 0.</param>
public readonly record struct Notice(
    long Id, long At, NoticeKind Kind, long Incident, Severity Severity, int Scope, Mode From, Mode To, TriggerId Trigger, byte Detail)
{
    /// <summary>Whether a mode is told of.</summary>
    public bool IsMode => Kind is NoticeKind.PlatformMode or NoticeKind.ScopeMode;
}
