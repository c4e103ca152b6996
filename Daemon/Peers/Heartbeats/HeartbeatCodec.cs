using System;
using System.Buffers.Binary;
using Basisd.Cluster;

namespace Basisd.Peers.Heartbeats;

/// <summary>
/// Writes and reads heartbeat datagrams, byte by byte as HEARTBEAT.md says. A datagram is an attacker's until its tag is verified, and what a
/// verified one says is still checked field by field before any of it is believed: a heartbeat that is refused has changed nothing. Allocates
/// nothing. Knows nothing of what was heard before: that is <see cref="ReplayWindow"/>.
/// </summary>
public sealed class HeartbeatCodec
{
    private readonly int _self;
    private readonly int _nodes;
    private readonly int _slots;
    private readonly ulong _fingerprint;
    private HeartbeatKeys _keys;

    /// <summary>Makes the codec of one node.</summary>
    public HeartbeatCodec(HeartbeatKeys keys, ClusterSettings cluster)
    {
        _keys = keys;
        _self = cluster.Self;
        _nodes = cluster.Nodes.Length;
        _slots = cluster.Slots.Length;
        _fingerprint = cluster.Fingerprint;
        Bytes = HeartbeatFormat.Bytes(_slots);
    }

    /// <summary>Length of every heartbeat of this cluster.</summary>
    public int Bytes { get; }

    /// <summary>Takes other keys: from now on the first signs and all verify.</summary>
    public void Take(HeartbeatKeys keys) => _keys = keys;

    /// <summary>Writes and signs a heartbeat of this node.</summary>
    /// <param name="beat">What it says; its node and fingerprint are taken from the configuration.</param>
    /// <param name="target">At least <see cref="Bytes"/> bytes.</param>
    /// <returns>False when an epoch or a value is beyond what the format holds: nothing may be sent.</returns>
    public bool TryWrite(Heartbeat beat, Span<byte> target)
    {
        Span<byte> to = target[..Bytes];
        to.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(to, HeartbeatFormat.Magic);
        to[HeartbeatFormat.VersionAt] = HeartbeatFormat.Version;
        to[HeartbeatFormat.SlotsAt] = (byte)_slots;
        to[HeartbeatFormat.NodeAt] = (byte)_self;
        BinaryPrimitives.WriteUInt64LittleEndian(to[HeartbeatFormat.FingerprintAt..], _fingerprint);
        BinaryPrimitives.WriteUInt64LittleEndian(to[HeartbeatFormat.BootAt..], beat.Boot);
        BinaryPrimitives.WriteUInt64LittleEndian(to[HeartbeatFormat.SeqAt..], beat.Seq);
        BinaryPrimitives.WriteUInt16LittleEndian(to[HeartbeatFormat.HealthAt..], (ushort)beat.Health);
        BinaryPrimitives.WriteUInt64LittleEndian(to[HeartbeatFormat.DmmEpochAt..], beat.DmmEpoch);
        for (int i = 0; i < _slots; i++)
        {
            ref readonly SlotBeat slot = ref beat.Slots[i];
            if (slot.Epoch > HeartbeatFormat.MaxEpoch)
            {
                return false;
            }

            WriteSlot(slot, to.Slice(HeartbeatFormat.HeadBytes + (i * HeartbeatFormat.SlotBytes), HeartbeatFormat.SlotBytes));
        }

        // Read-side checks come in pairs with the write side: what nobody would believe is not sent.
        if (Examine(to) is not HeartbeatReject.Self)
        {
            return false;
        }

        int signed = Bytes - HeartbeatKeys.TagBytes;
        _keys.Sign(to[..signed], to[signed..]);
        return true;
    }

    /// <summary>What can be told of a datagram without a key: nearly free, so that a flood of anything else costs little.</summary>
    public HeartbeatReject Glance(ReadOnlySpan<byte> from) =>
        from.Length != Bytes ? HeartbeatReject.Length
        : BinaryPrimitives.ReadUInt32LittleEndian(from) != HeartbeatFormat.Magic ? HeartbeatReject.Magic
        : from[HeartbeatFormat.VersionAt] != HeartbeatFormat.Version ? HeartbeatReject.Version
        : HeartbeatReject.None;

    /// <summary>Reads one heartbeat.</summary>
    /// <param name="from">The whole datagram.</param>
    /// <param name="into">Filled when the answer is <see cref="HeartbeatReject.None"/>, else left as it was.</param>
    public HeartbeatReject Read(ReadOnlySpan<byte> from, Heartbeat into)
    {
        HeartbeatReject reject = Glance(from);
        if (reject != HeartbeatReject.None)
        {
            return reject;
        }

        int signed = Bytes - HeartbeatKeys.TagBytes;
        if (!_keys.Verify(from[..signed], from[signed..]))
        {
            return HeartbeatReject.Tag;
        }

        reject = Examine(from);
        if (reject != HeartbeatReject.None)
        {
            return reject;
        }

        into.Node = from[HeartbeatFormat.NodeAt];
        into.Fingerprint = _fingerprint;
        into.Boot = BinaryPrimitives.ReadUInt64LittleEndian(from[HeartbeatFormat.BootAt..]);
        into.Seq = BinaryPrimitives.ReadUInt64LittleEndian(from[HeartbeatFormat.SeqAt..]);
        into.Health = (NodeHealth)BinaryPrimitives.ReadUInt16LittleEndian(from[HeartbeatFormat.HealthAt..]);
        into.DmmEpoch = BinaryPrimitives.ReadUInt64LittleEndian(from[HeartbeatFormat.DmmEpochAt..]);
        for (int i = 0; i < _slots; i++)
        {
            ReadSlot(from.Slice(HeartbeatFormat.HeadBytes + (i * HeartbeatFormat.SlotBytes), HeartbeatFormat.SlotBytes), ref into.Slots[i]);
        }

        return HeartbeatReject.None;
    }

    private static void WriteSlot(in SlotBeat slot, Span<byte> to)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(to[HeartbeatFormat.SlotEpochAt..], slot.Epoch);
        to[HeartbeatFormat.SlotSuccessorAt] =
            slot.Successor is >= 0 and < ClusterSettings.MaxNodes ? (byte)slot.Successor : HeartbeatFormat.NoSuccessor;
        to[HeartbeatFormat.SlotRoleAt] = (byte)(((int)slot.Role & HeartbeatFormat.RoleMask)
            | (slot.IsWhole ? HeartbeatFormat.WholeBit : 0) | (slot.Released ? HeartbeatFormat.ReleasedBit : 0));
        BinaryPrimitives.WriteUInt64LittleEndian(to[HeartbeatFormat.SlotDurableAt..], slot.Durable);
        BinaryPrimitives.WriteUInt64LittleEndian(to[HeartbeatFormat.SlotCommittedAt..], slot.Committed);
        BinaryPrimitives.WriteUInt64LittleEndian(to[HeartbeatFormat.SlotStateHashAt..], slot.StateHash);
        BinaryPrimitives.WriteUInt64LittleEndian(to[HeartbeatFormat.SlotHashedAtAt..], slot.HashedAt);
    }

    private static void ReadSlot(ReadOnlySpan<byte> from, ref SlotBeat slot)
    {
        byte role = from[HeartbeatFormat.SlotRoleAt];
        byte successor = from[HeartbeatFormat.SlotSuccessorAt];
        slot.Role = (SlotRole)(role & HeartbeatFormat.RoleMask);
        slot.IsWhole = (role & HeartbeatFormat.WholeBit) != 0;
        slot.Released = (role & HeartbeatFormat.ReleasedBit) != 0;
        slot.Successor = successor == HeartbeatFormat.NoSuccessor ? SlotRecord.None : successor;
        slot.Epoch = BinaryPrimitives.ReadUInt64LittleEndian(from[HeartbeatFormat.SlotEpochAt..]) & HeartbeatFormat.MaxEpoch;
        slot.Durable = BinaryPrimitives.ReadUInt64LittleEndian(from[HeartbeatFormat.SlotDurableAt..]);
        slot.Committed = BinaryPrimitives.ReadUInt64LittleEndian(from[HeartbeatFormat.SlotCommittedAt..]);
        slot.StateHash = BinaryPrimitives.ReadUInt64LittleEndian(from[HeartbeatFormat.SlotStateHashAt..]);
        slot.HashedAt = BinaryPrimitives.ReadUInt64LittleEndian(from[HeartbeatFormat.SlotHashedAtAt..]);
    }

    private HeartbeatReject Examine(ReadOnlySpan<byte> from)
    {
        if (BinaryPrimitives.ReadUInt64LittleEndian(from[HeartbeatFormat.FingerprintAt..]) != _fingerprint || from[HeartbeatFormat.SlotsAt] != _slots)
        {
            return HeartbeatReject.Fingerprint;
        }

        if (from[HeartbeatFormat.NodeAt] >= _nodes)
        {
            return HeartbeatReject.Node;
        }

        NodeHealth health = (NodeHealth)BinaryPrimitives.ReadUInt16LittleEndian(from[HeartbeatFormat.HealthAt..]);
        bool isDmm = (health & NodeHealth.Dmm) != NodeHealth.None;
        bool fits = from[HeartbeatFormat.ReservedAt] == 0
            && BinaryPrimitives.ReadUInt32LittleEndian(from[HeartbeatFormat.Reserved2At..]) == 0
            && BinaryPrimitives.ReadUInt16LittleEndian(from[(HeartbeatFormat.Reserved2At + sizeof(uint))..]) == 0
            && BinaryPrimitives.ReadUInt64LittleEndian(from[HeartbeatFormat.BootAt..]) != 0
            && BinaryPrimitives.ReadUInt64LittleEndian(from[HeartbeatFormat.SeqAt..]) != 0
            && (health & ~HeartbeatFormat.KnownHealth) == NodeHealth.None
            && (!isDmm || BinaryPrimitives.ReadUInt64LittleEndian(from[HeartbeatFormat.DmmEpochAt..]) != 0);
        for (int i = 0; fits && i < _slots; i++)
        {
            int at = HeartbeatFormat.HeadBytes + (i * HeartbeatFormat.SlotBytes);
            byte role = from[at + HeartbeatFormat.SlotRoleAt];
            byte successor = from[at + HeartbeatFormat.SlotSuccessorAt];
            fits = (role & ~HeartbeatFormat.KnownRoleBits) == 0
                && (role & HeartbeatFormat.RoleMask) <= (int)SlotRole.Fenced
                && (successor == HeartbeatFormat.NoSuccessor || successor < _nodes);
        }

        return !fits ? HeartbeatReject.Field : from[HeartbeatFormat.NodeAt] == _self ? HeartbeatReject.Self : HeartbeatReject.None;
    }
}
