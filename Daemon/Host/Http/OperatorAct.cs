namespace Basisd.Host.Http;

/// <summary>What an operator may ask for over the admin socket. Halting is cheap; nothing here loosens DMM without signatures.</summary>
public enum OperatorAct
{
    /// <summary>DMM on the platform.</summary>
    Halt,

    /// <summary>BSCB on one scope.</summary>
    Pause,

    /// <summary>The operator's own pause of a scope ends; recovery begins.</summary>
    LiftPause,

    /// <summary>A snapshot now. Changes nothing of the state.</summary>
    Snapshot,

    /// <summary>What a resumption would need and change. Changes nothing.</summary>
    ResumePlan,

    /// <summary>Signed approvals of a resumption: DMM is left if they and everything else suffice.</summary>
    Resume,

    /// <summary>A statement of what nothing can measure: DMM on the platform.</summary>
    Declare,

    /// <summary>What every trigger measures now. Changes nothing.</summary>
    Triggers,

    /// <summary>How positions would be reduced now. Sends nothing.</summary>
    PlanReduce,

    /// <summary>How an asset would leave a venue now. Moves nothing.</summary>
    PlanReallocate,

    /// <summary>Our records against the venues' as they are now. Changes nothing.</summary>
    Ledgers,

    /// <summary>The same after one more poll of each venue that is asked about.</summary>
    Poll,

    /// <summary>The open differences of a venue are explained; what stands is the new beginning.</summary>
    Explain,

    /// <summary>What the webhook has not taken yet. Changes nothing.</summary>
    Webhook,

    /// <summary>A test notice past the outbox. Changes nothing.</summary>
    WebhookTest,

    /// <summary>A command to the engine: cancel, reduce or limit. It tightens; nothing it does can be more than the mode permits.</summary>
    Command,

    /// <summary>What a containment order would do. Changes nothing.</summary>
    ContainPlan,

    /// <summary>Signed approvals of a containment: exposure is reduced in a frozen DMM if they suffice.</summary>
    Contain,

    /// <summary>The incidents with their records. Changes nothing.</summary>
    Incidents,

    /// <summary>A record of an incident: a step of the DMM protocol, a note, figures, a publication.</summary>
    RecordIncident,
}
