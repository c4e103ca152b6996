using System;
using System.Numerics;

namespace Basisd.Cluster;

/// <summary>
/// What is committed, and who may follow, as the owner of one slot keeps it. Committed is what is durable here and on every member for which the
/// commit waits:
/// those of the record, those of a swap whose outcome is open, and those that are about to be admitted. So at any moment every node that a record
/// could
/// name as in sync has everything that was ever reported as committed.
/// </summary>
internal sealed class InSyncDesk
{
    /// <summary>A follower that is no further behind the head than this many entries is let catch up while the commit waits for it.</summary>
    public const ulong Reach = 1024;

    private const long None = -1;

    private readonly ClusterSettings _settings;
    private readonly Turn _turn;
    private readonly ulong[] _acked;
    private readonly ulong[] _awaited;
    private readonly long[] _lateSince;
    private ulong _joining;
    private ulong _ackedUnderEpoch;
    private ulong _durable;
    private ulong _head;
    private ulong _floor;

    public InSyncDesk(ClusterSettings settings, Turn turn)
    {
        _settings = settings;
        _turn = turn;
        _acked = new ulong[settings.Nodes.Length];
        _awaited = new ulong[settings.Nodes.Length];
        _lateSince = new long[settings.Nodes.Length];
    }

    /// <summary>Committed sequence as it was reported under this epoch; 0 before the first report.</summary>
    public ulong Committed { get; private set; }

    /// <summary>Nodes that are let catch up, a bit each; the commit waits for them.</summary>
    public ulong Joining => _joining;

    /// <summary>Whether the owner's journal holds an entry of its own epoch.</summary>
    public bool HasBegun => _floor != 0;

    /// <summary>Begins a tenure: nothing is acknowledged under it yet.</summary>
    public void Begin()
    {
        if (!_turn.Lacks(ClusterGuards.AcksOfTenure))
        {
            Array.Clear(_acked);
        }

        Array.Fill(_lateSince, None);
        _joining = 0;
        _ackedUnderEpoch = 0;
        _durable = 0;
        _head = 0;
        _floor = 0;
        Committed = 0;
    }

    /// <summary>The owner's own journal.</summary>
    public void Own(in SlotCopy copy, ulong epoch)
    {
        if (copy.Epoch != epoch)
        {
            return;
        }

        // Whatever an earlier epoch may have committed lies before the first entry of this one. Nothing is reported as committed, and nobody is
        // admitted, below it: a member must have all of that.
        _floor = _floor == 0 ? copy.Appended : _floor;
        _durable = Math.Max(_durable, copy.Durable);
        _head = Math.Max(_head, copy.Appended);
    }

    /// <summary>
    /// A follower has everything up to a sequence. It may be lower than before: a follower that lost its disk must not count by what it once had.
    /// </summary>
    public void Acknowledge(int node, ulong sequence)
    {
        _acked[node] = sequence;
        _ackedUnderEpoch |= 1UL << node;
        if (_lateSince[node] != None && sequence >= _awaited[node])
        {
            _lateSince[node] = None;
        }
    }

    /// <summary>A follower that just acknowledged may come in: the commit waits for it from now on.</summary>
    public void LetJoin(int node)
    {
        if (_floor != 0 && (_head <= Reach || _acked[node] >= _head - Reach))
        {
            _joining |= 1UL << node;
        }
    }

    /// <summary>Looks who lets entries wait, and since when.</summary>
    /// <param name="waiting">Members of the record and of an open swap.</param>
    /// <returns>Those who let them wait for too long.</returns>
    public ulong Late(ulong waiting)
    {
        ulong late = 0;
        for (ulong left = waiting | _joining; left != 0; left &= left - 1)
        {
            int node = BitOperations.TrailingZeroCount(left);
            if (_lateSince[node] == None && _acked[node] < _durable)
            {
                _lateSince[node] = _turn.Now;
                _awaited[node] = _durable;
            }

            if (_lateSince[node] != None && _turn.Now - _lateSince[node] >= _settings.SyncTimeoutNs)
            {
                late |= 1UL << node;
            }
        }

        // Who was only let catch up and did not is let go without a word to the arbiter.
        Forget(_joining & late & ~waiting);
        return late & waiting;
    }

    /// <summary>Those of the joining who have everything that may be committed: the arbiter may be asked to name them.</summary>
    public ulong Ready()
    {
        ulong ready = 0;
        for (ulong left = _joining; left != 0; left &= left - 1)
        {
            int node = BitOperations.TrailingZeroCount(left);
            ready |= _acked[node] >= Math.Max(_floor, Committed) || _turn.Lacks(ClusterGuards.AdmitsCaughtUp) ? 1UL << node : 0;
        }

        return ready;
    }

    /// <summary>The record says who is in sync now.</summary>
    /// <param name="members">Members.</param>
    /// <param name="gone">Those who were before and are not any more.</param>
    public void Confirmed(ulong members, ulong gone)
    {
        _joining &= ~members;
        Forget(gone);
    }

    /// <summary>No more waits for these unless they acknowledge anew.</summary>
    public void Forget(ulong nodes)
    {
        _joining &= ~nodes;
        for (ulong left = nodes; left != 0; left &= left - 1)
        {
            _lateSince[BitOperations.TrailingZeroCount(left)] = None;
        }
    }

    /// <summary>Reports what is committed now. True: it moved on. It never moves back within a tenure.</summary>
    /// <param name="waiting">Members of the record and of an open swap.</param>
    public bool Advance(ulong waiting)
    {
        if (_floor == 0)
        {
            return false;
        }

        ulong least = _turn.Lacks(ClusterGuards.CommitsDurable) ? _head : _durable;
        for (ulong left = waiting | _joining; left != 0; left &= left - 1)
        {
            least = Math.Min(least, _acked[BitOperations.TrailingZeroCount(left)]);
        }

        bool moves = least >= _floor && least > Committed;
        Committed = moves ? least : Committed;
        return moves;
    }

    /// <summary>Whether everything that was appended is committed.</summary>
    public bool IsSettled => _floor == 0 || (Committed >= _head && _durable >= _head);

    /// <summary>How far behind the head a follower is; <see cref="ulong.MaxValue"/> before it acknowledged anything under this epoch.</summary>
    public ulong Lag(int node) =>
        (_ackedUnderEpoch & (1UL << node)) == 0 ? ulong.MaxValue : _head > _acked[node] ? _head - _acked[node] : 0;
}
