using System;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Basisd.Cluster;
using Basisd.Host.Configuration;
using Basisd.Host.Logging;
using Basisd.Host.Loop;
using Basisd.Host.Metrics;
using Basisd.Linux;
using Basisd.Peers.Transport;

namespace Basisd.Host.Cluster;

/// <summary>
/// One slot on this node (SPEC 12): a copy that follows its owner, or the loop that acts for it. One task does all of it in the order of the
/// cluster's effects; a fence is carried out at once, on the caller's thread. It decides nothing about ownership, and what it cannot carry out ends
/// the process: another node then takes over.
/// </summary>
internal sealed class SlotRuntime : IAsyncDisposable
{
    private const int Turns = 64;

    private static readonly TimeSpan Mending = TimeSpan.FromSeconds(10);

    private readonly SlotContext _context;
    private readonly int _slot;
    private readonly NodeConfiguration _configuration;
    private readonly CopyPuller _puller;
    private readonly Channel<SlotTurn> _turns = Channel.CreateBounded<SlotTurn>(new BoundedChannelOptions(Turns) { SingleReader = true });
    private readonly Task _work;
    private volatile SlotTenure? _tenure;
    private ActingRight? _right;
    private volatile PublishedCopy _copy = new(default, "");
    private volatile StandbyPicture? _picture;
    private volatile FollowedCopy _followed;
    private NodeMetrics? _timed;
    private bool _isStale;
    private int _owner = SlotRecord.None;
    private long _picturedAt;

    /// <summary>Opens the slot's copy and begins to carry out what it is told.</summary>
    public SlotRuntime(SlotContext context, int slot)
    {
        _context = context;
        _slot = slot;
        _configuration = SlotPaths.Of(context.Configuration, context.Cluster.Settings.Slots[slot]);
        SlotPaths.Make(_configuration);
        _puller = new CopyPuller(slot, _configuration, context.Client, Timed);
        _followed = FollowedCopy.Open(_configuration, Timed, creates: false);
        Publish();
        _work = Task.Run(WorkAsync);
    }

    /// <summary>How the copy stands. Any thread.</summary>
    public SlotCopy Copy
    {
        get
        {
            if (_tenure is not { Link: { } link, Journal: { } journal } || link.Progress is not { Epoch: > 0 } at)
            {
                return _copy.Value;
            }

            // What was appended last is told by the loop, and may become durable when that has ended.
            return new SlotCopy(Math.Min(journal.CommittedSequence, at.Appended), at.Appended, at.Epoch, true, at.HashedAt, at.StateHash);
        }
    }

    /// <summary>When the first entries of the latest tenure were committed, CLOCK_BOOTTIME ns; 0 before. Any thread.</summary>
    public long ReadyAt => _tenure?.ReadyAt ?? 0;

    /// <summary>What is wrong with the copy; empty for nothing. Any thread.</summary>
    public string Problem => _copy.Problem;

    /// <summary>Whether the disk is below the free-space floor. Any thread.</summary>
    public bool IsLow => _followed.Journal is { BelowFloor: true };

    /// <summary>The seam to the loop that acts; null while none does. Any thread.</summary>
    public SlotLink? Link => _tenure?.Link;

    /// <summary>How the slot looks from a standby; null before the first look. Any thread.</summary>
    public StandbyPicture? Picture => _picture;

    /// <summary>The slot is owned: take it over. The cluster's thread.</summary>
    public void TakeOver(ulong epoch, long until)
    {
        _right = ActingRight.Until(until, 0);
        Tell(new SlotTurn(SlotTurnKind.TakeOver, SlotRecord.None, epoch, _right));
    }

    /// <summary>The deadline moved. The cluster's thread.</summary>
    public void SetDeadline(long until)
    {
        if (_right is { } right)
        {
            right.DeadlineNs = until;
        }
    }

    /// <summary>What is committed moved. The cluster's thread.</summary>
    public void SetCommitted(ulong sequence)
    {
        if (_right is not { } right)
        {
            return;
        }

        right.Replicated = sequence;
        if (_tenure is { CommitSignal: { } signal } tenure && ReferenceEquals(tenure.Right, right))
        {
            _ = EventFd.Signal(signal);
        }
    }

    /// <summary>Stop acting, in order. The cluster's thread.</summary>
    public void Close() => Tell(new SlotTurn(SlotTurnKind.Close, SlotRecord.None, 0));

    /// <summary>The right has ended: the page is retired and the loop told before this returns. The cluster's thread.</summary>
    public void Fence()
    {
        _right?.Fence();
        if (_tenure is { } tenure && ReferenceEquals(tenure.Right, _right))
        {
            tenure.Acting?.Fence();
        }

        Tell(new SlotTurn(SlotTurnKind.Fence, SlotRecord.None, 0));
    }

    /// <summary>Follow an owner. The cluster's thread.</summary>
    public void Follow(int node, ulong epoch) => Tell(new SlotTurn(SlotTurnKind.Follow, node, epoch));

    /// <summary>Answers a follower. Any thread.</summary>
    public Task<PullAnswer> PullAsync(int node, PullRequest request, CancellationToken gone) => _tenure?.Served is { } served
        ? served.PullAsync(node, request, gone)
        : Task.FromResult(new PullAnswer { Status = PullStatus.NotOwner, Epoch = _copy.Value.Epoch });

    /// <summary>Ends everything; whatever still acts is fenced.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_tenure is { Acting: { } acting } tenure)
        {
            tenure.Right.Fence();
            acting.Fence();
        }

        _turns.Writer.TryComplete();
        await _work.ConfigureAwait(false);
    }

    private void Tell(SlotTurn turn)
    {
        if (!_turns.Writer.TryWrite(turn))
        {
            throw new InvalidOperationException($"{Turns} turns wait for slot {_slot}: it stands still");
        }
    }

    private async Task WorkAsync()
    {
        try
        {
            await TurnsAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever broke a slot is reported and ends the process; nothing is acted for any more by then.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _tenure?.Right.Fence();
            _tenure?.Acting?.Fence();
            _context.Broken(new AssemblyFailure($"slot {_context.Cluster.Settings.Slots[_slot]} broke: {e}", IsIntegrity: false));
        }

        await StopActingAsync().ConfigureAwait(false);
        await StopServingAsync().ConfigureAwait(false);
        _followed.Dispose();
    }

    private async Task TurnsAsync()
    {
        Task<bool> next = _turns.Reader.WaitToReadAsync().AsTask();
        while (true)
        {
            if (_followed.Problem.Length > 0 && _tenure is null && await Task.WhenAny(next, Task.Delay(Mending)).ConfigureAwait(false) != next)
            {
                // What the disk holds is looked at again: a connection that lied, or a disk that failed once, must not cost a standby for good.
                _isStale = true;
                await ReopenAsync().ConfigureAwait(false);
            }
            else if (_followed.Problem.Length == 0 && _tenure is null && !_isStale && _owner >= 0)
            {
                using CancellationTokenSource asked = new();
                Task<FollowedCopy> pull = _puller.StepAsync(_followed, _owner, asked.Token);
                if (await Task.WhenAny(pull, next).ConfigureAwait(false) != pull)
                {
                    await asked.CancelAsync().ConfigureAwait(false);
                }

                _followed = await pull.ConfigureAwait(false);
                Publish();
                if (!next.IsCompleted)
                {
                    continue;
                }
            }

            if (!await next.ConfigureAwait(false))
            {
                return;
            }

            while (_turns.Reader.TryRead(out SlotTurn turn))
            {
                await CarryAsync(turn).ConfigureAwait(false);
            }

            next = _turns.Reader.WaitToReadAsync().AsTask();
        }
    }

    private async Task CarryAsync(SlotTurn turn)
    {
        switch (turn.Kind)
        {
            case SlotTurnKind.TakeOver:
                await ReopenAsync().ConfigureAwait(false);
                await TakeOverAsync(turn.Epoch, turn.Right!).ConfigureAwait(false);
                break;
            case SlotTurnKind.Follow:
                _owner = turn.Node;
                _puller.Reset();
                await ReopenAsync().ConfigureAwait(false);
                break;
            default:
                await StopActingAsync().ConfigureAwait(false);
                await Task.Delay(turn.Kind == SlotTurnKind.Close ? _context.StopBound : TimeSpan.Zero).ConfigureAwait(false);
                _context.Inbox.Post(new ClusterPost(ClusterInputKind.Stopped) { Slot = _slot });
                break;
        }
    }

    // What a loop left in its core is not believed: the journal says what is so, as after a death.
    private async Task ReopenAsync()
    {
        if (!_isStale)
        {
            return;
        }

        await StopServingAsync().ConfigureAwait(false);
        _followed.Dispose();
        _followed = FollowedCopy.Open(_configuration, Timed, creates: false);
        _isStale = false;
        Publish();
    }

    private async Task TakeOverAsync(ulong epoch, ActingRight right)
    {
        SlotTenure tenure = new(epoch, right);
        _tenure = tenure;
        long began = BootClock.NowNs();
        if (_followed is { Journal: null, Problem.Length: 0 })
        {
            _followed.Dispose();
            _followed = FollowedCopy.Open(_configuration, Timed, creates: true);
        }

        if (_followed.Journal is { } journal)
        {
            await _followed.DrainAsync(CancellationToken.None).ConfigureAwait(false);
            tenure.Journal = journal;
            tenure.Served = new ServedJournal(_slot, epoch, journal, () => tenure.Right.Replicated, _context.Inbox);
        }

        if (!_followed.Copy.IsWhole)
        {
            _context.Broken(new AssemblyFailure($"the slot was claimed and its copy is not whole: {_followed.Problem}", IsIntegrity: true));
            return;
        }

        _isStale = true;
        if (!tenure.Right.IsFenced)
        {
            Act(tenure, began);
        }
    }

    private void Act(SlotTenure tenure, long began)
    {
        ClusterSettings settings = _context.Cluster.Settings;
        SlotLink link = new(_slot, tenure.Epoch, settings.Nodes[settings.Self], _context.Cluster.PeerScopes, settings.Self, _context.Inbox.Wake);
        NodeMetrics metrics = _context.Counts.Take(settings.Slots[_slot]);
        ulong lastEpoch = _followed.Journal!.LastEpoch;
        _followed.HandOver();
        SlotGround ground = _context.GroundOf(_configuration, _followed, tenure, link, metrics, lastEpoch);
        NodeParts? parts = NodeAssembly.Activate(ground, out AssemblyFailure? failure);
        if (parts is null)
        {
            _context.Counts.Return(metrics);
            _context.Broken(failure!);
            return;
        }

        _timed = metrics;
        ActiveSlot acting = new(parts with { Latency = _context.Latency });
        acting.Start();
        tenure.Acting = acting;
        tenure.CommitSignal = _followed.CommitSignal;
        tenure.Link = link;
        tenure.StartedAt = BootClock.NowNs();
        _context.Metrics.Phases[ClusterMetrics.Replay].Observe(tenure.StartedAt - began);
        tenure.Watch = WatchAsync(tenure, acting);
        if (tenure.Right.IsFenced)
        {
            acting.Fence();
        }

        _context.Switch.Add(_slot, acting.Parts);
    }

    private async Task WatchAsync(SlotTenure tenure, ActiveSlot acting)
    {
        if (await Task.WhenAny(acting.Ready, acting.Ended).ConfigureAwait(false) == acting.Ready)
        {
            tenure.ReadyAt = BootClock.NowNs();
            _context.Metrics.Phases[ClusterMetrics.Open].Observe(tenure.ReadyAt - tenure.StartedAt);
            string slot = _context.Cluster.Settings.Slots[_slot];
            string socket = acting.Parts.Configuration.Engine.Socket;
            long ms = (tenure.ReadyAt - tenure.StartedAt) / 1_000_000;
            _context.Log.Post(log => log.Of(LogEvents.SlotTaken).Information(
                "{Slot}: acting under epoch {Epoch}, engine on {Socket}; the first entries were committed after {Ms} ms", slot, tenure.Epoch,
                socket, ms));
        }

        if (await acting.Ended.ConfigureAwait(false) is { } broken)
        {
            string problem = broken is JournalStalledException ? broken.Message : $"an invariant broke: {broken}";
            _context.Broken(new AssemblyFailure(problem, IsIntegrity: false));
        }
    }

    private async Task StopActingAsync()
    {
        if (_tenure is not { } tenure)
        {
            return;
        }

        if (tenure.Acting is { } acting)
        {
            acting.Stop();
            _ = await acting.JoinAsync().ConfigureAwait(false);
            await tenure.Watch.ConfigureAwait(false);
            _context.Switch.Remove(acting.Parts);
            _timed = null;
            _context.Counts.Return(acting.Parts.Metrics);
            acting.Dispose();
            tenure.Acting = null;
        }
    }

    private async Task StopServingAsync()
    {
        SlotTenure? tenure = _tenure;
        _tenure = null;
        if (tenure?.Served is { } served)
        {
            await served.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Publish()
    {
        string problem = _followed.Problem.Length > 0 ? _followed.Problem : _followed.Replay.Problem ?? "";
        if (problem.Length > 0 && problem != _copy.Problem)
        {
            string slot = _context.Cluster.Settings.Slots[_slot];
            _context.Log.Post(log => log.Of(LogEvents.CopyDamaged).Error(
                "{Slot}: the copy here is not whole and may not take over: {Problem}", slot, problem));
        }
        _copy = new PublishedCopy(_followed.Copy, problem);
        _context.Inbox.Wake();
        long now = BootClock.NowNs();
        if (_picture is null || now - _picturedAt >= StandbyPicture.EveryNs)
        {
            _picturedAt = now;
            _picture = StandbyPicture.Of(_followed);
        }
    }

    private void Timed(long ns)
    {
        if (_timed is { } metrics)
        {
            metrics.Commit.Observe(ns);
            metrics.Commits[0].AddOwned(1);
        }
    }
}
