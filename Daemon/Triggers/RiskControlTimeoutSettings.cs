using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>internal.risk_control_timeout</c> (SPEC 5): the windows of commands, held by whoever issues them.</summary>
public sealed record RiskControlTimeoutSettings
{
    /// <summary>Enabled, shadow and hold: none, only a signed resumption clears it.</summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, HoldNs: 0);

    /// <summary>
    /// Window of a gate publication, nanoseconds, 1 ms to 1 min. SPEC 5: 100 ms. Nobody else takes part in a publication: the thread that decides
    /// stores the stricter word itself, before anything is journaled, and the same thread renews the page. A thread that stands still longer than the
    /// page's validity has closed the gate by that alone, which is stricter than any word, and looser words may come as late as they like. So a late
    /// store is counted by the loop (<c>basisd_gate_late_total</c>), and trips nothing.
    /// </summary>
    public long GatePublishNs { get; init; } = 100 * FixedPoint.Millisecond;

    /// <summary>Window of the acknowledgement of a cancellation, nanoseconds, 1 ms to 10 min. SPEC 5: 2 s.</summary>
    public long CancelAckNs { get; init; } = 2 * FixedPoint.Second;

    /// <summary>Window of its effect, zero open orders, nanoseconds, 1 ms to 10 min. SPEC 5: 10 s.</summary>
    public long ZeroOrdersNs { get; init; } = 10 * FixedPoint.Second;

    /// <summary>Window of the acknowledgement of a limit update, nanoseconds, 1 ms to 10 min. SPEC 5: 2 s.</summary>
    public long LimitAckNs { get; init; } = 2 * FixedPoint.Second;

    /// <summary>Window of a reduction slice, nanoseconds, 1 ms to 1 h. SPEC 5: 30 s.</summary>
    public long ReductionSliceNs { get; init; } = 30 * FixedPoint.Second;

    /// <summary>Window of the acknowledgement of a halt, nanoseconds, 1 ms to 10 min. Engineering default: 2 s, as for a cancellation.</summary>
    public long HaltAckNs { get; init; } = 2 * FixedPoint.Second;
}
