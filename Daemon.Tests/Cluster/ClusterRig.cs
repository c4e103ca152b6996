using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Cluster;
using Basisd.Safety;

namespace Basisd.Tests.Cluster;

/// <summary>One node of a cluster beside an arbiter that does as it is told, and peers that are nothing but heartbeats.</summary>
internal sealed class ClusterRig
{
    public const long Ms = FixedPoint.Millisecond;

    private readonly Dictionary<ArbiterKey, ArbiterEntry> _store = [];
    private readonly List<(ArbiterCall Call, long SentAt)> _held = [];
    private readonly ClusterEffects _effects = new();
    private readonly Heartbeat[] _beats;
    private long _revision = 1;

    public ClusterRig(ClusterSettings settings, ulong boot = 100, ClusterGuards without = ClusterGuards.None)
    {
        Core = new(settings, boot, without);
        int slots = settings.Slots.Length;
        ulong print = settings.Fingerprint;
        _beats = [.. settings.Nodes.Select((_, i) => new Heartbeat(slots) { Node = i, Boot = 100 + (ulong)i, Fingerprint = print })];
        PeerUp = new bool[settings.Nodes.Length];
    }

    public ClusterCore Core { get; }

    public long Now { get; set; } = 1000 * Ms;

    public long Wall => Now + (1_000_000 * FixedPoint.Second);

    /// <summary>ok: carried out and answered at once; down: certainly not; lost: carried out without an answer; mute: neither; hold: later.</summary>
    public string Arbiter { get; set; } = "ok";

    public ulong RaftTerm { get; set; } = 2;

    public bool[] PeerUp { get; }

    /// <summary>Slots whose record is renewed every 200 ms by whoever owns it.</summary>
    public HashSet<int> Renewed { get; } = [];

    public List<(long At, ClusterEffect Effect)> Seen { get; } = [];

    public Heartbeat Beat(int node) => _beats[node];

    public IReadOnlyList<(ArbiterCall Call, long SentAt)> Held => _held;

    public static ClusterSettings Settings(int self = 0, int nodes = 3, int slots = 1) => new()
    {
        Self = self,
        Nodes = [.. Enumerable.Range(0, nodes).Select(i => $"n{i}")],
        Slots = [.. Enumerable.Range(0, slots).Select(i => $"s{i}")],
        Preferred = new int[slots],
        Control = slots - 1,
        Fingerprint = 77,
    };

    public SlotRecord? Record(int slot) => _store.GetValueOrDefault(new(ArbiterKeyKind.Slot, slot))?.Value as SlotRecord;

    public void Put(ArbiterKey key, object? value) => _store[key] = new(key, ++_revision, value);

    public void Put(int slot, SlotRecord record) => Put(new ArbiterKey(ArbiterKeyKind.Slot, slot), record);

    public void Delete(int slot)
    {
        _revision++;
        _store.Remove(new(ArbiterKeyKind.Slot, slot));
    }

    /// <summary>The store as an older one: what a restore from a backup does.</summary>
    public void GoBack(long by) => _revision -= by;

    public void Step(in ClusterInput input)
    {
        Core.Step(input, _effects);
        foreach (ClusterEffect effect in _effects.Items.ToArray())
        {
            Seen.Add((Now, effect));
            if (effect.Call is { } call)
            {
                _held.Add((call, Now));
            }
        }

        while (Arbiter != "hold" && _held.Count > 0)
        {
            Answer(0, Arbiter);
        }
    }

    /// <summary>Ends a held call.</summary>
    public void Answer(int index, string how)
    {
        (ArbiterCall call, long sentAt) = _held[index];
        _held.RemoveAt(index);
        ArbiterReply reply = how switch
        {
            "ok" => Carry(call, sentAt),
            "down" => new(call.Id, ArbiterOutcome.Failed, sentAt, 0, null),
            "lost" => Carry(call, sentAt) with { Outcome = ArbiterOutcome.Unknown, View = null, ModRevision = 0 },
            "mute" => new(call.Id, ArbiterOutcome.Unknown, sentAt, 0, null),
            _ => throw new ArgumentOutOfRangeException(nameof(how), how, "not a way of an arbiter"),
        };
        Reply(reply);
    }

    public void Reply(ArbiterReply reply) =>
        Step(new() { Kind = ClusterInputKind.Arbiter, Now = Now, Wall = Wall, Node = SlotRecord.None, Reply = reply });

    /// <summary>Carries a call out, without telling anybody.</summary>
    public ArbiterReply Carry(ArbiterCall call, long sentAt)
    {
        if (call.IsRead)
        {
            return new(call.Id, ArbiterOutcome.Done, sentAt, 0, View());
        }

        long has = _store.GetValueOrDefault(call.Key)?.ModRevision ?? 0;
        if (has != call.Expected)
        {
            return new(call.Id, ArbiterOutcome.Conflict, sentAt, 0, View());
        }

        Put(call.Key, call.Value);
        return new(call.Id, ArbiterOutcome.Done, sentAt, _revision, null);
    }

    public ArbiterView View() => new(_revision, RaftTerm, true, [.. _store.Values]);

    public void Say(ClusterInputKind kind, int slot = 0, int node = SlotRecord.None, ulong sequence = 0, bool flag = false, long id = 0) =>
        Step(new() { Kind = kind, Now = Now, Wall = Wall, Slot = slot, Node = node, Sequence = sequence, Flag = flag, Id = id });

    public void Copy(int slot, ulong durable, ulong epoch, bool isWhole = true, ulong? appended = null)
    {
        SlotCopy copy = new(durable, appended ?? durable, epoch, isWhole, 0, 0);
        Step(new() { Kind = ClusterInputKind.Copy, Now = Now, Wall = Wall, Slot = slot, Copy = copy });
    }

    /// <summary>Time passes in ticks of 10 ms; peers that are up send their heartbeats.</summary>
    public void Run(long ms)
    {
        for (long end = Now + (ms * Ms); Now < end;)
        {
            Now += 10 * Ms;
            Others();
            Say(ClusterInputKind.Tick);
        }
    }

    private void Others()
    {
        foreach (int slot in Renewed.Where(s => Record(s) is not null && Now % (200 * Ms) == 0))
        {
            Put(slot, Record(slot)! with { Seq = Record(slot)!.Seq + 1 });
        }

        for (int i = 0; i < PeerUp.Length && Now % (50 * Ms) == 0; i++)
        {
            if (PeerUp[i])
            {
                Hear(i);
            }
        }
    }

    public void Hear(int node)
    {
        _beats[node].Seq++;
        Step(new() { Kind = ClusterInputKind.Heartbeat, Now = Now, Wall = Wall, Node = node, Beat = _beats[node] });
    }

    /// <summary>All peers up, with whole copies.</summary>
    public void PeersUp(ulong durable = 0, ulong epoch = 0)
    {
        for (int i = 0; i < PeerUp.Length; i++)
        {
            PeerUp[i] = i != Core.Settings.Self;
            for (int s = 0; s < _beats[i].Slots.Length; s++)
            {
                _beats[i].Slots[s] = new() { IsWhole = true, Durable = durable, Epoch = epoch, Successor = SlotRecord.None };
            }
        }
    }

    /// <summary>This node owns slot 0, everybody is up, the members are in sync, and the first entry of its epoch is committed.</summary>
    public void Own(ulong members = 0b110)
    {
        Put(0, new(4, 1, 1, 0, 0b001 | (members & 0b100), true, 0, 10, 0));
        Copy(0, 10, 4);
        PeersUp(10, 4);
        Run(60);
        Say(ClusterInputKind.Opened, sequence: 5);
        Copy(0, 11, 5);
        for (int i = 1; i < PeerUp.Length; i++)
        {
            if ((members & (1UL << i)) != 0)
            {
                Ack(i, 11);
            }
        }

        Run(500);
    }

    public void Ack(int node, ulong sequence) => Say(ClusterInputKind.Acknowledged, node: node, sequence: sequence);

    public bool Has(ClusterEffectKind kind) => Seen.Any(s => s.Effect.Kind == kind);

    public bool Has(ClusterEvent happened) => Seen.Any(s => s.Effect.Kind == ClusterEffectKind.Event && s.Effect.Event == happened);

    public long AtOf(ClusterEffectKind kind) => Seen.First(s => s.Effect.Kind == kind).At;
}
