using System;
using Basisd.Cluster;
using Basisd.Safety;

namespace Basisd.Sims.Cluster;

// Copies: syncs of the disk, frames from the owner, and what happens where a tail is not the owner's.
internal sealed partial class SimNode
{
    private const int Batch = 64;
    private const long PullOut = 600 * FixedPoint.Millisecond;
    private const long ParkFor = 300 * FixedPoint.Millisecond;

    private void Sync(SimSeat seat)
    {
        if (seat.IsSyncing)
        {
            return;
        }

        seat.IsSyncing = true;
        long delay = 150_000 + _random.Below(2 * FixedPoint.Millisecond);
        if (SlowDisk > 0)
        {
            delay += _random.Below(3) == 0 ? _random.Below(2_500 * FixedPoint.Millisecond) : _random.Below(30 * FixedPoint.Millisecond);
        }

        Later(OccasionKind.Synced, delay, seat.Slot, 0, seat.Journal.Appended);
    }

    private void OnSynced(SimSeat seat, ulong sequence)
    {
        seat.IsSyncing = false;
        seat.Journal.Synced(sequence);
        seat.WholeFrom = seat.IsWhole ? 0 : seat.WholeFrom;
        TellCopy(seat);
        if (seat.Journal.Appended > seat.Journal.Durable)
        {
            Sync(seat);
        }
        else if (seat.Following != SlotRecord.None && seat.PullId == 0)
        {
            Pull(seat);
        }
    }

    private void Follow(SimSeat seat, int owner, ulong epoch)
    {
        seat.Following = owner == Number ? SlotRecord.None : owner;
        seat.FollowEpoch = epoch;
        seat.PullId = 0;
        if (seat.WholeFrom != 0)
        {
            seat.WholeFrom = ulong.MaxValue;
        }

        if (seat.Following != SlotRecord.None && seat.Serving == 0)
        {
            Pull(seat);
        }
    }

    /// <summary>Asks for what is behind the copy; the position that is asked for acknowledges everything before it.</summary>
    private void Pull(SimSeat seat)
    {
        if (seat.Following == SlotRecord.None || seat.Serving != 0)
        {
            seat.PullId = 0;
            return;
        }

        bool isEarly = _world.Lapses.HasFlag(SimLapses.AckBeforeDurable);
        if (seat.Journal.Appended > seat.Journal.Durable && !isEarly)
        {
            seat.PullId = 0;
            Sync(seat);
            return;
        }

        seat.PullId = ++_pulls;
        seat.PullLostAt = _world.Now + PullOut;
        ulong from = isEarly ? seat.Journal.Appended : seat.Journal.Durable;
        SimPull pull = new(seat.PullId, Number, Life, seat.FollowEpoch, from, seat.Journal.ChainAt(from), seat.NeedsRebuild);
        if (_world.Network.TryStream(Number, seat.Following, out long delay))
        {
            _world.Agenda.Add(_world.Now + delay, new Occasion { Kind = OccasionKind.Pull, Node = seat.Following, Slot = seat.Slot, What = pull });
        }
    }

    private void OnPull(SimSeat seat, SimPull pull)
    {
        if (seat.Serving == 0 || seat.Serving != pull.Epoch)
        {
            return;
        }

        SimJournal journal = seat.Journal;
        if (pull.IsRebuild)
        {
            long takes = (100 + _random.Below(700)) * FixedPoint.Millisecond;
            Answer(seat, pull, new(pull.Id, seat.Serving, journal.Appended, 1, journal.From(1, journal.Durable).ToArray(), false, true), takes);
            return;
        }

        bool isForeign = pull.From > journal.Appended || journal.ChainAt(pull.From) != pull.Chain;
        if (isForeign && !_world.Lapses.HasFlag(SimLapses.AckOfForeignTail))
        {
            ulong first = journal.Appended > Batch ? journal.Appended - Batch + 1 : 1;
            Answer(seat, pull, new(pull.Id, seat.Serving, journal.Appended, first, journal.From(first, journal.Appended).ToArray(), true, false), 0);
            return;
        }

        Step(new ClusterInput
        {
            Kind = ClusterInputKind.Acknowledged,
            Now = Boottime,
            Wall = Clock.WallOf(_world.Now),
            Slot = seat.Slot,
            Node = pull.Follower,
            Sequence = pull.From,
        });
        if (FrozenUntil > _world.Now || seat.Serving == 0)
        {
            return;
        }

        seat.Parked[pull.Follower] = pull;
        seat.ParkedUntil = _world.Now + ParkFor;
        ServeParked(seat, false);
    }

    /// <summary>Answers the requests for which there are frames; when they have waited long enough, all of them.</summary>
    private void ServeParked(SimSeat seat, bool isDue)
    {
        SimJournal journal = seat.Journal;
        for (int peer = 0; peer < seat.Parked.Length; peer++)
        {
            if (seat.Parked[peer] is not { } pull || (pull.From >= journal.Appended && !isDue))
            {
                continue;
            }

            seat.Parked[peer] = null;
            ulong last = Math.Min(journal.Appended, pull.From + Batch);
            SimEntry[] entries = journal.From(pull.From + 1, last).ToArray();
            Answer(seat, pull, new(pull.Id, seat.Serving, journal.Appended, pull.From + 1, entries, false, false), 0);
        }
    }

    private void Answer(SimSeat seat, SimPull pull, SimPulled answer, long takes)
    {
        if (_world.Network.TryStream(Number, pull.Follower, out long delay))
        {
            _world.Agenda.Add(_world.Now + delay + takes, new Occasion
            {
                Kind = OccasionKind.Pulled,
                Node = pull.Follower,
                Life = pull.Life,
                Slot = seat.Slot,
                What = answer,
            });
        }
    }

    private void OnPulled(SimSeat seat, SimPulled answer)
    {
        if (answer.Id != seat.PullId || seat.Serving != 0 || answer.Epoch != seat.FollowEpoch)
        {
            return;
        }

        seat.PullId = 0;
        if (answer.IsSnapshot)
        {
            seat.Journal.Rebuild(answer.Entries);
            seat.Reopen();
            seat.NeedsRebuild = false;
            seat.WholeFrom = _world.Lapses.HasFlag(SimLapses.RebuiltWholeAtOnce) || seat.Journal.Durable >= answer.Head ? 0 : answer.Head;
            TellCopy(seat);
            Pull(seat);
            return;
        }

        if (answer.IsForeign)
        {
            CutForeign(seat, answer);
            TellCopy(seat);
            Pull(seat);
            return;
        }

        seat.WholeFrom = seat.WholeFrom == ulong.MaxValue ? answer.Head : seat.WholeFrom;
        Store(seat, answer);
    }

    private void Store(SimSeat seat, SimPulled answer)
    {
        SimJournal journal = seat.Journal;
        if (answer.Entries.Length == 0 || answer.First != journal.Appended + 1)
        {
            Pull(seat);
            return;
        }

        foreach (ref readonly SimEntry entry in answer.Entries.AsSpan())
        {
            journal.Put(entry);
        }

        Sync(seat);
        if (_world.Lapses.HasFlag(SimLapses.AckBeforeDurable))
        {
            Pull(seat);
        }
    }

    /// <summary>What is not in the owner's journal was never committed: it goes, back to where both are one.</summary>
    private void CutForeign(SimSeat seat, SimPulled answer)
    {
        if (_world.Lapses.HasFlag(SimLapses.KeepsForeignTail))
        {
            ulong kept = seat.Journal.Appended;
            for (ulong next = Math.Max(kept + 1, answer.First); next < answer.First + (ulong)answer.Entries.Length; next++)
            {
                seat.Journal.Put(answer.Entries[(int)(next - answer.First)]);
            }

            seat.Journal.Synced(seat.Journal.Appended);
            return;
        }

        ulong common = Math.Min(seat.Journal.Appended, answer.First + (ulong)answer.Entries.Length - 1);
        while (common >= answer.First && seat.Journal.ChainAt(common) != answer.Entries[(int)(common - answer.First)].Chain)
        {
            common--;
        }

        if (common < answer.First && answer.First > 1)
        {
            seat.NeedsRebuild = true;
            seat.WholeFrom = ulong.MaxValue;
            return;
        }

        if (_world.IsTold)
        {
            _world.Say($"node {Number} cuts slot {seat.Slot} from {seat.Journal.Appended} back to {common}");
        }

        seat.Journal.Cut(common);
        _world.Reached |= seat.Core is { } led && led.Applied > common ? SimReach.TailCut : SimReach.None;
        if (_world.Lapses.HasFlag(SimLapses.KeepsCoreOfCutTail))
        {
            seat.Core?.Forget(common);
        }
        else
        {
            seat.Reopen();
        }
    }
}
