using System;

namespace Basisd.Cluster;

/// <summary>
/// One key of the arbiter as this node knows it, and the one compare-and-swap on it that may be open. An open swap whose outcome is unknown is
/// settled
/// only by a sight of the key at another revision than the swap expected: while the key stands at that revision it may still be carried out, however
/// late. Until then nothing but the very same swap is sent again; of two that expect the same revision at most one is carried out.
/// </summary>
internal sealed class KeyCell(ArbiterKey key, Turn turn, ArbiterDesk desk)
{
    private object? _open;
    private long _id;
    private long _since;
    private bool _wasUnknown;

    /// <summary>The record; null when the key is absent, unknown or damaged.</summary>
    public object? Value { get; private set; }

    /// <summary>Revision of its latest change; 0 when absent.</summary>
    public long ModRevision { get; private set; }

    /// <summary>Whether an answer ever told how it stands.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Whether it cannot be read. Never taken for absence.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Whether it was seen to exist in this life of ours.</summary>
    public bool HasExisted { get; private set; }

    /// <summary>When the answer came that first showed it as it is, CLOCK_BOOTTIME ns: never earlier than what it shows.</summary>
    public long SeenAt { get; private set; }

    /// <summary>The value of the open swap; null for none.</summary>
    public object? Open => _open;

    /// <summary>Whether an answer to the open swap is still awaited.</summary>
    public bool IsInFlight => _id != 0;

    /// <summary>Whether the open swap may be carried out at any time, because an answer to it was lost.</summary>
    public bool IsUnknown => _open is not null && _wasUnknown;

    /// <summary>An answer after the unknown outcome showed the key unchanged: the same swap may be sent again.</summary>
    public bool MayResend { get; private set; }

    /// <summary>When a swap was last sent.</summary>
    public long AskedAt { get; private set; } = long.MinValue / 2;

    /// <summary>The send time of the swap that was last found done: its reply's, or the first that may have had an effect.</summary>
    public long DoneSince { get; private set; }

    /// <summary>Sends a swap of the key as it is known. <paramref name="displace"/>: an open one of unknown outcome is given up for it.</summary>
    public void Swap(object value, bool displace = false)
    {
        Invariant.Holds(IsKnown && !IsDamaged, "a swap is asked of a key that was seen");
        Invariant.Holds(_open is null || displace, "a swap is asked while another one is open");
        _open = value;
        _wasUnknown = false;
        _since = turn.Now;
        Send();
    }

    /// <summary>
    /// Sends the open swap again, as it is. It still counts from its first send: either of the two may be the one that is carried out.
    /// </summary>
    public void Resend()
    {
        Invariant.Holds(_open is not null && _id == 0 && MayResend, "only a swap of unknown outcome is sent again");
        _wasUnknown = true;
        Send();
    }

    private void Send()
    {
        MayResend = false;
        AskedAt = turn.Now;
        _id = desk.Call(key, ModRevision, _open!);
    }

    /// <summary>Whether a reply is that of the open swap.</summary>
    public bool Awaits(long id) => id != 0 && _id == id;

    /// <summary>Takes the end of the call. <paramref name="isFresh"/>: its answer is not older than what was heard.</summary>
    public SwapEnd Take(ArbiterReply reply, bool isFresh)
    {
        long sent = Math.Min(reply.SentAt, turn.Now);
        if (reply.Outcome == ArbiterOutcome.Done && isFresh && reply.ModRevision > ModRevision)
        {
            Show(_open, reply.ModRevision);
            _open = null;
            _id = 0;
            DoneSince = sent;
            return SwapEnd.Done;
        }

        if ((reply.Outcome == ArbiterOutcome.Failed && !_wasUnknown)
            || (reply.Outcome == ArbiterOutcome.Unknown && turn.Lacks(ClusterGuards.UnknownStaysOpen)))
        {
            _open = null;
            _id = 0;
            return SwapEnd.Failed;
        }

        _id = 0;
        _since = _wasUnknown ? _since : sent;
        _wasUnknown = true;
        desk.Want();
        if (reply.Outcome != ArbiterOutcome.Conflict || !isFresh || reply.View is not { } view)
        {
            return SwapEnd.Open;
        }

        for (int i = 0; i < view.Entries.Count; i++)
        {
            if (view.Entries[i].Key == key)
            {
                return See(view.Entries[i]);
            }
        }

        return SeeAbsent();
    }

    /// <summary>No answer came in any reasonable time: the outcome is unknown. A reply that comes later is ignored; a read will tell.</summary>
    public void GiveUpWaiting(long limit)
    {
        if (_id != 0 && turn.Now - AskedAt > limit)
        {
            _id = 0;
            _wasUnknown = true;
            desk.Want();
        }
    }

    /// <summary>An answer shows the key.</summary>
    public SwapEnd See(ArbiterEntry entry)
    {
        if (entry.ModRevision <= ModRevision)
        {
            return entry.ModRevision == ModRevision ? Unchanged() : SwapEnd.Open;
        }

        object? open = _open;
        Show(entry.Value, entry.ModRevision);
        _open = null;
        _id = 0;
        if (open is not null && open.Equals(entry.Value))
        {
            DoneSince = _since;
            return SwapEnd.Done;
        }

        return open is null ? SwapEnd.Open : SwapEnd.Lost;
    }

    /// <summary>A whole answer does not have the key.</summary>
    public SwapEnd SeeAbsent()
    {
        if (IsKnown && ModRevision == 0)
        {
            return Unchanged();
        }

        bool lost = _open is not null;
        Show(null, 0);
        _open = null;
        _id = 0;
        return lost ? SwapEnd.Lost : SwapEnd.Open;
    }

    private SwapEnd Unchanged()
    {
        MayResend = _open is not null && _id == 0;
        return SwapEnd.Open;
    }

    private void Show(object? value, long revision)
    {
        Value = value;
        ModRevision = revision;
        IsKnown = true;
        HasExisted |= revision != 0;
        SeenAt = turn.Now;
        MayResend = false;
        IsDamaged = revision != 0 && value is null;
        if (IsDamaged)
        {
            turn.Tell(ClusterEvent.DamagedRecord, key.Kind == ArbiterKeyKind.Slot ? key.Slot : SlotRecord.None);
        }
    }
}
