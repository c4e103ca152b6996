using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Commands.Demo;
using Basisd.Host.Http;
using Basisd.Safety;

namespace Basisd.Commands.Drill;

/// <summary>
/// A route's records differ (P2, the route alone is closed); then the engine finds that it does not decide as its replay does: P1, the platform
/// halts.
/// </summary>
internal sealed class TripAct : IDrillAct
{
    private const long Decision = 4711;
    private const string Route = "route/BTC@bravo";

    private static readonly TimeSpan Detection = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public string Title => "Something is wrong, and then everything may be";

    /// <inheritdoc/>
    public async Task PlayAsync(DrillWorld world, CancellationToken stop)
    {
        world.Narrator.Fault($"the venue's balance of {DrillEngine.WrongRoute} is half a coin less than ours");
        world.Engine.Differs = true;
        await world.ModeAsync(Route, Mode.Bscb, Detection, stop).ConfigureAwait(false);
        StatusSnapshot status = await world.StatusAsync(
            "an incident is open", Detection, s => s.Incidents is [{ State: "open" }, ..], stop).ConfigureAwait(false);
        world.Narrator.Say($"{Route} is BSCB, and only that; incident {status.Incidents[0].Number} is open, {status.Incidents[0].Severity}");
        await world.StepDoneAsync(stop).ConfigureAwait(false);

        world.Narrator.Fault($"the engine reports: decision {Decision} differs from its replay");
        world.Engine.ReportDecision(Decision);
        await world.ModeAsync("platform", Mode.Dmm, Detection, stop).ConfigureAwait(false);
        world.Narrator.Say("the platform is in DMM: the gate denies everything");
        status = await world.StatusAsync(
            "incident 1 is P1 and the node has recorded halt and freeze", Detection, s => s.Incidents[0] is { Severity: "P1" } one && Done(one) == 2,
            stop).ConfigureAwait(false);
        CauseStatusView cause = await world.CauseAsync("systemic.execution_integrity", "platform", Detection, stop).ConfigureAwait(false);
        world.Narrator.Say($"why: {cause.Trigger}, P{cause.Severity}, {cause.Condition} {cause.MeasuredText}".TrimEnd());
        if (status.Incidents.Count != 1)
        {
            throw new DemoException($"one episode is one incident, and {status.Incidents.Count} are on file");
        }

        world.Narrator.Say($"it is the same incident {status.Incidents[0].Number}, raised to P1; steps 1 and 2 are recorded by the node");
        await world.StatusAsync(
            "the engine has acknowledged the halt", Detection, s => s.Commands.Commands.All(c => c.AcknowledgedAt != 0), stop).ConfigureAwait(false);
        world.Narrator.Say("the engine has acknowledged the halt");
        if (world.Run(isShown: true, "gate", "check", "cancel").Code != ExitCode.No)
        {
            throw new DemoException("the gate does not deny in DMM");
        }

        await world.StepDoneAsync(stop).ConfigureAwait(false);
    }

    private static int Done(IncidentStatus incident) => incident.Steps.Count(s => s.State == "done");
}
