namespace Basisd.Probes;

/// <summary>When probes are due and when they have failed, in real time: a daemon that plays core time faster asks no venue more often.</summary>
/// <param name="IntervalNs">From the beginning of a probe to that of the next one of the same venue, ns, above 0.</param>
/// <param name="TimeoutNs">After which a probe has failed, ns, above 0 and at most the interval.</param>
public sealed record ProbeTiming(long IntervalNs, long TimeoutNs)
{
    /// <summary>
    /// When the next probe is due: one interval after the last one was, so that slow answers do not stretch the schedule. Beats that were
    /// missed altogether (the process was stopped, the machine slept) are left out; the phase stays.
    /// </summary>
    /// <param name="due">When the last probe was due, boot clock, ns.</param>
    /// <param name="now">The present, boot clock, ns.</param>
    public long After(long due, long now)
    {
        long next = due + IntervalNs;
        return now - next < IntervalNs ? next : next + ((now - next) / IntervalNs * IntervalNs);
    }
}
