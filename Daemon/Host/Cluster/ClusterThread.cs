using System;
using System.Linq;
using System.Threading;
using Basisd.Cluster;
using Basisd.Host.Http;
using Basisd.Host.Loop;
using Basisd.Host.Metrics;
using Basisd.Host.Systemd;
using Basisd.Linux;
using Basisd.Peers.Heartbeats;
using Basisd.Safety;

namespace Basisd.Host.Cluster;

/// <summary>
/// The one thread that owns the cluster's core (SPEC 12): waits for heartbeats, for what others have to say and for the next tick, steps the core
/// and has its effects carried out. When an invariant breaks it fences every slot and ends the process; it never goes on.
/// </summary>
internal sealed unsafe class ClusterThread
{
    private const int TickMs = 5;
    private const int PostsPerRound = 256;
    private const long PublishEveryNs = 100 * FixedPoint.Millisecond;
    private const long FilesEveryNs = 2 * FixedPoint.Second;
    private const int Events = 4;
    private const long SliceNs = 100_000;

    private readonly SlotContext _context;
    private readonly ClusterCore _core;
    private readonly ClusterPicture _picture;
    private readonly ClusterHands _hands;
    private readonly SlotRuntime[] _slots;
    private readonly HeartbeatSocket _socket;
    private readonly ClusterFiles _files;
    private readonly ClusterSeat _seat;
    private readonly ClusterVoice _voice;
    private readonly Attestation _attestation;
    private readonly ClusterEffects _effects = new();
    private readonly SlotCopy[] _copies;
    private readonly SlotMark[] _marks;
    private readonly long _startedAt = BootClock.WallNs();
    private readonly long[] _heard;
    private long _publishedAt;
    private long _filesAt;
    private bool _asksStop;
    private volatile bool _isAborted;

    /// <summary>Creates the thread's work.</summary>
    public ClusterThread(
        SlotContext context, ClusterCore core, ClusterPicture picture, ClusterHands hands, SlotRuntime[] slots, HeartbeatSocket socket,
        ClusterFiles files, ClusterSeat seat, ClusterVoice voice, Attestation attestation)
    {
        _context = context;
        _core = core;
        _picture = picture;
        _hands = hands;
        _slots = slots;
        _socket = socket;
        _files = files;
        _seat = seat;
        _voice = voice;
        _attestation = attestation;
        _copies = new SlotCopy[slots.Length];
        _marks = [.. slots.Select(_ => new SlotMark())];
        _heard = new long[core.Settings.Nodes.Length];
    }

    /// <summary>Counts proofs of progress.</summary>
    public MetricCell Pings => _context.Counts.Process.WatchdogPings;

    /// <summary>Proof that it makes progress.</summary>
    public ProgressCounter Progress { get; } = new("cluster");

    /// <summary>Ends it at once, with nothing let go. Any thread.</summary>
    public void Abort()
    {
        _isAborted = true;
        _context.Inbox.Wake();
    }

    /// <summary>Runs until it was asked to stop and every slot is let go or lost.</summary>
    /// <param name="stop">Asks to stop.</param>
    public void Run(CancellationToken stop)
    {
        _ = ScheduleCalls.AskForSlice(SliceNs, ScheduleCalls.LeastNice);
        int set = EventCalls.OpenSet();
        try
        {
            _ = EventCalls.Control(set, EventCalls.Add, _socket.Descriptor, EventCalls.In, 1);
            _ = EventCalls.Control(set, EventCalls.Add, _context.Inbox.Descriptor, EventCalls.In, 2);
            byte* events = stackalloc byte[EventCalls.EventBytes * Events];
            for (int slot = 0; slot < _slots.Length; slot++)
            {
                TellCopy(slot, force: true);
            }

            while (!_hands.IsDone && !_isAborted)
            {
                _ = EventCalls.Wait(set, events, Events, TickMs);
                Round(stop);
                Progress.Advance();
            }
        }
        finally
        {
            SocketCalls.Close(set);
        }
    }

    private void Round(CancellationToken stop)
    {
        _ = EventFd.Take(_context.Inbox.Descriptor);
        Heartbeats();
        for (int left = PostsPerRound; left > 0 && _context.Inbox.TryTake(out ClusterPost? post); left--)
        {
            Take(post!);
        }

        for (int slot = 0; slot < _slots.Length; slot++)
        {
            TellCopy(slot, force: false);
            TellLink(slot);
        }

        if (stop.IsCancellationRequested && !_asksStop)
        {
            _asksStop = true;
            Step(new ClusterPost(ClusterInputKind.Stop));
        }

        SetHealth();
        Step(new ClusterPost(ClusterInputKind.Tick));
        long now = BootClock.NowNs();
        if (now - _publishedAt >= PublishEveryNs)
        {
            Publish(now);
        }
    }

    private void Heartbeats()
    {
        _socket.BeginRound();
        long now = BootClock.NowNs();
        while (_socket.Next(now) is { } beat)
        {
            _heard[beat.Node] = (beat.Health & NodeHealth.Stopping) != NodeHealth.None ? SlotLink.Left : now;
            _core.Step(new ClusterInput { Kind = ClusterInputKind.Heartbeat, Now = now, Wall = BootClock.WallNs(), Beat = beat }, _effects);
            _hands.Carry(_effects, null);
            now = BootClock.NowNs();
        }
    }

    private void Take(ClusterPost post)
    {
        if (post.Kind == ClusterInputKind.Acknowledged)
        {
            // What a follower acknowledges is durable here: the core must know that first.
            TellCopy(post.Slot, force: false);
        }

        if (post.Reply is { } reply)
        {
            _hands.Ended(reply);
        }

        Step(post, post.Act is { } act ? _hands.Await(act) : 0);
    }

    private void Step(ClusterPost post, long id = 0)
    {
        ClusterInput input = post.At(BootClock.NowNs(), BootClock.WallNs(), id);
        _core.Step(input, _effects);
        _hands.Carry(_effects, post.Failsafe);
    }

    private void TellCopy(int slot, bool force)
    {
        SlotCopy copy = _slots[slot].Copy;
        if (copy == _copies[slot] && !force)
        {
            return;
        }

        _copies[slot] = copy;
        ClusterInput input = new()
        {
            Kind = ClusterInputKind.Copy,
            Now = BootClock.NowNs(),
            Wall = BootClock.WallNs(),
            Slot = slot,
            Copy = copy,
        };
        _core.Step(input, _effects);
        _hands.Carry(_effects, null);
    }

    private void TellLink(int slot)
    {
        SlotMark mark = _marks[slot];
        SlotLink? link = _slots[slot].Link;
        if (!ReferenceEquals(link, mark.Link))
        {
            mark.Begin(link);
            if (_hands.Dmm is { } dmm)
            {
                link?.SetOrder(dmm);
            }
        }

        if (link is null)
        {
            return;
        }

        if (link.IsOpened && !mark.IsOpened)
        {
            mark.IsOpened = true;

            // The slot's task may note its first commit a moment later than the loop says that it is through.
            long ready = _slots[slot].ReadyAt;
            _context.Metrics.Phases[ClusterMetrics.Reconcile].Observe(ready == 0 ? 0 : Math.Max(0, BootClock.NowNs() - ready));
            _hands.TellOpened(slot, link.Epoch);
            Step(new ClusterPost(ClusterInputKind.Opened) { Slot = slot, Sequence = link.Epoch });
        }

        if (link.IsEngineSilent != mark.IsEngineSilent)
        {
            mark.IsEngineSilent = link.IsEngineSilent;
            Step(new ClusterPost(ClusterInputKind.Engine) { Slot = slot, Flag = !link.IsEngineSilent });
        }

        if (link.DmmAsked != mark.DmmAsked)
        {
            mark.DmmAsked = link.DmmAsked;
            Step(new ClusterPost(ClusterInputKind.DmmEntered) { Slot = slot });
        }

        (long epoch, byte[] bytes) = link.Resumed;
        if (epoch != mark.Resumed && slot == _core.Settings.Control)
        {
            mark.Resumed = epoch;
            Step(new ClusterPost(ClusterInputKind.DmmResumed) { Slot = slot, Sequence = (ulong)epoch, Bytes = bytes });
        }

        for (int node = 0; node < _heard.Length; node++)
        {
            link.Heard(node, _heard[node]);
        }
    }

    // Sound means: every copy opened, or is not there yet. A disk below the floor is said as well.
    private void SetHealth()
    {
        bool isReady = Array.TrueForAll(_slots, s => s.Problem.Length == 0);
        bool isLow = Array.Exists(_slots, s => s.IsLow);
        NodeHealth known = _hands.Beat.Health & ~(NodeHealth.Ready | NodeHealth.LowDisk);
        _hands.Beat.Health = known | (isReady ? NodeHealth.Ready : NodeHealth.None) | (isLow ? NodeHealth.LowDisk : NodeHealth.None);
    }

    private void Publish(long now)
    {
        _publishedAt = now;
        long wall = BootClock.WallNs();
        if (now - _filesAt >= FilesEveryNs)
        {
            _filesAt = now;
            _files.Look();
        }

        if (_core.IsArbiterFresh)
        {
            _voice.Forget();
        }

        long expires = _files.ExpiresAt * FixedPoint.Second;
        bool allOwned = _picture.IsAllOwned();
        foreach (SlotRuntime slot in _slots)
        {
            if (slot.Link is { } link)
            {
                link.AllOwned = allOwned;
            }
        }

        string[] problems = Array.ConvertAll(_slots, s => s.Problem);
        ClusterStatus status = _picture.Build(now, wall, _hands.Beat, problems, expires) with { Files = _files.InUse };
        _picture.SetMetrics(_context.Metrics, now, wall, _hands.Beat, expires);
        _context.Metrics.ArbiterWentBack.Set(_core.ArbiterWentBack || _voice.HasArbiterWentBack ? 1 : 0);
        _context.Metrics.DiskLow.Set((_hands.Beat.Health & NodeHealth.LowDisk) != NodeHealth.None ? 1 : 0);
        _context.Counts.Process.LogDropped.Set(_context.Log.Dropped);
        _context.Counts.Process.Attestation.Set(_attestation.Status);
        foreach (HeartbeatReject reason in Enum.GetValues<HeartbeatReject>())
        {
            _context.Metrics.HeartbeatsRefused[(int)reason]?.Set(_socket.Counters.Rejected(reason));
        }

        _seat.Publish(status);
        if (_slots[_core.Settings.Control].Picture is { } picture)
        {
            _context.Switch.SetStandby(picture.ToStatus(
                _context.Configuration, _context.Version, StateOf(), _startedAt, now, _attestation.Status, status));
        }
    }

    // Ready as a standby: the arbiter is heard and every copy is whole.
    private string StateOf() => _core.IsStopping ? "stopping"
        : _core.IsArbiterFresh && Array.TrueForAll(_copies, c => c.IsWhole) ? "standby" : "starting";
}
