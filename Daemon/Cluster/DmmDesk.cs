using System;

namespace Basisd.Cluster;

/// <summary>
/// The cluster's DMM: the highest epoch heard from the arbiter or a heartbeat wins, this node enters on sight, and whatever it holds that the arbiter
/// does not have yet it latches there. It leaves only by the arbiter's record with a resumption; nothing heard from a peer can end an epoch.
/// </summary>
internal sealed class DmmDesk(ClusterSettings settings, Turn turn, ArbiterDesk arbiter)
{
    private int _origin;
    private bool _isOwn;
    private ulong _ended;
    private ulong _resumeEpoch;
    private byte[]? _resumption;

    /// <summary>The key.</summary>
    public KeyCell Cell { get; } = new(new(ArbiterKeyKind.Dmm, 0), turn, arbiter);

    /// <summary>Highest epoch known; 0 before the first.</summary>
    public ulong Epoch { get; private set; }

    /// <summary>Whether it holds.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Whether the arbiter has it as this node does.</summary>
    public bool IsLatched => !IsActive || Cell.Value is DmmRecord { Active: true } record && record.Epoch >= Epoch;

    private DmmRecord? Record => Cell.Value as DmmRecord;

    /// <summary>A slot of this node entered by its own decision.</summary>
    public void Entered()
    {
        if (IsActive)
        {
            // It joins the epoch that holds already.
            Enter(Epoch, _origin);
            return;
        }

        _isOwn = true;
        Enter(Math.Max(Epoch, Record?.Epoch ?? 0) + 1, settings.Self);
        turn.Add(new() { Kind = ClusterEffectKind.Beat, Slot = SlotRecord.None, Node = SlotRecord.None });
    }

    /// <summary>A peer says that an epoch holds.</summary>
    public void Heard(int node, ulong epoch)
    {
        if (epoch > Epoch || (epoch == Epoch && !IsActive && epoch > _ended))
        {
            arbiter.Want();
            Enter(epoch, node);
        }
    }

    /// <summary>The control slot of this node committed the resumption of an epoch.</summary>
    public void Resumed(ulong epoch, byte[] resumption)
    {
        if ((epoch >= Epoch || turn.Lacks(ClusterGuards.ResumesSigned)) && epoch != 0)
        {
            _resumeEpoch = epoch;
            _resumption = resumption;
        }
    }

    /// <summary>Says how things stand to a slot that has just opened.</summary>
    public void Introduce()
    {
        if (IsActive)
        {
            Enter(Epoch, _origin);
        }
        else if (Record is { Active: false, Resumption: { } resumption } record)
        {
            Leave(record, resumption);
        }
    }

    /// <summary>The key was seen, or something became of a swap.</summary>
    public void Settle()
    {
        if (Record is not { } record)
        {
            return;
        }

        if (record.Active)
        {
            if (record.Epoch > Epoch || (record.Epoch == Epoch && !IsActive && record.Epoch > _ended))
            {
                Enter(record.Epoch, record.Origin);
            }

            // Our own cause, if any, is part of an epoch that everybody can see: whoever resumes this one, or a later one, can know of it.
            _isOwn &= record.Epoch < Epoch;
        }
        else if (record.Resumption is { } resumption && record.Epoch >= Epoch && record.Epoch > _ended)
        {
            End(record, resumption);
        }
    }

    private void End(DmmRecord record, byte[] resumption)
    {
        _ended = record.Epoch;
        if (IsActive && _isOwn)
        {
            // What ended is not what we entered by: nobody who signed it can have known of our cause. It is an epoch of its own.
            Enter(record.Epoch + 1, settings.Self);
            return;
        }

        IsActive = false;
        Epoch = record.Epoch;
        Leave(record, resumption);
    }

    private void Leave(DmmRecord record, byte[] resumption) => turn.Add(new()
    {
        Kind = ClusterEffectKind.LeaveDmm,
        Slot = SlotRecord.None,
        Node = record.Origin,
        Epoch = record.Epoch,
        Bytes = resumption,
    });

    private void Enter(ulong epoch, int origin)
    {
        Epoch = epoch;
        IsActive = true;
        _origin = origin;
        turn.Add(new() { Kind = ClusterEffectKind.EnterDmm, Slot = SlotRecord.None, Node = origin, Epoch = epoch });
    }

    /// <summary>Sends what is to be sent.</summary>
    public void Act()
    {
        Cell.GiveUpWaiting(arbiter.CallLimit);
        if (Cell.IsInFlight || !Cell.IsKnown || Cell.IsDamaged || Wanted() is not { } wanted)
        {
            return;
        }

        if (Cell.Open is { } open && open.Equals(wanted))
        {
            if (Cell.MayResend)
            {
                Cell.Resend();
            }
        }
        else if (turn.Now - Cell.AskedAt >= settings.RenewNs || Cell.SeenAt > Cell.AskedAt)
        {
            // A latch of unknown outcome and the resumption that follows it expect the same revision: at most one of them is carried out.
            Cell.Swap(wanted, displace: true);
        }
    }

    private DmmRecord? Wanted()
    {
        ulong stored = Record?.Epoch ?? 0;
        bool isAny = turn.Lacks(ClusterGuards.ResumesSigned);
        if (_resumption is not null && !isAny
            && (Epoch > _resumeEpoch || stored > _resumeEpoch || (stored == _resumeEpoch && Record is { Active: false })))
        {
            // Done, or overtaken by a later epoch, which this resumption does not end.
            _resumption = null;
        }

        return _resumption is not null ? new(isAny ? Math.Max(Epoch, stored) : _resumeEpoch, false, Record?.Origin ?? _origin, _resumption)
            : IsActive && stored < Epoch && !turn.Lacks(ClusterGuards.LatchesDmm) ? new(Epoch, true, _origin, null)
            : null;
    }
}
