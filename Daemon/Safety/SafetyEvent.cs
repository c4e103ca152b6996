namespace Basisd.Safety;

/// <summary>What can happen to the mode of one scope: the columns of the transition table (SPEC 2).</summary>
public enum SafetyEvent : byte
{
    /// <summary>A cause that binds is latched on the scope; a critical or unclassified one also happens to the platform, as systemic.</summary>
    ScopedCause = 0,

    /// <summary>
    /// A critical or unclassified cause anywhere, a cause on the platform, an escalation, or an operator's halt; happens to the platform.
    /// </summary>
    SystemicCause = 1,

    /// <summary>Every cause of the scope has cleared, each held for its hold time.</summary>
    AllCausesCleared = 2,

    /// <summary>A signed resumption with all six criteria is accepted.</summary>
    ResumptionAccepted = 3,

    /// <summary>The checks of the current recovery stage passed and a later stage remains.</summary>
    StagePassed = 4,

    /// <summary>The checks of the last recovery stage passed.</summary>
    LastStagePassed = 5,
}
