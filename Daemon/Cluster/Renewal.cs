using System;

namespace Basisd.Cluster;

/// <summary>
/// The right to act in one number: the deadline. Every extension counts from the moment at which something that was confirmed later had been
/// sent (a claim, a renewal, an asking of all other nodes), never from the moment of the answer: whoever waits for our silence began to count after
/// that. The deadline never moves back, and a right that has ended is never extended.
/// </summary>
internal sealed class Renewal(long fenceNs)
{
    /// <summary>CLOCK_BOOTTIME ns; the right holds before it, not at it. 0: none.</summary>
    public long Deadline { get; private set; }

    /// <summary>Send time of the latest renewal that was confirmed, or of the claim.</summary>
    public long ConfirmedAt { get; private set; }

    /// <summary>Begins a right. False: it had already ended when its confirmation came.</summary>
    public bool Begin(long sentAt, long now)
    {
        ConfirmedAt = sentAt;
        Deadline = sentAt + fenceNs;
        return now < Deadline;
    }

    /// <summary>The arbiter confirmed a renewal that had been sent then. True: the deadline moved.</summary>
    public bool Confirm(long sentAt)
    {
        ConfirmedAt = Math.Max(ConfirmedAt, sentAt);
        return Extend(sentAt);
    }

    /// <summary>Every other node confirmed an asking that had been sent then. True: the deadline moved.</summary>
    public bool Extend(long sentAt)
    {
        long until = sentAt + fenceNs;
        bool moves = until > Deadline;
        Deadline = moves ? until : Deadline;
        return moves;
    }

    /// <summary>Whether the right has ended.</summary>
    public bool HasEnded(long now) => now >= Deadline;

    /// <summary>Nothing is held any more.</summary>
    public void Clear() => Deadline = 0;
}
