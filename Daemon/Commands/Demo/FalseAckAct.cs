using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Basisd.Safety;

namespace Basisd.Commands.Demo;

/// <summary>
/// An engine that acknowledges and does nothing: the acknowledgement is noted, the effect is looked for at the venues, missed once (P2, told
/// again) and missed twice (P1): the platform halts.
/// </summary>
internal sealed class FalseAckAct(string venue) : IDemoAct
{
    private const string Trigger = "internal.risk_control_timeout";

    // Acknowledged at once; then twice the window in which no order may be left open.
    private static readonly TimeSpan FirstMiss = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SecondMiss = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public string Title => "The engine acknowledges and does nothing";

    /// <inheritdoc/>
    public async Task PlayAsync(DemoWorld world, CancellationToken stop)
    {
        await world.FaultAsync(world.EngineControl!, """{"kind":"ack_without_doing"}""", stop).ConfigureAwait(false);
        world.Narrator.Fault("the engine will acknowledge commands from now on, and do none of them");
        (int code, _) = world.Run(isShown: true, "command", "cancel-all", $"venue/{venue}", "--reason", "demonstration");
        if (code is not (ExitCode.Ok or ExitCode.No))
        {
            throw new DemoException($"the command was not taken, code {code}");
        }

        StatusSnapshot status = await world.StatusAsync(
            "the first miss is P2", FirstMiss, s => s.Causes.Any(c => c.Trigger == Trigger), stop).ConfigureAwait(false);
        CauseStatusView first = status.Causes.First(c => c.Trigger == Trigger);
        world.Narrator.Say($"{Trigger} on {first.Scope}, P{first.Severity}: {first.Condition} {first.MeasuredText}; the command is told once more");
        await world.ModeAsync("platform", Mode.Dmm, SecondMiss, stop).ConfigureAwait(false);
        world.Narrator.Say("the platform is in DMM: everything is halted until seniors sign");
        status = await world.StatusAsync("the status says DMM", FirstMiss, s => s.PlatformMode == "DMM", stop).ConfigureAwait(false);
        CauseStatusView second = status.Causes.First(c => c.Trigger == Trigger && c.Scope == "platform");
        world.Narrator.Say($"why: {second.Trigger}, P{second.Severity}: {second.Condition} {second.MeasuredText}, limit {second.ThresholdText}");
        world.Run(isShown: true, "gate", "check", "open", "asset/ETH");
        world.Run(isShown: true, "command", "list");
        world.Run(isShown: true, "status");
    }
}
