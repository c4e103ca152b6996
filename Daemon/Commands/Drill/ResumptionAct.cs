using System;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Commands.Demo;
using Basisd.Host.Http;
using Basisd.Safety;

namespace Basisd.Commands.Drill;

/// <summary>Two seniors sign, the node accepts, the stages open one after another, NORMAL; and the same approvals work no second time.</summary>
internal sealed class ResumptionAct : IDrillAct
{
    private const int LookMs = 10;

    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(3);

    /// <inheritdoc/>
    public string Title => "Two seniors sign, and the platform comes back in stages";

    /// <inheritdoc/>
    public async Task PlayAsync(DrillWorld world, CancellationToken stop)
    {
        world.Do("resume", "plan");
        ResumptionPlan plan = await world.PlanAsync(stop).ConfigureAwait(false);
        DrillApprovals.Sign(world, plan, "alice", "alice.approval", isShown: true);
        DrillApprovals.Sign(world, plan, "bob", "bob.approval");
        await world.StepDoneAsync(stop).ConfigureAwait(false);

        world.Narrator.Fault("both approvals are handed in");
        string[] submit = ["resume", "submit", world.FileOf("alice.approval"), world.FileOf("bob.approval")];
        world.Do(submit);
        (Mode Mode, int Stage) told = (Mode.Dmm, 0);
        await world.UntilAsync(
            "the platform is NORMAL", Recovery, LookMs,
            async () =>
            {
                (Mode Mode, int Stage) now = world.ModeOf("platform");
                if (now == told)
                {
                    return now.Mode == Mode.Normal;
                }

                told = now;
                world.Narrator.Say($"platform is {ModeText.Of(now.Mode, now.Stage)}");
                await world.StepDoneAsync(stop).ConfigureAwait(false);
                return now.Mode == Mode.Normal;
            },
            () => $"it is {ModeText.Of(told.Mode, told.Stage)}", stop).ConfigureAwait(false);
        StatusSnapshot status = await world.StatusAsync("every scope is NORMAL", Recovery, NormalAct.IsAllWell, stop).ConfigureAwait(false);
        IncidentStatus incident = status.Incidents[0];
        if (incident.State != "closed")
        {
            throw new DemoException($"every scope is NORMAL, and incident {incident.Number} is {incident.State}");
        }

        world.Narrator.Say($"every scope is NORMAL, incident {incident.Number} is closed");
        world.Narrator.Say("the same two approvals once more");
        await world.RefusedAsync("refused (already_used)", stop, submit).ConfigureAwait(false);
        world.Narrator.Say("refused, already_used; nothing was changed");
        await world.StepDoneAsync(stop).ConfigureAwait(false);
    }
}
