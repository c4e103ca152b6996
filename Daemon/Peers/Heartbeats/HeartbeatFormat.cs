using Basisd.Cluster;

namespace Basisd.Peers.Heartbeats;

/// <summary>Offsets and sizes of a heartbeat datagram (HEARTBEAT.md). Bytes; integers are little-endian.</summary>
internal static class HeartbeatFormat
{
    /// <summary>Longest datagram: fits every path without fragments, IPv6 and tunnels included.</summary>
    public const int MaxBytes = 1400;

    /// <summary>"BSHB" as a little-endian word.</summary>
    public const uint Magic = 0x4248_5342;

    /// <summary>Version of the format.</summary>
    public const byte Version = 1;

    public const int VersionAt = 4;
    public const int SlotsAt = 5;
    public const int NodeAt = 6;
    public const int ReservedAt = 7;
    public const int FingerprintAt = 8;
    public const int BootAt = 16;
    public const int SeqAt = 24;
    public const int HealthAt = 32;
    public const int Reserved2At = 34;
    public const int DmmEpochAt = 40;
    public const int HeadBytes = 48;

    public const int SlotEpochAt = 0;
    public const int SlotSuccessorAt = 6;
    public const int SlotRoleAt = 7;
    public const int SlotDurableAt = 8;
    public const int SlotCommittedAt = 16;
    public const int SlotStateHashAt = 24;
    public const int SlotHashedAtAt = 32;
    public const int SlotBytes = 40;

    /// <summary>An epoch has 48 bits here: with one takeover each microsecond they last for nine years, and 32 slots fit one datagram.</summary>
    public const ulong MaxEpoch = (1UL << 48) - 1;

    /// <summary>No successor.</summary>
    public const byte NoSuccessor = 0xFF;

    public const byte RoleMask = 0x0F;
    public const byte WholeBit = 0x10;
    public const byte ReleasedBit = 0x20;
    public const byte KnownRoleBits = RoleMask | WholeBit | ReleasedBit;

    public const NodeHealth KnownHealth =
        NodeHealth.Ready | NodeHealth.ArbiterSeen | NodeHealth.Stopping | NodeHealth.Dmm | NodeHealth.EngineAlive | NodeHealth.LowDisk;

    /// <summary>Length of a heartbeat of a cluster with that many slots.</summary>
    public static int Bytes(int slots) => HeadBytes + (slots * SlotBytes) + HeartbeatKeys.TagBytes;
}
