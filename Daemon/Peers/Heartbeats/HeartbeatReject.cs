namespace Basisd.Peers.Heartbeats;

/// <summary>Why a datagram is no heartbeat that counts; each is counted for itself. In the order in which they are looked for.</summary>
public enum HeartbeatReject : byte
{
    /// <summary>It counts.</summary>
    None = 0,

    /// <summary>Shorter or longer than the one length that a heartbeat of this cluster has.</summary>
    Length = 1,

    /// <summary>Does not begin as a heartbeat does.</summary>
    Magic = 2,

    /// <summary>Another version of the format.</summary>
    Version = 3,

    /// <summary>From an address that no node of the cluster has, or not the one of the node that it names. Only where the check is on.</summary>
    Address = 4,

    /// <summary>No key gives its tag: made by nobody who holds one, or changed on the way.</summary>
    Tag = 5,

    /// <summary>The sender has another configuration of the cluster.</summary>
    Fingerprint = 6,

    /// <summary>The sender's number is no node's.</summary>
    Node = 7,

    /// <summary>The sender claims to be this node: another one has its number, or it comes back by a loop.</summary>
    Self = 8,

    /// <summary>A field holds what no version of this format means: a role, a flag, a successor, a bit that must be zero.</summary>
    Field = 9,

    /// <summary>Not newer than one of the same life that was heard already.</summary>
    Replayed = 10,

    /// <summary>From a life of the sender that is over.</summary>
    DeadBoot = 11,

    /// <summary>From another life while the one known is still heard: a repeated old one, or two nodes with one number.</summary>
    SecondBoot = 12,
}
