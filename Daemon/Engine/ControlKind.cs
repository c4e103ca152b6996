using Basisd.Node;

namespace Basisd.Engine;

/// <summary>Control records of the engine protocol. 0x80xx goes up (engine to daemon), 0x81xx comes down. Numbers are never reused.</summary>
public enum ControlKind : ushort
{
    /// <summary>Not a control record.</summary>
    None = 0,

    /// <summary>
    /// Up, first packet of a session. Flags: wishes (<see cref="SessionFlags"/>). Index: magic. V0: version. V1 to V4: name, zero padded.
    /// </summary>
    Hello = 0x8001,

    /// <summary>Up. Index: payload bytes. V0: commit id. V1: offset. V2: total bytes. The payload follows, padded to 64.</summary>
    CommitChunk = 0x8002,

    /// <summary>Up. Index: first entry wanted. V0: table (<see cref="IndexTable"/>).</summary>
    NamesRequest = 0x8003,

    /// <summary>Up. V0: anything; comes back in <see cref="Pong"/> after everything sent before was judged.</summary>
    Ping = 0x8004,

    /// <summary>Up. Index: records of the ring wanted, a power of two. V0: version of the ring's layout.</summary>
    RingRequest = 0x8005,

    /// <summary>Up. Something was published in the ring while the daemon slept. No answer.</summary>
    Bell = 0x8006,

    /// <summary>
    /// Down. Flags: granted (<see cref="SessionFlags"/>). Index: version. V0: core time ns. V1: time scale ppm. V2: session id. V3: last
    /// durable commit id. V4: low half the longest packet in bytes, high half the daemon's version (8 bits, 8 bits, 16 bits).
    /// </summary>
    HelloReply = 0x8101,

    /// <summary>Down, last packet. Flags: <see cref="RejectReason"/>. Index: text bytes. The text follows, padded to 64.</summary>
    Refused = 0x8102,

    /// <summary>Down, only after the commit is durable. V0: commit id. V1: journal sequence.</summary>
    CommitDone = 0x8103,

    /// <summary>
    /// Down. Flags: <see cref="EngineCommandKind"/>. Index: scope. V0: command id. V1: epoch. V2: deadline, core time ns. V3, V4: arguments.
    /// </summary>
    Command = 0x8104,

    /// <summary>
    /// Down, at a bounded rate. Flags: <see cref="RejectReason"/>. Index: kind of what was rejected. V0: its sequence, or commit id. V1: its
    /// index. V2: rejections in this session so far.
    /// </summary>
    Rejected = 0x8105,

    /// <summary>
    /// Down. Flags: entries. Index: index of the first. V0: table. V1: entries in the whole table. The entries follow, 64 bytes each.
    /// </summary>
    NamesReply = 0x8106,

    /// <summary>Down. V0: as in the ping. V1: last sequence judged. V2: core time ns. V3: rejections in this session so far.</summary>
    Pong = 0x8107,

    /// <summary>
    /// Down, before an activate, to who asked for it. Index: payload bytes. V0: commit id. V1: offset. V2: total bytes. The payload follows.
    /// </summary>
    State = 0x8108,

    /// <summary>Down, with the descriptor of the ring's memory. Index: records. V0: version of its layout. V1: bytes.</summary>
    Ring = 0x8109,
}
