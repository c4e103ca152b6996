using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Basisd.Cluster;
using Basisd.Host.Http;
using Basisd.Host.Logging;
using Basisd.Host.Metrics;
using Basisd.Linux;
using Basisd.Peers.Etcd;
using Basisd.Peers.Heartbeats;

namespace Basisd.Host.Cluster;

/// <summary>Carries out what the cluster's core asks for, in its order, on the cluster's thread. It decides nothing and waits for nothing.</summary>
internal sealed class ClusterHands
{
    private const int Farewells = 3;
    private readonly SlotContext _context;
    private readonly ClusterCore _core;
    private readonly ClusterPicture _picture;
    private readonly SlotRuntime[] _slots;
    private readonly IArbiter _arbiter;
    private readonly HeartbeatSocket _socket;
    private readonly FailsafeAsker _failsafe;
    private readonly FenceCommand _fence;
    private readonly Dictionary<long, TaskCompletionSource<OperatorReply?>> _acts = [];
    private readonly HashSet<long> _renewals = [];
    private readonly Task[] _fencing;
    private readonly long[] _claimedAt;
    private long _acted;

    /// <summary>Creates the hands.</summary>
    public ClusterHands(
        SlotContext context, ClusterCore core, ClusterPicture picture, SlotRuntime[] slots, IArbiter arbiter, HeartbeatSocket socket,
        FailsafeAsker failsafe, FenceCommand fence)
    {
        _context = context;
        _core = core;
        _picture = picture;
        _slots = slots;
        _arbiter = arbiter;
        _socket = socket;
        _failsafe = failsafe;
        _fence = fence;
        _fencing = Array.ConvertAll(core.Settings.Nodes, _ => Task.CompletedTask);
        _claimedAt = new long[slots.Length];
        Beat = new Heartbeat(slots.Length);
    }

    /// <summary>The latest heartbeat that went out.</summary>
    public Heartbeat Beat { get; }

    /// <summary>Everything is let go: the process may end.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The cluster's DMM as slots are to have it; null before the first.</summary>
    public Loop.SlotOrder? Dmm { get; private set; }

    /// <summary>A number for an operator's act whose answer is awaited.</summary>
    public long Await(TaskCompletionSource<OperatorReply?> act)
    {
        _acts.Add(++_acted, act);
        return _acted;
    }

    // Whoever stops says so in its heartbeats: the others expect none then. Several, because a datagram may be lost.
    private void Farewell()
    {
        for (int i = 0; i < Farewells; i++)
        {
            SendBeat();
        }
    }

    private void SendBeat()
    {
        _core.WriteHeartbeat(Beat);
        _socket.Send(Beat);
    }

    /// <summary>Notes how a call ended.</summary>
    public void Ended(ArbiterReply reply)
    {
        if (_renewals.Remove(reply.Id))
        {
            _context.Metrics.Renewals[(int)reply.Outcome].AddOwned(1);
        }
    }

    /// <summary>Carries out the effects of one step.</summary>
    /// <param name="effects">The effects.</param>
    /// <param name="failsafe">The peer's asking that this step was about; null for another step.</param>
    public void Carry(ClusterEffects effects, TaskCompletionSource<bool>? failsafe)
    {
        foreach (ref readonly ClusterEffect effect in effects.Items)
        {
            switch (effect.Kind)
            {
                case ClusterEffectKind.AnswerFailsafe:
                    failsafe?.TrySetResult(effect.Flag);
                    break;
                case ClusterEffectKind.Call:
                    Call(effect.Call!);
                    break;
                case ClusterEffectKind.Beat:
                    SendBeat();
                    break;
                case ClusterEffectKind.AskFailsafe:
                    _failsafe.Ask(effect.Slot, effect.Epoch, effect.Id);
                    break;
                case ClusterEffectKind.EnterDmm or ClusterEffectKind.LeaveDmm:
                    SetDmm(effect);
                    break;
                case ClusterEffectKind.Peer:
                    Peer(effect.Node, effect.Flag);
                    break;
                case ClusterEffectKind.Answer:
                    Answer(effect);
                    break;
                case ClusterEffectKind.Event:
                    Tell(effect.Event, effect.Slot, effect.Node, effect.Epoch);
                    break;
                case ClusterEffectKind.Done:
                    Farewell();
                    IsDone = true;
                    break;
                default:
                    Slot(effect, _slots[effect.Slot]);
                    break;
            }
        }

        // A promise that the core did not speak of is none.
        failsafe?.TrySetResult(false);
    }

    /// <summary>A takeover is through: the venues are reconciled, or known to differ, and the engine was told to act.</summary>
    public void TellOpened(int slot, ulong epoch) =>
        Add("opened", slot, _core.Settings.Self, epoch, $"{_core.Settings.Slots[slot]}: open under epoch {epoch}");

    private void Slot(in ClusterEffect effect, SlotRuntime slot)
    {
        switch (effect.Kind)
        {
            case ClusterEffectKind.TakeOver:
                _context.Metrics.Phases[ClusterMetrics.Claim].Observe(BootClock.NowNs() - _claimedAt[effect.Slot]);
                slot.TakeOver(effect.Epoch, effect.Until);
                break;
            case ClusterEffectKind.Deadline:
                slot.SetDeadline(effect.Until);
                break;
            case ClusterEffectKind.Committed:
                slot.SetCommitted(effect.Sequence);
                break;
            case ClusterEffectKind.Close:
                slot.Close();
                break;
            case ClusterEffectKind.Fence:
                slot.Fence();
                break;
            case ClusterEffectKind.Follow:
                slot.Follow(effect.Node, effect.Epoch);
                break;
            default:
                throw new InvalidOperationException($"the cluster's core asks for {effect.Kind}, which nobody carries out");
        }
    }

    private void Call(ArbiterCall call)
    {
        if (call.Value is SlotRecord { Released: false } record)
        {
            if (record.Seq > 0)
            {
                _renewals.Add(call.Id);
            }
            else
            {
                NoteClaim(call.Key.Slot);
            }
        }

        _arbiter.Send(call);
    }

    private void NoteClaim(int slot)
    {
        long now = BootClock.NowNs();
        _claimedAt[slot] = now;
        int before = _core.Slot(slot).Owner;
        if (before >= 0 && before != _core.Settings.Self && _core.Peer(before) is { IsHeard: true } owner)
        {
            _context.Metrics.Phases[ClusterMetrics.Detection].Observe(now - owner.LastAt);
        }
    }

    private void SetDmm(in ClusterEffect effect)
    {
        string origin = NameOf(effect.Node);
        bool isNews = Dmm is null || Dmm.DmmEpoch != (long)effect.Epoch || (Dmm.Resumption is null) != (effect.Bytes is null);
        _picture.DmmOrigin = effect.Node;
        Dmm = new Loop.SlotOrder((long)effect.Epoch, origin, effect.Bytes);
        foreach (SlotRuntime slot in _slots)
        {
            slot.Link?.SetOrder(Dmm);
        }

        if (!isNews)
        {
            return;
        }

        ulong epoch = effect.Epoch;
        bool enters = effect.Bytes is null;
        string text = enters ? $"the cluster is in DMM, epoch {epoch}, latched by {origin}"
            : $"DMM epoch {epoch} of the cluster ended by a signed resumption";
        Add(enters ? "dmm_entered" : "dmm_left", SlotRecord.None, effect.Node, epoch, text);
        _context.Log.Post(log => log.Of(LogEvents.ClusterHalted).Write(
            enters ? Serilog.Events.LogEventLevel.Error : Serilog.Events.LogEventLevel.Information, "{What}", text));
    }

    private void Peer(int node, bool isSilent)
    {
        string name = NameOf(node);
        Add(isSilent ? "peer_silent" : "peer_back", SlotRecord.None, node, 0, isSilent ? $"nothing is heard of {name}" : $"{name} is heard again");
        if (isSilent)
        {
            _context.Log.Post(log => log.Of(LogEvents.PeerSilent).Warning("nothing is heard of {Node}", name));
            CutPower(node);
        }
        else
        {
            _context.Log.Post(log => log.Of(LogEvents.PeerBack).Information("{Node} is heard again", name));
        }
    }

    // Only an owner's power is cut: that of a standby would help nobody.
    private void CutPower(int node)
    {
        bool isOwner = false;
        for (int slot = 0; slot < _slots.Length; slot++)
        {
            isOwner |= _core.Slot(slot) is { IsReleased: false } status && status.Owner == node;
        }

        if (_fence.IsConfigured && isOwner && _fencing[node].IsCompleted && !_core.IsPaused)
        {
            _fencing[node] = Task.Run(() => CutPowerAsync(node));
        }
    }

    private async Task CutPowerAsync(int node)
    {
        (bool confirmed, string text) = await _fence.RunAsync(NameOf(node), isDryRun: false, default).ConfigureAwait(false);
        _context.Log.Post(log => log.Of(LogEvents.FenceCommand).Write(
            confirmed ? Serilog.Events.LogEventLevel.Warning : Serilog.Events.LogEventLevel.Error, "fence command: {How}", text));
        if (confirmed)
        {
            _context.Inbox.Post(new ClusterPost(ClusterInputKind.PowerOff) { Node = node });
        }
    }

    private void Answer(in ClusterEffect effect)
    {
        if (_acts.Remove(effect.Id, out TaskCompletionSource<OperatorReply?>? act))
        {
            string slot = effect.Slot >= 0 ? _core.Settings.Slots[effect.Slot] : "platform";
            string text = effect.Event == ClusterEvent.None ? "done" : ClusterEventText.Of(effect.Event, slot, "", effect.Epoch);
            act.TrySetResult(new OperatorReply(effect.Flag, text, slot, "-", 0));
        }
    }

    private void Tell(ClusterEvent happened, int slot, int node, ulong epoch)
    {
        string slotName = slot >= 0 ? _core.Settings.Slots[slot] : "";
        string text = ClusterEventText.Of(happened, slotName, NameOf(node), epoch);
        Add(ClusterEventText.Kind(happened), slot, node, epoch, text);
        _context.Metrics.Events[(int)happened]?.Increment();
        if (happened is ClusterEvent.Created or ClusterEvent.ClaimedReleased or ClusterEvent.ClaimedSilent or ClusterEvent.ClaimedOwn && slot >= 0)
        {
            _context.Metrics.Failovers.With(slotName, ClusterEventText.Kind(happened)).Increment();
        }

        Serilog.Events.LogEventLevel level = ClusterEventText.LevelOf(happened);
        _context.Log.Post(log => log.Of(ClusterEventText.LogOf(happened)).ForContext("Slot", slotName).Write(level, "{What}", text));
    }

    private void Add(string kind, int slot, int node, ulong epoch, string text) => _picture.History.Add(new ClusterEventView(
        BootClock.WallNs(), kind, slot >= 0 ? _core.Settings.Slots[slot] : "", NameOf(node), (long)epoch, text));

    private string NameOf(int node) => node < 0 || node >= _core.Settings.Nodes.Length ? "" : _core.Settings.Nodes[node];
}
