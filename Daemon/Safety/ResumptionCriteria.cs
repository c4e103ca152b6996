using System;

namespace Basisd.Safety;

/// <summary>The six resumption criteria of SPEC 7 (seed: dmm.md, section 6), as a bit set.</summary>
[Flags]
public enum ResumptionCriteria : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>1: the triggering event is identified and contained.</summary>
    EventContained = 1,

    /// <summary>2: core systems passed their integrity checks.</summary>
    IntegrityChecked = 2,

    /// <summary>3: pricing, routing and settlement are within thresholds.</summary>
    DependenciesHealthy = 4,

    /// <summary>4: user ledger states are reconciled.</summary>
    LedgerReconciled = 8,

    /// <summary>5: withdrawal pathways are verified.</summary>
    WithdrawalsVerified = 16,

    /// <summary>6: explicit sign-off by authorized senior operators.</summary>
    SignedOff = 32,

    /// <summary>All six.</summary>
    All = EventContained | IntegrityChecked | DependenciesHealthy | LedgerReconciled | WithdrawalsVerified | SignedOff,
}
