namespace Basisd.Cluster;

/// <summary>The operators' pause of takeovers: as the arbiter has it, and the one change of it that is under way here.</summary>
internal sealed class PauseDesk(ClusterSettings settings, Turn turn, ArbiterDesk arbiter)
{
    private PauseRecord? _wanted;
    private long _id;
    private bool _told;

    /// <summary>The key.</summary>
    public KeyCell Cell { get; } = new(new(ArbiterKeyKind.Pause, 0), turn, arbiter);

    /// <summary>The record; null for none.</summary>
    public PauseRecord? Record => Cell.Value as PauseRecord;

    /// <summary>Whether takeovers are paused. A record that cannot be read counts as a pause.</summary>
    public bool IsPaused => Cell.IsDamaged || Record is { Paused: true };

    /// <summary>An operator asks for it, or for its end.</summary>
    public void Ask(PauseRecord wanted, long id)
    {
        if (_wanted is not null)
        {
            turn.Answer(id, SlotRecord.None, false, ClusterEvent.Busy);
        }
        else if (!Cell.IsKnown || Cell.IsDamaged || !arbiter.IsFresh)
        {
            turn.Answer(id, SlotRecord.None, false, Cell.IsDamaged ? ClusterEvent.DamagedRecord : ClusterEvent.ArbiterLost);
        }
        else
        {
            _wanted = wanted;
            _id = id;
        }
    }

    /// <summary>Something became of a swap, or the key was seen.</summary>
    public void Settle(SwapEnd end)
    {
        if (_wanted is not null && end == SwapEnd.Done)
        {
            End(true, IsPaused ? ClusterEvent.Paused : ClusterEvent.PauseEnded);
        }

        if (_told != IsPaused)
        {
            _told = IsPaused;
            turn.Tell(_told ? ClusterEvent.Paused : ClusterEvent.PauseEnded);
        }
    }

    /// <summary>Sends what is to be sent.</summary>
    public void Act()
    {
        Cell.GiveUpWaiting(arbiter.CallLimit);
        if (_wanted is null || Cell.IsInFlight || Cell.IsDamaged)
        {
            return;
        }

        if (!arbiter.IsFresh)
        {
            // The operator is told now; a swap that may still be carried out shows in the next read, and is told then as what it is.
            End(false, ClusterEvent.ArbiterLost);
        }
        else if (Cell.Open is null && turn.Now - Cell.AskedAt >= settings.RenewNs)
        {
            Cell.Swap(_wanted);
        }
        else if (Cell.Open is not null && Cell.MayResend)
        {
            if (Cell.Open.Equals(_wanted))
            {
                Cell.Resend();
            }
            else
            {
                Cell.Swap(_wanted, displace: true);
            }
        }
    }

    private void End(bool yes, ClusterEvent why)
    {
        turn.Answer(_id, SlotRecord.None, yes, why);
        _wanted = null;
        _id = 0;
    }
}
