namespace Basisd.Node;

/// <summary>What comes into the node.</summary>
public enum NodeInputKind : byte
{
    /// <summary>Time passes.</summary>
    Tick = 0,

    /// <summary>One observation.</summary>
    Observation = 1,

    /// <summary>An operator halts the platform: Text is the reason.</summary>
    Halt = 2,

    /// <summary>An operator pauses a scope: Text is the reason.</summary>
    Pause = 3,

    /// <summary>An operator lifts a pause; the scope then goes through recovery: Text is the reason.</summary>
    Lift = 4,

    /// <summary>A part of an engine commit: Number is its id, Start and Total place Text, which holds the bytes.</summary>
    EngineCommit = 5,

    /// <summary>The gateway refused a record: Number is the session, Text the reason.</summary>
    RecordRefused = 6,

    /// <summary>The node itself found its integrity broken: Number is the code, Text says what.</summary>
    IntegrityFault = 7,

    /// <summary>A signed resumption whose signatures were verified: Signatures counts them; Text is the canonical text.</summary>
    Resume = 8,

    /// <summary>The node starts: Text says version and configuration hash.</summary>
    Start = 9,

    /// <summary>An operator states what nothing can measure: Number is the trigger, Text is the reason.</summary>
    Statement = 10,

    /// <summary>A signature was refused because of who signed: Text says who and why.</summary>
    SignatureRefused = 11,

    /// <summary>Binary or configuration were compared with what is attested: Number is 1 if they match, Text says what was compared.</summary>
    Attestation = 12,

    /// <summary>A peer's heartbeat came: Number is the peer.</summary>
    PeerSeen = 13,

    /// <summary>The slot was looked at: Number is 1 if it has an owner.</summary>
    SlotSeen = 14,

    /// <summary>A record of a venue's gateway, in the order of the venue's sequence.</summary>
    VenueRecord = 15,

    /// <summary>
    /// An operator orders a command: Number is its kind, Text is the reason. Cancel all: no arguments. Limit: largest absolute position, largest
    /// order, 1e-8. Reduce: with 0 as the second argument the first says how many ppm of each position stay, with 1 how much less there shall be.
    /// </summary>
    Command = 16,

    /// <summary>An operator explains the open differences of a venue: Number is the venue, Text is the reason.</summary>
    Explain = 20,

    /// <summary>A record of an incident by a person whose role was checked: <see cref="NodeInput.Incident"/> and Uid.</summary>
    IncidentRecord = 21,

    /// <summary>A signed containment order whose signatures were verified: Signatures counts them, Scope is contained; Text is the record.</summary>
    Contain = 22,

    /// <summary>The receiver outside took a notice: Number is the notice.</summary>
    NoticeSettled = 23,

    /// <summary>
    /// This node has taken the slot over: Number is the new epoch, Argument0 the slot, Text the node's name. The first input of the core then, before
    /// <see cref="Start"/>: nothing may open before it holds.
    /// </summary>
    Takeover = 24,

    /// <summary>The slot is about to be let go: the engine is told to stop acting.</summary>
    Deactivate = 25,

    /// <summary>The cluster is in DMM: Number is its epoch, Text the node that began it. The same epoch again does nothing.</summary>
    ClusterDmm = 26,

    /// <summary>
    /// The cluster's DMM of epoch Number has ended by <see cref="NodeInput.Resumption"/>, which the caller has verified: Signatures counts them.
    /// </summary>
    ClusterResume = 27,

    /// <summary>A peer says that it is stopping: Number is the peer. Its silence from now on is no fault, until it is heard again.</summary>
    PeerLeft = 28,
}
