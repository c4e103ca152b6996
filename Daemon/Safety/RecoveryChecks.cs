using System;

namespace Basisd.Safety;

/// <summary>Checks that a recovery stage asks for before it opens the next (SPEC 7), as a bit set. They arrive as inputs.</summary>
[Flags]
public enum RecoveryChecks : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>No cause of the scope is active and its inputs are fresh.</summary>
    TriggersClear = 1,

    /// <summary>Ledger pairs of the scope agree to the last integer.</summary>
    LedgerClean = 2,

    /// <summary>The venues of the scope answered three times in a row.</summary>
    VenueHealthy = 4,

    /// <summary>The journal entry that opened the current stage is committed.</summary>
    StageCommitted = 8,

    /// <summary>What every stage of every scope needs.</summary>
    All = TriggersClear | LedgerClean | VenueHealthy | StageCommitted,
}
