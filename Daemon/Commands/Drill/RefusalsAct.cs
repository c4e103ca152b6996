using System;
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
        DrillApprovals.Tamper(world, "alice-good.approval", "alice-tampered.approval");
        await RefusedAsync(world, "changed after it was signed", "bad_signature", "alice-tampered.approval", stop).ConfigureAwait(false);
        DrillApprovals.Sign(world, plan, "alice", "alice-other-key.approval", key: Stranger);
        await RefusedAsync(world, "in alice's name with a key that nobody knows", "bad_signature", "alice-other-key.approval", stop)
            .ConfigureAwait(false);
        DrillApprovals.Sign(world, plan, Stranger, "mallory.approval");
        await RefusedAsync(world, "of somebody whom nobody knows", "unknown_signer", "mallory.approval", stop).ConfigureAwait(false);
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
        await world.RefusedAsync($"refused ({word})", stop, "resume", "submit", world.FileOf(Good), world.FileOf(file)).ConfigureAwait(false);
        Submitted++;
        world.Narrator.Say($"refused, {word}; nothing was changed");
        await world.StepDoneAsync(stop).ConfigureAwait(false);
    }
}
