namespace Basisd.Host.Logging;

/// <summary>
/// Every kind of log entry that has a MESSAGE_ID. Numbers and ids are an interface: they are never reused, and each is explained in
/// <c>systemd/basisd.catalog</c>.
/// </summary>
public static class LogEvents
{
    /// <summary>The daemon starts.</summary>
    public static readonly LogEvent Starting = new(100, "starting", "210c6eecf08d41d6a6f9af94802cfe07");

    /// <summary>The daemon is ready: the journal is replayed and every socket is bound.</summary>
    public static readonly LogEvent Ready = new(101, "ready", "777b3c8ede444766a0fb8ca3b0d3becc");

    /// <summary>The daemon stops in order.</summary>
    public static readonly LogEvent Stopping = new(102, "stopping", "ae610951aade465d83a790897f232150");

    /// <summary>An invariant is broken: the gate is closed and the process stops.</summary>
    public static readonly LogEvent Fault = new(106, "fault", "44697e6d30624e1c98677ae61c05e0d0");

    /// <summary>A scope changed its mode.</summary>
    public static readonly LogEvent ModeChanged = new(202, "mode_changed", "8b1a9e1346174ba397c7607e48e59b3c");

    /// <summary>The platform entered DMM: all automation is halted.</summary>
    public static readonly LogEvent MaintenanceEntered = new(203, "dmm_entered", "8e58353cd26c4d349fc188cc101cdcb3");

    /// <summary>An operator halted, paused or lifted a pause.</summary>
    public static readonly LogEvent OperatorAct = new(204, "operator_act", "d413ee2ece2946f4b716708c233eafe2");

    /// <summary>The journal was verified and replayed.</summary>
    public static readonly LogEvent JournalRecovered = new(300, "journal_recovered", "5d4a93a22d1a4cb7b29e2a0bce8c1121");

    /// <summary>The journal is damaged or shorter than its anchor; the node stays closed.</summary>
    public static readonly LogEvent JournalDamaged = new(301, "journal_damaged", "cad55e545d264d0cb6e4421c6e36c472");

    /// <summary>Free space is below the floor and engine commits are refused, or it has grown beyond it again.</summary>
    public static readonly LogEvent SpaceLow = new(303, "space_low", "affbdfe7bee7475eb932c15e18c17bfc");

    /// <summary>An engine session began.</summary>
    public static readonly LogEvent EngineConnected = new(400, "engine_connected", "262b6f842c5e4dc48e99c2d7b2866568");

    /// <summary>An engine session ended.</summary>
    public static readonly LogEvent EngineLost = new(401, "engine_lost", "b26609bc7e174d70abb1538651b92dbb");

    /// <summary>A record of an engine was refused; once per session and reason.</summary>
    public static readonly LogEvent RecordRejected = new(402, "record_rejected", "cabf807e622e472f88987c2a8f1dcc3c");

    /// <summary>A venue fails its health probe; said again only when the reason changes.</summary>
    public static readonly LogEvent VenueSilent = new(500, "venue_silent", "4c9745e36ca646c68d758e4cc174830c");

    /// <summary>A venue answers its health probe again.</summary>
    public static readonly LogEvent VenueAnswers = new(501, "venue_answers", "008ada307b82459183518d3956046e99");

    /// <summary>A poll of a venue's gateway failed; said again only when the reason changes.</summary>
    public static readonly LogEvent GatewayFails = new(510, "gateway_fails", "17a991f8f7f74512bd4d85015271fb6d");

    /// <summary>A venue's gateway is polled whole again.</summary>
    public static readonly LogEvent GatewayAnswers = new(511, "gateway_answers", "a8ed3efa32d9430cb2942d4a2f014613");

    /// <summary>A venue named something that the configuration does not have; once per name.</summary>
    public static readonly LogEvent GatewayUnknownName = new(512, "gateway_unknown_name", "e0ae140cdc8c40aa988070af61cd0185");

    /// <summary>An incident is opened.</summary>
    public static readonly LogEvent IncidentOpened = new(700, "incident_opened", "1b5375ace78944bb98ff3542fccbd90f");

    /// <summary>An incident is more severe than it was.</summary>
    public static readonly LogEvent IncidentRaised = new(701, "incident_raised", "6143e847775046a6b7bc5c29b77c9013");

    /// <summary>An incident is closed: every scope is NORMAL again.</summary>
    public static readonly LogEvent IncidentClosed = new(702, "incident_closed", "9c24034bdd8a447c933edf762bac4cf8");

    /// <summary>A step of the DMM protocol is recorded.</summary>
    public static readonly LogEvent ProtocolStep = new(703, "protocol_step", "f9e38fe93aa24fb194e76a82380b1a91");

    /// <summary>A deadline of an incident passed before what it asks for was done.</summary>
    public static readonly LogEvent DeadlineMissed = new(704, "deadline_missed", "3f26ccfb7e71432999b38dc2fd94afd8");

    /// <summary>A notice was not delivered to the webhook; said again only when the reason changes.</summary>
    public static readonly LogEvent WebhookFails = new(600, "webhook_fails", "2dc00f4187744df4a0823ad5320b5c40");

    /// <summary>The webhook takes notices again.</summary>
    public static readonly LogEvent WebhookDelivers = new(601, "webhook_delivers", "aa932e20fd3b440aab5c34b1c41a15e1");

    /// <summary>The webhook refuses what it is sent; said at every attempt.</summary>
    public static readonly LogEvent WebhookRefused = new(602, "webhook_refused", "6d435b68f8544e7fb362b45582b80a84");

    /// <summary>Notices were dropped undelivered because too many were pending.</summary>
    public static readonly LogEvent WebhookDropped = new(603, "webhook_dropped", "7791c36ed2b84d2081577f568e10d14c");

    /// <summary>A slot was claimed by this node.</summary>
    public static readonly LogEvent SlotClaimed = new(800, "slot_claimed", "da13801446874476ad264fc2db8c960b");

    /// <summary>The right to act for a slot ended; this node acts for it no more.</summary>
    public static readonly LogEvent SlotFenced = new(801, "slot_fenced", "44282aaa9dac4e63a896c0bfc3632986");

    /// <summary>This node let a slot go.</summary>
    public static readonly LogEvent SlotReleased = new(802, "slot_released", "f63141fbbd4443b68426dc16563aa0d9");

    /// <summary>A slot has no owner, and why this node does not claim it.</summary>
    public static readonly LogEvent SlotOwnerless = new(803, "slot_ownerless", "4ace6bbe3edf43a787d557452b82bc81");

    /// <summary>A node entered or left the in-sync set of a slot, or nobody is left in it.</summary>
    public static readonly LogEvent SyncChanged = new(804, "sync_changed", "b8a56908d00042858602adb3ac3126dd");

    /// <summary>The arbiter does not answer, or not with what can be believed.</summary>
    public static readonly LogEvent ArbiterLost = new(805, "arbiter_lost", "808b671c8cc14c448d934c1aa7e59607");

    /// <summary>The arbiter answers again.</summary>
    public static readonly LogEvent ArbiterBack = new(806, "arbiter_back", "9e85489974844317a7b317d8b4a5aaef");

    /// <summary>Nothing is heard of another node.</summary>
    public static readonly LogEvent PeerSilent = new(807, "peer_silent", "448f50a5f600427db4d7ca70af7a4dbd");

    /// <summary>Another node is heard again, or restarted.</summary>
    public static readonly LogEvent PeerBack = new(808, "peer_back", "403ec290aba44bae902b1f23dfa20a5f");

    /// <summary>An operator paused takeovers, or ended the pause.</summary>
    public static readonly LogEvent TakeoversPaused = new(809, "takeovers_paused", "a4be24e0e8ed463cae7ddea90bfeedf9");

    /// <summary>This node's copy of a slot cannot follow, or differs from its owner's.</summary>
    public static readonly LogEvent CopyDamaged = new(810, "copy_damaged", "561a85cbad1745e5a5d292788b09b840");

    /// <summary>Another node has another configuration of the cluster.</summary>
    public static readonly LogEvent ForeignPeer = new(811, "foreign_peer", "afc3ebb5591544728647c40442c3bcaa");

    /// <summary>A takeover is through: this node acts for the slot; how long each phase took.</summary>
    public static readonly LogEvent SlotTaken = new(812, "slot_taken", "c8969c91c39f44a095a15d1408f5639e");

    /// <summary>The cluster is in DMM, or its DMM ended by a signed resumption.</summary>
    public static readonly LogEvent ClusterHalted = new(813, "cluster_halted", "917cba43af7e49f3bfcd26b235cde436");

    /// <summary>The fence command was called, or tested.</summary>
    public static readonly LogEvent FenceCommand = new(814, "fence_command", "70dc397f73bd4ee191fb50b499c41636");

    /// <summary>Files of the cluster's TLS cannot be used, or end soon.</summary>
    public static readonly LogEvent CertificateProblem = new(815, "certificate_problem", "02327d05372643ab8636b14db78d0818");

    /// <summary>A replaced certificate or key of the cluster is in use.</summary>
    public static readonly LogEvent CredentialsTaken = new(816, "credentials_taken", "d3979f130db840858f420ac5fe57a503");

    /// <summary>All of them, by number.</summary>
    public static readonly LogEvent[] All =
    [
        Starting, Ready, Stopping, Fault, ModeChanged,
        MaintenanceEntered, OperatorAct, JournalRecovered, JournalDamaged,
        SpaceLow, EngineConnected, EngineLost, RecordRejected,
        VenueSilent, VenueAnswers, GatewayFails, GatewayAnswers, GatewayUnknownName,
        IncidentOpened, IncidentRaised, IncidentClosed, ProtocolStep, DeadlineMissed,
        WebhookFails, WebhookDelivers, WebhookRefused, WebhookDropped,
        SlotClaimed, SlotFenced, SlotReleased, SlotOwnerless, SyncChanged, ArbiterLost,
        ArbiterBack, PeerSilent, PeerBack, TakeoversPaused, CopyDamaged, ForeignPeer,
        SlotTaken, ClusterHalted, FenceCommand, CertificateProblem, CredentialsTaken,
    ];
}
