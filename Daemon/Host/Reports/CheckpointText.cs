using System;
using System.Collections.Generic;
using Basisd.Safety;

namespace Basisd.Host.Reports;

/// <summary>Steps of a recovery in sentences: which checks and criteria held. Where an entry is no such step it says nothing.</summary>
internal static class CheckpointText
{
    private static readonly (RecoveryChecks Check, string Words)[] Checks =
    [
        (RecoveryChecks.TriggersClear, "triggers clear and inputs fresh"), (RecoveryChecks.LedgerClean, "ledger clean"),
        (RecoveryChecks.VenueHealthy, "venues healthy"), (RecoveryChecks.StageCommitted, "stage committed"),
    ];

    private static readonly (ResumptionCriteria Criterion, string Words)[] Criteria =
    [
        (ResumptionCriteria.EventContained, "1 event identified and contained"), (ResumptionCriteria.IntegrityChecked, "2 integrity checked"),
        (ResumptionCriteria.DependenciesHealthy, "3 pricing, routing and settlement within thresholds"),
        (ResumptionCriteria.LedgerReconciled, "4 ledgers reconciled"), (ResumptionCriteria.WithdrawalsVerified, "5 withdrawal pathways verified"),
        (ResumptionCriteria.SignedOff, "6 signed off"),
    ];

    /// <summary>What a passed stage or a resumption says; empty for other inputs.</summary>
    public static string Of(in SafetyInput input, string scope) => input.Kind switch
    {
        SafetyInputKind.StagePassed => $"{scope}: the checks of stage {input.Stage} passed: {Join(Checks, input.Checks)}",
        SafetyInputKind.Resume =>
            $"{scope}: resumption with {input.Signatures} signatures for DMM episode {input.DmmEpoch}; criteria: {Join(Criteria, input.Criteria)}",
        _ => string.Empty,
    };

    /// <summary>What a transition through recovery says; its evidence is bit masks, which the entry before it tells in words.</summary>
    public static string Of(in Transition move, string scope) => move.To is Mode.Bscb or Mode.Dmm || move.From == Mode.Bscb
        ? string.Empty : $"{scope} {ModeText.Of(move.From, move.FromStage)} → {ModeText.Of(move.To, move.ToStage)}";

    private static string Join<T>((T Flag, string Words)[] table, T set)
        where T : struct, Enum
    {
        List<string> words = [];
        foreach ((T flag, string text) in table)
        {
            if (set.HasFlag(flag))
            {
                words.Add(text);
            }
        }

        return words.Count == 0 ? "none" : string.Join(", ", words);
    }
}
