using System;
using System.Threading;
using Basisd.Controls;
using Basisd.Host.Http;
using Basisd.Incidents;
using Basisd.Journal;
using Basisd.Linux;
using Basisd.Node;
using Basisd.Probes;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Host.Loop;

/// <summary>
/// The one thread that owns the node: waits on the engine's socket, steps the core, tightens the gate, appends to the journal, and lets out
/// what is durable. It decides nothing. When the journal fails or an invariant breaks it closes the gate first and ends; it never goes on.
/// </summary>
public sealed class NodeLoop
{
    private const long StatusEveryNs = 250 * FixedPoint.Millisecond;
    private const int StopDeadlineMs = 5_000;
    private const int UnsureWaitMs = 5;

    // The loop runs for microseconds at a time. Saying so lets it in at once when it wakes beside a thread that computes (an engine that spins, the
    // commit of a snapshot), instead of after that thread's slice or at the kernel's next tick, milliseconds later.
    private const long SliceNs = 100_000;

    private readonly NodeParts _parts;
    private readonly Effects _effects;
    private readonly GatePublisher _gate;
    private readonly EntryAppender _appender;
    private readonly CommitWaiters _waiters;
    private readonly EngineIntake _intake;
    private readonly StatusBuilder _status;
    private readonly SnapshotTaker _snapshots;
    private readonly JournalWatch _watch;
    private readonly IncidentWatch _incidents;
    private readonly HeadDesk _heads;
    private readonly OperatorDesk _operators;
    private readonly ClusterDesk? _cluster;
    private readonly TakeoverPolls? _takeoverPolls;
    private readonly long _renewNs;
    private readonly long _validityNs;
    private readonly long _gateWindowNs;
    private ulong _released;
    private long _renewedAt;
    private long _statusAt;
    private long _arrivedAt;
    private ulong _journalSeen;

    /// <summary>Creates the loop of an assembled node.</summary>
    public NodeLoop(NodeParts parts)
    {
        _parts = parts;
        _gate = new GatePublisher(parts.Gate);
        _effects = new Effects(parts.Core.Topology.Scopes.Length) { Gate = _gate };
        _appender = new EntryAppender(parts.Journal, parts.CommitSignal, parts.Core.State, parts.Epoch) { Waiting = WaitingForRoom };
        _waiters = new CommitWaiters(parts.Core, _gate, parts.Engine, parts.Log) { BeforeAnswer = () => PublishStatus(BootClock.NowNs()) };
        _intake = new EngineIntake(parts, _effects, Stepped, _waiters);
        _snapshots = new SnapshotTaker(parts);
        _watch = new JournalWatch(parts);
        _incidents = new IncidentWatch(parts);
        _heads = new HeadDesk(parts);
        _status = new StatusBuilder(parts, _gate, _intake, _snapshots, _heads);
        _operators = new OperatorDesk(parts, _effects, Stepped, _waiters, _snapshots);
        _cluster = parts.Link is { } link ? new ClusterDesk(parts, link, _intake, Step) : null;
        _takeoverPolls = parts is { Link: not null, Gateways: { } polls } ? new TakeoverPolls(parts.Core, polls) : null;
        _renewNs = parts.Configuration.Gate.RenewNs;
        _validityNs = parts.Configuration.Gate.ValidityNs;
        _gateWindowNs = parts.Core.Triggers.RiskControlTimeout.Settings.GatePublishNs;
    }

    /// <summary>
    /// Runs until <paramref name="stop"/>, then closes the gate, takes a snapshot, states the head and closes the journal. A replicated journal stays
    /// open, without the snapshot; once the right to act has ended the loop ends at once and appends nothing.
    /// </summary>
    /// <param name="ready">Called once everything is open and the first entries are durable.</param>
    /// <param name="stop">Ends the loop; whoever cancels it also wakes the engine's endpoint.</param>
    /// <exception cref="JournalStalledException">The journal is in fault; the gate is closed.</exception>
    public void Run(Action ready, CancellationToken stop)
    {
        // A kernel or a filter that refuses costs latency on a busy machine, nothing else.
        _ = ScheduleCalls.AskForSlice(SliceNs, ScheduleCalls.LeastNice);
        try
        {
            new LoopOpening(_parts, _appender, _cluster, Step).Run();
            ulong started = _parts.Journal.Appended.Sequence;
            bool isReady = false;
            while (!stop.IsCancellationRequested && !_parts.Right.IsFenced)
            {
                if (!_parts.Right.HoldsAt(BootClock.NowNs()))
                {
                    // Past the deadline, and the cluster's thread has not said yet whether it moved or the slot is lost: nothing is done meanwhile.
                    EventFd.Wait(_parts.CommitSignal, UnsureWaitMs);
                    _parts.LoopProgress.Advance();
                    continue;
                }

                Round();
                if (!isReady && _released >= started)
                {
                    isReady = true;
                    _status.State = "ready";
                    PublishStatus(BootClock.NowNs());
                    ready();
                }
            }

            Stop();
        }
        catch (SlotFencedException)
        {
            Stop();
        }
        finally
        {
            // Whatever ends the loop, an open gate must not outlive it.
            _parts.Gate.Close();
        }
    }

    private void Round()
    {
        int items = _parts.Engine.Poll(PollTimeoutMs());
        _arrivedAt = BootClock.NowNs();
        long now = _parts.Clock.Of(_arrivedAt);
        for (int i = 0; i < items; i++)
        {
            _intake.Take(in _parts.Engine.Inbox[i], now);
        }

        if (items > 0)
        {
            _parts.Metrics.Step.Observe(BootClock.NowNs() - _arrivedAt);
        }

        Probes(now);
        Gateways(now);
        _takeoverPolls?.Look(BootClock.NowNs());
        Operators(now);
        Notices(now);
        Step(new NodeInput { Kind = NodeInputKind.Tick, Now = now });
        _appender.Flush();
        Committed();
        _operators.Webhook.Look(_released);
        _snapshots.Advance(now);
        _heads.Look(_released, _arrivedAt);
        _cluster?.Look(now, _arrivedAt, _released);
        RenewIfDue(_arrivedAt);
        if (_arrivedAt - _statusAt >= StatusEveryNs)
        {
            PublishStatus(_arrivedAt);
        }

        _parts.LoopProgress.Advance();
    }

    private int PollTimeoutMs()
    {
        if (_parts.Gateways is { HasMore: true })
        {
            return 0;
        }

        long left = _renewNs - (BootClock.NowNs() - _renewedAt);
        return left <= 0 ? 0 : (int)(left / FixedPoint.Millisecond) + 1;
    }

    private void Probes(long now)
    {
        // A bound, so that not even an endless stream of results could hold the loop here.
        for (int left = ProbeQueue.Capacity; left > 0 && _parts.Probing is { } probing && probing.TryTake(out Observation call); left--)
        {
            Step(new NodeInput { Kind = NodeInputKind.Observation, Now = now, Observation = ref call });
        }
    }

    private void Gateways(long now)
    {
        // A poll may bring thousands of records: what is left waits for the next round, which then does not sleep.
        for (int left = GatewayPolling.RecordsPerRound;
            left > 0 && _parts.Gateways is { } gateways && gateways.TryTake(out VenueRecord record, out Observation call, now); left--)
        {
            Step(new NodeInput { Kind = NodeInputKind.VenueRecord, Now = now, Record = ref record });
            if (call.Kind != ObservationKind.None)
            {
                Step(new NodeInput { Kind = NodeInputKind.Observation, Now = now, Observation = ref call });
            }
        }
    }

    private void Operators(long now)
    {
        while (_parts.Operators.TryTake(out PendingCommand? pending))
        {
            _operators.Take(pending!, now);
        }

        _operators.Advance(now);
    }

    private void Notices(long now)
    {
        // No more than are pending can have been delivered.
        for (int left = NoticeOutbox.Capacity; left > 0 && _operators.Webhook.TryTakeDelivered(out long notice); left--)
        {
            Step(new NodeInput { Kind = NodeInputKind.NoticeSettled, Now = now, Number = notice });
        }
    }

    private StepResult Step(in NodeInput input)
    {
        StepResult result = _parts.Core.Step(input, _effects);
        if (!_effects.IsEmpty)
        {
            Stepped();
        }

        return result;
    }

    private void Stepped()
    {
        if (_effects.Tightened.Length > 0)
        {
            long reaction = BootClock.NowNs() - _arrivedAt;
            _parts.Metrics.Reaction.Observe(reaction);

            // Not a trip: the page closes without the thread that is late, which is the one that renews it (see GatePublishNs in its settings).
            _parts.Metrics.GateLate.AddOwned(reaction > _gateWindowNs ? 1 : 0);
        }

        if (_effects.Entries.Length == 0)
        {
            return;
        }

        ulong first = _parts.Journal.Appended.Sequence + 1;
        ulong last = _appender.Append(_effects);
        _parts.Core.Appended(last);
        _gate.Sequence = last;
        foreach (ref readonly HashedTransition moved in _effects.Transitions)
        {
            Transition transition = moved.Transition;
            _parts.Metrics.Transitions[(int)transition.From][(int)transition.To].AddOwned(1);
            _waiters.Add(new PendingReply(first + (ulong)moved.EntryIndex, 0, 0, null, null, null, transition));
        }

        if (_effects.Transitions.Length > 0)
        {
            _heads.Changed(last);
            _cluster?.Moved(last);
        }

        foreach (ref readonly Command command in _effects.Commands)
        {
            _waiters.Add(new PendingReply(last, 0, 0, CommandWire.Of(command, _parts.Core.State.Epoch), null, null, null));
        }

        _snapshots.Count(_effects.Entries.Length);
    }

    private void Committed()
    {
        _appender.ThrowIfFaulted();
        if (_parts.Engine.IsReady(NodeAssembly.CommitToken))
        {
            EventFd.Wait(_parts.CommitSignal, 0);
        }

        ulong committed = _parts.Committed;
        if ((committed > _released || _waiters.Count > 0) && _parts.Right.HoldsAt(BootClock.NowNs()))
        {
            _released = committed;
            _waiters.Release(committed);
        }

        ulong durable = _parts.Journal.CommittedSequence;
        if (durable == _parts.Journal.Appended.Sequence || durable != _journalSeen)
        {
            _journalSeen = durable;
            _parts.JournalProgress.Advance();
        }
    }

    private void WaitingForRoom()
    {
        if (_parts.Right.IsFenced)
        {
            throw new SlotFencedException();
        }

        RenewIfDue(BootClock.NowNs());
    }

    private void RenewIfDue(long bootNow)
    {
        if (bootNow - _renewedAt < _renewNs)
        {
            return;
        }

        _renewedAt = bootNow;
        if (!_parts.Gate.Renew(Math.Min(bootNow + _validityNs, _parts.Right.DeadlineNs)) && !_parts.Right.IsFenced)
        {
            // A fence retires the page as well, from the cluster's thread; it ends the right first.
            throw new InvalidOperationException(
                $"another daemon has taken over the gate page {_parts.Gate.Path}, or the host was suspended under its coarse clock; "
                + "this one must not go on");
        }
    }

    private void PublishStatus(long bootNow)
    {
        _statusAt = bootNow;
        _watch.Look();
        _incidents.Look();
        _parts.View.Publish(_status.Build(bootNow));
    }

    private void Stop()
    {
        _status.State = "stopping";
        _parts.Gate.Close();
        PublishStatus(BootClock.NowNs());
        if (_parts.IsReplicated || _parts.Right.IsFenced)
        {
            LetGo(BootClock.NowNs() + (StopDeadlineMs * FixedPoint.Millisecond));
            return;
        }

        _snapshots.TakeLast(_parts.Clock.CoreNowNs(), StopDeadlineMs);
        _heads.StateLast(StopDeadlineMs);
        JournalFault? fault = _parts.Journal.Close(StopDeadlineMs);
        _waiters.Release(_parts.Journal.CommittedSequence);
        if (fault is not null)
        {
            throw new JournalStalledException($"the journal did not close cleanly: {fault.Message}");
        }
    }

    // What is staged is committed by every replica in sync before the slot is let go; of a right that has ended nothing is left to do.
    private void LetGo(long deadlineNs)
    {
        if (!_parts.Right.IsFenced)
        {
            _cluster?.Release(_parts.Clock.CoreNowNs());
        }

        _appender.Flush();
        _cluster?.Report();
        while (!_parts.Right.IsFenced && _parts.Committed < _parts.Journal.Appended.Sequence && BootClock.NowNs() < deadlineNs)
        {
            _appender.ThrowIfFaulted();
            EventFd.Wait(_parts.CommitSignal, UnsureWaitMs);
        }

        if (!_parts.Right.IsFenced)
        {
            _waiters.Release(_parts.Committed);
            _heads.StateLast(StopDeadlineMs);
            _cluster?.Report();
        }
    }
}
