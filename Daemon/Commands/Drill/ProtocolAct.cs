using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Commands.Demo;
using Basisd.Host.Http;

namespace Basisd.Commands.Drill;

/// <summary>
/// The steps of the DMM protocol that persons record, each by whom it falls to, with what is refused on the way; and the criteria as they come true:
/// the venue's record is put right, test transfers are confirmed.
/// </summary>
internal sealed class ProtocolAct : IDrillAct
{
    /// <summary>The root cause document, among what is left behind.</summary>
    public const string Document = "rca.md";

    /// <summary>An approval that is signed too early: over a state that will not be the one of later.</summary>
    public const string EarlyApproval = "alice-too-early.approval";

    private const int Ledgers = 4;
    private const int Withdrawals = 5;

    private static readonly TimeSpan Mending = TimeSpan.FromSeconds(60);

    private static readonly string[] Analysis =
    [
        "# Root cause of the drill",
        "",
        "The venue bravo credited a deposit twice and took it back; the engine decided on the balance between the two.",
        "Contained: the route was closed by the balances that differed, the platform by the decision that differed from its replay.",
    ];

    /// <inheritdoc/>
    public string Title => "The protocol: who records what, and in which order";

    /// <inheritdoc/>
    public async Task PlayAsync(DrillWorld world, CancellationToken stop)
    {
        await File.WriteAllLinesAsync(world.FileOf(Document), Analysis, stop).ConfigureAwait(false);
        await world.TellCriteriaAsync(stop).ConfigureAwait(false);
        ResumptionPlan early = await world.PlanAsync(stop).ConfigureAwait(false);
        DrillApprovals.Sign(world, early, "alice", EarlyApproval);
        await world.RefusedAsync(
            "communication is not next", stop, "incident", "step", "communication", "--author", "erin", "--text", "all is well again")
            .ConfigureAwait(false);
        world.Narrator.Say("out of order: refused, and nothing was changed");
        await world.StepDoneAsync(stop).ConfigureAwait(false);
        await world.RefusedAsync(
            "dave is finance", stop, "incident", "step", "declaration", "--author", "dave", "--text", "I declare it").ConfigureAwait(false);
        world.Narrator.Say("by the wrong role: refused, and nothing was changed");
        await world.StepDoneAsync(stop).ConfigureAwait(false);

        await StepAsync(world, "declaration", "alice", "we halt until the decision and the balance are understood", stop).ConfigureAwait(false);
        await AnalysisAsync(world, "bob", "a balance was decided on that the venue took back", stop).ConfigureAwait(false);
        await AnalysisAsync(world, "carol", "the same document, read and agreed", stop).ConfigureAwait(false);

        world.Narrator.Fault($"the venue puts its balance of {DrillEngine.WrongRoute} right");
        world.Engine.Differs = false;
        await world.PlanAsync("the ledgers agree and every other scope is NORMAL", Mending, IsReconciled, stop).ConfigureAwait(false);
        await world.TellCriteriaAsync(stop).ConfigureAwait(false);
        await world.StepDoneAsync(stop).ConfigureAwait(false);

        world.Do("incident", "impact", "--author", "carol", "--users", "1200", "--exposure", "250000", "--loss", "0");
        await world.StepDoneAsync(stop).ConfigureAwait(false);
        await StepAsync(world, "impact", "carol", "staking of BTC stood still, nothing was lost", stop).ConfigureAwait(false);
        await StepAsync(world, "impact", "dave", "the books agree to the last unit", stop).ConfigureAwait(false);
        await StepAsync(world, "communication", "erin", "banner and mail: what stands still, and when we say more", stop).ConfigureAwait(false);
        await StepAsync(world, "plan", "bob", "stage by stage, BTC at bravo watched for an hour", stop).ConfigureAwait(false);
        await StepAsync(world, "plan", "carol", "agreed; back to DMM at the first difference", stop).ConfigureAwait(false);

        world.Narrator.Fault("a test transfer of each asset is sent and confirmed");
        world.Engine.Confirms = true;
        await world.PlanAsync("a transfer of each asset is confirmed", Mending, p => IsMet(p, Withdrawals), stop).ConfigureAwait(false);
        await world.TellCriteriaAsync(stop).ConfigureAwait(false);
        world.Do("incident", "show");
        await world.StepDoneAsync(stop).ConfigureAwait(false);
    }

    private static Task AnalysisAsync(DrillWorld world, string author, string text, CancellationToken stop) =>
        StepAsync(world, "root_cause", author, text, stop, "--document", world.FileOf(Document));

    private static async Task StepAsync(
        DrillWorld world, string step, string author, string text, CancellationToken stop, params IReadOnlyList<string> more)
    {
        world.Do([.. (string[])["incident", "step", step, "--author", author, "--text", text], .. more]);
        await world.TellCriteriaAsync(stop).ConfigureAwait(false);
        await world.StepDoneAsync(stop).ConfigureAwait(false);
    }

    private static bool IsReconciled(ResumptionPlan plan) => IsMet(plan, Ledgers) && IsMet(plan, Ledgers - 1) && plan.RestrictedScopes.Count == 0;

    private static bool IsMet(ResumptionPlan plan, int number)
    {
        foreach (CriterionStatus criterion in plan.Criteria)
        {
            if (criterion.Number == number)
            {
                return criterion.Met;
            }
        }

        throw new DemoException($"the plan has no criterion {number}");
    }
}
