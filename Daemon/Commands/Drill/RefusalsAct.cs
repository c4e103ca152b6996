using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Basisd.Safety;

namespace Basisd.Commands.Drill;

/// <summary>
/// Approvals that are wrong, each in one way, beside a good one of the other senior: each is refused for its own reason and changes nothing.
/// </summary>
internal sealed class RefusalsAct : IDrillAct
{
    private const string Good = "bob-good.approval";
    private const string Stranger = "mallory";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Submissions that were refused.</summary>
    public int Submitted { get; private set; }

    /// <inheritdoc/>
    public string Title => "Approvals that are wrong, each in its own way";

    /// <inheritdoc/>
    public async Task PlayAsync(DrillWorld world, CancellationToken stop)
    {
        ResumptionPlan plan = await world.PlanAsync(stop).ConfigureAwait(false);
        world.MakeKey(Stranger);
        DrillApprovals.Sign(world, plan, "bob", Good);
        DrillApprovals.Sign(world, plan, "alice", "alice-good.approval");

        await ExpiredAsync(world, plan, stop).ConfigureAwait(false);
        DrillApprovals.Sign(world, plan with { Incident = plan.Incident + 1 }, "alice", "alice-other-incident.approval");
        await RefusedAsync(world, "for another incident", "other_incident", "alice-other-incident.approval", stop).ConfigureAwait(false);
        DrillApprovals.Sign(world, plan with { DmmEpoch = plan.DmmEpoch + 1 }, "alice", "alice-other-epoch.approval");
        await RefusedAsync(world, "for another DMM", "other_epoch", "alice-other-epoch.approval", stop).ConfigureAwait(false);
        DrillApprovals.Sign(world, plan with { Cluster = "elsewhere" }, "alice", "alice-other-node.approval");
        await RefusedAsync(world, "for another node", "other_cluster", "alice-other-node.approval", stop).ConfigureAwait(false);
        await RefusedAsync(world, "over a state that has passed", "other_state", ProtocolAct.EarlyApproval, stop).ConfigureAwait(false);
        DrillApprovals.Sign(world, plan, "carol", "carol.approval");
        await RefusedAsync(world, "of somebody who is not senior", "not_senior", "carol.approval", stop).ConfigureAwait(false);
        DrillApprovals.Sign(world, plan, "bob", "bob-again.approval", "2h");
        await RefusedAsync(world, "of the same person twice", "signed_twice", "bob-again.approval", stop).ConfigureAwait(false);
        await ForgedAsync(world, plan, stop).ConfigureAwait(false);
    }

    // In one submission, which is one offence: the third within an hour is a compromise of the system, and no drill.
    private async Task ForgedAsync(DrillWorld world, ResumptionPlan plan, CancellationToken stop)
    {
        DrillApprovals.Tamper(world, "alice-good.approval", "alice-tampered.approval");
        DrillApprovals.Sign(world, plan, "alice", "alice-other-key.approval", key: Stranger);
        DrillApprovals.Sign(world, plan, Stranger, "mallory.approval");
        string[] files = ["alice-tampered.approval", "alice-other-key.approval", "mallory.approval"];
        world.Narrator.Say("three forged ones: changed after it was signed, in alice's name with another key, of somebody whom nobody knows");
        string[] reasons =
        [
            $"{world.FileOf(files[0])} (alice): refused (bad_signature)", $"{world.FileOf(files[1])} (alice): refused (bad_signature)",
            "refused (unknown_signer)",
        ];
        await world.RefusedAsync(reasons, stop, ["resume", "submit", world.FileOf(Good), .. files.Select(world.FileOf)]).ConfigureAwait(false);
        Submitted++;
        world.Narrator.Say("all three refused; nothing was changed");
        await world.StepDoneAsync(stop).ConfigureAwait(false);
    }

    private async Task ExpiredAsync(DrillWorld world, ResumptionPlan plan, CancellationToken stop)
    {
        DrillApprovals.Sign(world, plan, "alice", "alice-expired.approval", "1s");
        long end = DrillApprovals.ExpiryOf(world, "alice-expired.approval") * FixedPoint.Second;
        await world.StatusAsync("alice's approval has expired", Patience, s => s.CoreTime > end, stop).ConfigureAwait(false);
        await RefusedAsync(world, "that has expired", "expired", "alice-expired.approval", stop).ConfigureAwait(false);
    }

    private async Task RefusedAsync(DrillWorld world, string what, string word, string file, CancellationToken stop)
    {
        world.Narrator.Say($"an approval {what}");
        await world.RefusedAsync([$"refused ({word})"], stop, "resume", "submit", world.FileOf(Good), world.FileOf(file)).ConfigureAwait(false);
        Submitted++;
        world.Narrator.Say($"refused, {word}; nothing was changed");
        await world.StepDoneAsync(stop).ConfigureAwait(false);
    }
}
