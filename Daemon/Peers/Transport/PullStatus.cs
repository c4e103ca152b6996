namespace Basisd.Peers.Transport;

/// <summary>How a pull was answered.</summary>
public enum PullStatus : byte
{
    /// <summary>Frames follow that go on where the follower stands.</summary>
    Frames = 0,

    /// <summary>Nothing came within the wait: the follower has everything.</summary>
    Nothing = 1,

    /// <summary>The follower's last frame is not in the owner's journal: it keeps what is up to <see cref="PullAnswer.Keep"/>, no more.</summary>
    Diverged = 2,

    /// <summary>The owner no longer has what the follower lacks: frames follow that begin at a snapshot.</summary>
    FromSnapshot = 3,

    /// <summary>The node that was asked does not own the slot.</summary>
    NotOwner = 4,

    /// <summary>The follower knows a later epoch than the node that was asked: its ownership is over.</summary>
    OldEpoch = 5,

    /// <summary>The follower's journal is another one than the owner's.</summary>
    WrongJournal = 6,
}
