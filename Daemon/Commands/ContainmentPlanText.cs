using System.Text;
using Basisd.Host.Http;

namespace Basisd.Commands;

/// <summary>A containment plan for people: what is to be decided, what it would do, and how to go on.</summary>
internal static class ContainmentPlanText
{
    /// <summary>The whole text.</summary>
    public static string Of(ContainmentPlan plan)
    {
        StringBuilder text = new();
        text.Append($"{plan.Cluster}: platform is {plan.PlatformMode}; to contain: {plan.Scope}\n");
        if (plan.Problem.Length > 0)
        {
            return text.Append($"No order can be given: {plan.Problem}.\n").ToString();
        }

        text.Append($"incident {plan.Incident}, DMM epoch {plan.DmmEpoch}, state {plan.StateHash}\n");
        text.Append($"{plan.RequiredSignatures} of {string.Join(", ", plan.Seniors)} must sign\n\nThe gate would show, until this DMM is left\n");
        foreach (StageEffect change in plan.Changes)
        {
            text.Append($"  {change.Step}: {(change.Changes.Count == 0 ? "nothing else" : string.Join(", ", change.Changes))}\n");
        }

        text.Append("\nEvery open order in the scope would be cancelled, and when that is confirmed\n");
        text.Append(PlanTableText.Of(plan.Reduction));
        text.Append("\nOn the machine with the key:\n");
        text.Append("  basisd approve --act contain --plan PLAN.json --signer NAME --key KEY --out APPROVAL\n");
        return text.Append($"with PLAN.json from `basisd contain plan {plan.Scope} --json`, then here `basisd contain submit APPROVAL`\n").ToString();
    }
}
