namespace Basisd.Cluster;

/// <summary>
/// An owner's asking of all other nodes while its renewals are not confirmed. One asking at a time; only with every yes to the very same asking the
/// right
/// holds until the moment of asking + D. A peer that is down is a missing yes. It must never mix answers of two askings.
/// </summary>
internal sealed class Failsafe(ClusterSettings settings, Turn turn, int slot)
{
    private long _lastId;
    private long _id;
    private ulong _yes;
    private long _askedAt = long.MinValue / 2;

    /// <summary>Forgets the asking that is under way.</summary>
    public void Cancel()
    {
        _id = 0;
        _yes = 0;
    }

    /// <summary>Asks where that is due: renewals are not confirmed for longer than one renewal and two tries take.</summary>
    /// <returns>Whether the right is extended at once, because there is nobody to ask.</returns>
    public bool Tick(ulong epoch, long confirmedAt)
    {
        if (turn.Now - confirmedAt < settings.RenewNs + (2 * settings.TryNs))
        {
            Cancel();
            return false;
        }

        long wait = _id != 0 ? 2 * settings.TryNs : settings.RenewNs;
        if (turn.Now - _askedAt < wait)
        {
            return false;
        }

        _askedAt = turn.Now;
        if (settings.Others == 0)
        {
            return true;
        }

        _yes = 0;
        _id = ++_lastId;
        turn.Add(new() { Kind = ClusterEffectKind.AskFailsafe, Slot = slot, Node = SlotRecord.None, Epoch = epoch, Id = _id });
        return false;
    }

    /// <summary>The moment from which the latest asking counts.</summary>
    public long AskedAt => _askedAt;

    /// <summary>Takes an answer. True: it was the last yes.</summary>
    public bool Take(int node, long id, bool yes)
    {
        if (id == 0 || id != _id || node < 0 || node >= settings.Nodes.Length)
        {
            return false;
        }

        if (!yes)
        {
            Cancel();
            return false;
        }

        _yes |= 1UL << node;
        if ((settings.Others & ~_yes) != 0 && !turn.Lacks(ClusterGuards.FailsafeTakesAll))
        {
            return false;
        }

        Cancel();
        return true;
    }
}
