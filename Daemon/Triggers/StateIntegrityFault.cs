using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>internal.state_integrity_fault</c> (SPEC 5): something that cannot be was reported, a sequence gap, a hash that differs, an illegal edge, an
/// evaluator that threw. There is nothing to weigh: one report is a critical trip, and no observation clears it. Must never answer
/// anything else. It has no memory.
/// </summary>
public sealed class StateIntegrityFault
{
    /// <summary>Turns a report into a trip.</summary>
    /// <param name="code">What is wrong; stands in the evidence as the measured value.</param>
    /// <param name="detail">Where or how much; stands in the evidence as the threshold.</param>
    public Verdict OnReport(long code, long detail) =>
        new(VerdictKind.Trip, Severity.Critical, new Evidence(code, detail, 0), IsWarming: false);
}
