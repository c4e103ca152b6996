using System.Text;
using Basisd.Host.Http;
using Basisd.Incidents;
using Basisd.Safety;

namespace Basisd.Commands;

/// <summary>A plan for people: what is to be decided, what is missing, what would change, and how to go on.</summary>
public static class ResumptionPlanText
{
    /// <summary>The whole text.</summary>
    public static string Of(ResumptionPlan plan)
    {
        StringBuilder text = new();
        text.Append($"{plan.Cluster}: platform is {plan.PlatformMode} since {Utc(plan.Since)}\n");
        if (!plan.InDmm)
        {
            return text.Append("There is no DMM to leave.\n").ToString();
        }

        text.Append($"incident {plan.Incident}, DMM epoch {plan.DmmEpoch}, state {plan.StateHash}\n\nCriteria\n");
        bool ready = true;
        foreach (CriterionStatus criterion in plan.Criteria)
        {
            ready &= criterion.Met || criterion.ByApproval;
            string mark = criterion.Met ? "met    " : criterion.ByApproval ? "to sign" : "MISSING";
            text.Append($"  {criterion.Number} {mark}  {criterion.Name}\n");
            foreach (string reason in criterion.Missing)
            {
                text.Append($"               {reason}\n");
            }
        }

        text.Append("\nCauses\n");
        foreach (CauseStatusView cause in plan.Causes)
        {
            string values = $"{(cause.Condition.Length == 0 ? "measured" : cause.Condition)} {cause.MeasuredText}, limit {cause.ThresholdText}";
            text.Append($"  {cause.Id} P{cause.Severity} {cause.Scope} {cause.Trigger}, {cause.Status}, {values}, since {Utc(cause.LatchedAt)}\n");
        }

        string dwell = EvidenceText.Seconds(plan.StageDwellNs);
        text.Append($"\nA resumption would change on the platform, each stage after its checks pass and at least {dwell}\n");
        foreach (StageEffect stage in plan.Stages)
        {
            text.Append($"  {stage.Step}: {(stage.Changes.Count == 0 ? "nothing" : string.Join(", ", stage.Changes))}\n");
        }

        foreach (string scope in plan.RestrictedScopes)
        {
            text.Append($"  stays restricted: {scope}\n");
        }

        text.Append(ready
            ? "\nEverything but the approvals is there. On the machine with the key:\n"
            : "\nThe node would refuse now. When the rest is mended, on the machine with the key:\n");
        text.Append("  basisd approve --plan PLAN.json --signer NAME --key KEY --rca DOCUMENT --out APPROVAL\n");
        return text.Append("with PLAN.json from `basisd resume plan --json`, then here `basisd resume submit APPROVAL`\n").ToString();
    }

    private static string Utc(long ns) => ApprovalText.UtcOf(ns / FixedPoint.Second);
}
