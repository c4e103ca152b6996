using System;

namespace Basisd.Cluster;

/// <summary>
/// How long an owner has given no sign. It counts from the receipt of the answer that first showed the record as it is: the renewal had been sent
/// before that,
/// so the owner's right ends before this timer does, by the rate error of clocks and the stop bound. A node that confirms a failsafe asking starts
/// anew at the confirmation: the asking had been sent before it.
/// </summary>
internal sealed class SilenceTimer(long takeoverNs)
{
    private long _promisedAt = long.MinValue / 2;

    /// <summary>An owner was promised to be counted as alive at this moment.</summary>
    public void Promise(long now) => _promisedAt = Math.Max(_promisedAt, now);

    /// <summary>When the owner of a record that was first seen then counts as silent.</summary>
    public long EndsAt(long seenAt) => Math.Max(seenAt, _promisedAt) + takeoverNs;
}
