using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>internal.risk_control_timeout</c> (SPEC 5): did a command of ours arrive, and did it do what it should? A control that does not answer protects
/// nobody. The first miss is retried once and is high; the second is critical. It has no memory: the attempts are counted by whoever issues the
/// commands, and what it latched on the platform ends by
/// signature alone, what it latched on a narrower scope ends when the late command is verified. Must never take a late answer for one in time.
/// </summary>
public sealed class RiskControlTimeout
{
    /// <summary>Takes the settings.</summary>
    public RiskControlTimeout(RiskControlTimeoutSettings s) => Settings = s;

    /// <summary>The windows, for whoever issues the commands.</summary>
    public RiskControlTimeoutSettings Settings { get; }

    /// <summary>Turns a missed window into a trip.</summary>
    /// <param name="attempt">1 for the first attempt, 2 and more for those after it.</param>
    /// <param name="waitedNs">Time waited, nanoseconds.</param>
    /// <param name="limitNs">The window, nanoseconds.</param>
    /// <param name="effect">Whether the effect was waited for, else the acknowledgement.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such attempt.</exception>
    public Verdict OnMissed(int attempt, long waitedNs, long limitNs, bool effect)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(attempt);
        Evidence evidence = new(waitedNs, limitNs, limitNs, effect ? Measure.Effect : Measure.Acknowledgement);
        return new Verdict(VerdictKind.Trip, attempt == 1 ? Severity.High : Severity.Critical, evidence, IsWarming: false);
    }

    /// <summary>Turns a refusal of the engine into a trip: a miss at once.</summary>
    /// <param name="attempt">1 for the first attempt, 2 and more for those after it.</param>
    public Verdict OnRefused(int attempt)
    {
        Evidence evidence = new(attempt, 0, 0, Measure.RefusedCommands);
        return new Verdict(VerdictKind.Trip, attempt == 1 ? Severity.High : Severity.Critical, evidence, IsWarming: false);
    }

    /// <summary>Turns a reduction that cannot be planned in the window of a slice into a trip.</summary>
    /// <param name="constraint">Number of the constraint that binds.</param>
    /// <param name="waitedNs">Time waited, nanoseconds.</param>
    public Verdict OnNoPlan(long constraint, long waitedNs) =>
        new(VerdictKind.Trip, Severity.High, new Evidence(constraint, 0, waitedNs, Measure.NoPlan), IsWarming: false);
}
