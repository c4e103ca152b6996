namespace Basisd.Node;

/// <summary>
/// What a journal frame holds (SPEC 11). Primary entries are decisions and facts: applying them in order rebuilds the durable state.
/// Derived entries follow from them; a replay derives them again and compares byte for byte. Numbers are never reused; 0xF000 and above
/// belong to the journal itself.
/// </summary>
public enum EntryKind : ushort
{
    /// <summary>Primary: a node started on this journal: version and configuration hash.</summary>
    Started = 1,

    /// <summary>Primary: an input of the safety state machine.</summary>
    Safety = 2,

    /// <summary>Derived: a transition of one scope, with the state hash after it .</summary>
    Transition = 3,

    /// <summary>Primary: an operator's act with who and why.</summary>
    OperatorAct = 4,

    /// <summary>Primary: every required input of a scope was seen since the start, so its gate may open .</summary>
    InputsSeen = 5,

    /// <summary>Primary: a part of an engine commit.</summary>
    EngineCommit = 6,

    /// <summary>Primary: an observation that is kept for ever: balance pair, order event, fill, position.</summary>
    Fact = 7,

    /// <summary>Derived: a command was issued to the engine.</summary>
    CommandIssued = 8,

    /// <summary>Primary: the engine acknowledged a command.</summary>
    CommandAcknowledged = 9,

    /// <summary>Derived: the incident was opened, raised or closed.</summary>
    Incident = 10,

    /// <summary>Primary: a record of the engine was refused; once per session and reason .</summary>
    RecordRefused = 11,

    /// <summary>Primary: a signed text was accepted or refused, with the reason .</summary>
    Approval = 12,

    /// <summary>Primary: a shadow trigger would have acted.</summary>
    ShadowTrip = 13,

    /// <summary>Primary: a command was not acknowledged by its deadline; after the first miss it was told again.</summary>
    CommandMissed = 14,

    /// <summary>Primary: a record of a venue's gateway that changes what is known, or the beginning or end of watching one.</summary>
    VenueRecord = 15,

    /// <summary>
    /// A difference between our records and a venue's opened, changed, or ended, and why. Derived where the record before it shows it by itself,
    /// primary where time has shown it.
    /// </summary>
    Difference = 16,

    /// <summary>Primary: a command was ordered by an operator or by a containment, with everything that it says (SPEC 8).</summary>
    CommandOrdered = 17,

    /// <summary>Primary: the effect of a command was verified against venue records, cannot be read in any, or is not awaited any more.</summary>
    CommandVerified = 18,

    /// <summary>Primary: a step of a containment, a plan with its slices among them.</summary>
    Containment = 19,

    /// <summary>Primary: a record of an incident: a step of the DMM protocol, a note, figures, a publication, a passed deadline (SPEC 10).</summary>
    IncidentRecord = 20,

    /// <summary>Primary: a notice for the receiver outside was queued (SPEC 10).</summary>
    NoticeQueued = 21,

    /// <summary>Primary: the oldest notice was delivered, or gave way because the outbox was full.</summary>
    NoticeSettled = 22,

    /// <summary>Primary: a node took the slot over under a new epoch (SPEC 12): epoch, slot, node, and the state hash before it.</summary>
    Takeover = 23,

    /// <summary>Primary: after a takeover a venue's records were shown to agree, by what.</summary>
    TakeoverReconciled = 24,

    /// <summary>Primary: the slot entered the cluster's DMM: its epoch and where that began.</summary>
    ClusterDmm = 25,

    /// <summary>Primary: the signed resumption that ended the cluster's DMM, with its hash.</summary>
    ClusterResumed = 26,
}
