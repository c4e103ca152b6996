using Basisd.Controls;
using Basisd.Safety;

namespace Basisd.Host.Audit;

/// <summary>Words for what concerns commands, one for each number, as status, journal and logs say them.</summary>
public static class CommandNames
{
    /// <summary>Name of a kind.</summary>
    public static string Of(CommandKind kind) => kind switch
    {
        CommandKind.Halt => "halt",
        CommandKind.CancelAll => "cancel_all",
        CommandKind.Reduce => "reduce",
        CommandKind.Limit => "limit",
        CommandKind.Activate => "activate",
        CommandKind.Deactivate => "deactivate",
        _ => $"command kind {(int)kind}",
    };

    /// <summary>Name of an origin.</summary>
    public static string Of(CommandOrigin origin) => origin switch
    {
        CommandOrigin.Transition => "transition",
        CommandOrigin.Operator => "operator",
        CommandOrigin.Containment => "containment",
        CommandOrigin.Ownership => "ownership",
        _ => $"origin {(int)origin}",
    };

    /// <summary>Name of a finding.</summary>
    public static string Of(CommandFinding finding) => finding switch
    {
        CommandFinding.None => "outstanding",
        CommandFinding.Verified => "verified",
        CommandFinding.NotReadable => "not readable",
        CommandFinding.Withdrawn => "withdrawn",
        _ => $"finding {(int)finding}",
    };

    /// <summary>Name of a containment's step.</summary>
    public static string Of(ContainmentStep step) => step switch
    {
        ContainmentStep.Idle => "idle",
        ContainmentStep.Cancelling => "cancelling",
        ContainmentStep.Planning => "planning",
        ContainmentStep.Reducing => "reducing",
        _ => $"step {(int)step}",
    };

    /// <summary>Why a containment ended.</summary>
    public static string Of(ContainmentEnd end) => end switch
    {
        ContainmentEnd.Done => "nothing is left to reduce",
        ContainmentEnd.NotPermitted => "the mode permits it no longer",
        ContainmentEnd.Replaced => "the whole platform is contained instead",
        ContainmentEnd.Withdrawn => "a command of it was withdrawn",
        _ => $"end {(int)end}",
    };

    /// <summary>What binds a reduction.</summary>
    public static string Of(ReductionConstraint constraint) => constraint switch
    {
        ReductionConstraint.None => "nothing",
        ReductionConstraint.NothingToReduce => "nothing to reduce",
        ReductionConstraint.TargetBeyondPosition => "the target lies beyond the position",
        ReductionConstraint.PositionUnknown => "the position is not known",
        ReductionConstraint.MarketMissing => "no market is configured",
        ReductionConstraint.DepthMissing => "no depth was reported",
        ReductionConstraint.DepthStale => "the depth is too old",
        ReductionConstraint.SlippageMissing => "no slippage was predicted",
        ReductionConstraint.SlippageStale => "the predicted slippage is too old",
        ReductionConstraint.SlippageOverLimit => "the predicted slippage is over the limit",
        ReductionConstraint.Participation => "the permitted share of the depth is too small",
        ReductionConstraint.SlippageRoom => "the slippage limit leaves too little of the depth",
        ReductionConstraint.SmallestSlice => "the amount cannot be cut into slices",
        ReductionConstraint.TooManySlices => "it takes more slices than a plan holds",
        _ => $"constraint {(int)constraint}",
    };

    /// <summary>What a command says besides kind and scope.</summary>
    /// <param name="kind">Kind.</param>
    /// <param name="argument0">First argument.</param>
    /// <param name="argument1">Second argument.</param>
    /// <param name="position">Name of the position, for a reduction.</param>
    /// <param name="target">What is to be left of it.</param>
    public static string Arguments(CommandKind kind, long argument0, long argument1, string position, long target) => kind switch
    {
        CommandKind.Reduce => $"{position} by {EvidenceText.Amount(argument0)} to {EvidenceText.Amount(target)}",
        CommandKind.Activate or CommandKind.Deactivate => $"slot {argument0}",
        CommandKind.Limit => $"position {EvidenceText.Amount(argument0)}, order {EvidenceText.Amount(argument1)}",
        _ => string.Empty,
    };
}
