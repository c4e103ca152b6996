namespace Basisd.Engine;

/// <summary>Why something from an engine was not taken. The numbers are the wire's and metric labels'; they are never reused.</summary>
public enum RejectReason : byte
{
    /// <summary>Nothing was rejected.</summary>
    None = 0,

    /// <summary>The packet's length is no multiple of 64, or above what its kind may have. The whole packet is ignored.</summary>
    PacketLength = 1,

    /// <summary>The first packet was no hello. Ends the session.</summary>
    NotHello = 2,

    /// <summary>The hello does not begin with the magic. Ends the session.</summary>
    BadMagic = 3,

    /// <summary>Another protocol version. Ends the session.</summary>
    BadVersion = 4,

    /// <summary>The hello's name is empty or not printable ASCII, or it asks for unknown flags. Ends the session.</summary>
    BadHello = 5,

    /// <summary>No hello in time. Ends the session.</summary>
    HandshakeTimeout = 6,

    /// <summary>As many sessions as allowed are open. Ends the session.</summary>
    TooManySessions = 7,

    /// <summary>A hello in an open session.</summary>
    SecondHello = 8,

    /// <summary>A sequence that was already seen, or 0.</summary>
    SequenceOld = 9,

    /// <summary>A kind that this version does not know, or that only the daemon sends.</summary>
    UnknownKind = 10,

    /// <summary>An index outside its table.</summary>
    IndexOutOfRange = 11,

    /// <summary>A source time further in the future than clocks differ.</summary>
    SourceTimeFuture = 12,

    /// <summary>A source time too long ago.</summary>
    SourceTimeOld = 13,

    /// <summary>A value outside the range of its kind.</summary>
    ValueOutOfRange = 14,

    /// <summary>A reserved field that is not 0.</summary>
    ReservedNotZero = 15,

    /// <summary>A control record among observations.</summary>
    ControlInBatch = 16,

    /// <summary>A commit or a chunk of length 0 or above its maximum, or a chunk that does not fill its packet or overruns its commit.</summary>
    CommitLength = 17,

    /// <summary>A chunk that does not continue its commit. What was assembled is dropped: begin again at offset 0.</summary>
    CommitOrder = 18,

    /// <summary>A commit id not above the last one.</summary>
    CommitNotNewer = 19,

    /// <summary>Too many commits wait to become durable.</summary>
    CommitBusy = 20,

    /// <summary>A commit in a session that did not ask for commits.</summary>
    CommitNotAsked = 21,

    /// <summary>The node does not take the commit, for example at its floor of free disk. Use a new id.</summary>
    CommitRefused = 22,

    /// <summary>A table of names that does not exist, or an entry behind its end.</summary>
    UnknownTable = 23,

    /// <summary>The engine does not read what it is sent. Ends the session.</summary>
    SlowReader = 24,

    /// <summary>The daemon is stopping, or was told to end the session.</summary>
    Closing = 25,

    /// <summary>A ring that is not offered, of another version or length, a second one, or one that cannot be made now. The socket goes on.</summary>
    RingRefused = 26,

    /// <summary>Observations on the socket in a session whose ring is open. The whole packet is ignored.</summary>
    BesideRing = 27,

    /// <summary>The ring's counter went back, or ahead of its room. Ends the session.</summary>
    RingCorrupt = 28,
}
