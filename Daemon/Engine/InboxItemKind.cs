namespace Basisd.Engine;

/// <summary>What an item of the inbox reports.</summary>
public enum InboxItemKind : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A valid observation, in the order of its session.</summary>
    Observation = 1,

    /// <summary>An engine said hello. Look it up with <see cref="EngineEndpoint.TryGetSession"/>.</summary>
    SessionOpened = 2,

    /// <summary>The session ended. Reason says why, <see cref="RejectReason.None"/> when the engine left.</summary>
    SessionClosed = 3,

    /// <summary>
    /// Records are missing (R-4.2: an integrity report). Record.V0: first missing sequence. Record.V1: how many. The record that revealed it
    /// follows, if it is good.
    /// </summary>
    SequenceGap = 4,

    /// <summary>
    /// The first rejection of this reason in this session (R-4.2: journaled once). Record: what was rejected, as far as it is known.
    /// </summary>
    Rejected = 5,

    /// <summary>A whole commit. Record.V0: commit id. Record.V1: bytes. The bytes: <see cref="EngineEndpoint.CommitBytes"/>.</summary>
    Commit = 6,
}
