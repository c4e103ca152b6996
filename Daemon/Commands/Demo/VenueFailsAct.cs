using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Basisd.Safety;

namespace Basisd.Commands.Demo;

/// <summary>A venue fails: degraded, BSCB, a plan to leave it. It heals, is validated and reconciled, and comes back in stages.</summary>
internal sealed class VenueFailsAct(string venue) : IDemoAct
{
    private const int LookMs = 20;
    private const int FailuresToDegrade = 3;
    private const string Amount = "2";
    private const string Trigger = "venue.api_failure";

    // Far beyond what it takes: the line says how long it took, the deadline only ends a show that hangs.
    private static readonly TimeSpan Detection = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public string Title => $"Venue {venue} fails, and comes back";

    private string Scope => $"venue/{venue}";

    /// <inheritdoc/>
    public async Task PlayAsync(DemoWorld world, CancellationToken stop)
    {
        Uri address = world.AddressOf(venue);
        world.Narrator.Fault($"{venue}: every answer of its API is now 503");
        await world.FaultAsync(address, """{"kind":"error","status":503}""", stop).ConfigureAwait(false);
        await DegradedAsync(world, stop).ConfigureAwait(false);
        await world.ModeAsync(Scope, Mode.Bscb, Detection, stop).ConfigureAwait(false);
        world.Narrator.Say($"{Scope} is BSCB: the gate denies open there, and only there");
        CauseStatusView cause = await world.CauseAsync(Trigger, Scope, Detection, stop).ConfigureAwait(false);
        world.Narrator.Say($"why: {cause.Trigger}, measured {cause.MeasuredText}, limit {cause.ThresholdText}");
        world.Run(isShown: true, "gate", "check", "open", Scope, "asset/BTC");
        if (world.Run(isShown: false, "gate", "check", "open", "venue/alpha", "asset/BTC").Code != ExitCode.Ok)
        {
            throw new DemoException("venue/alpha is closed too, and nothing is wrong with it");
        }

        Plan(world);
        world.Narrator.Fault($"{venue} heals");
        await world.HealAsync(address, stop).ConfigureAwait(false);
        await ScopeReturn.WatchAsync(world, Scope, stop).ConfigureAwait(false);
        ReconcileVerb.Show(world, venue, expected: null);
    }

    // The count passes three on its way: the act after it needs the fourth, so what is seen may be more.
    private async Task DegradedAsync(DemoWorld world, CancellationToken stop)
    {
        await world.UntilAsync(
            $"{venue} is degraded", Detection, LookMs,
            async () => world.ModeOf(Scope).Mode == Mode.Bscb || (await world.ReadingsAsync(stop).ConfigureAwait(false)).Any(IsDegraded),
            static () => "fewer than three failures were counted", stop).ConfigureAwait(false);
        world.Narrator.Say($"{venue} is degraded: three calls failed in a row, it is out of the active pool");
    }

    private void Plan(DemoWorld world)
    {
        (int code, _) = world.Run(isShown: true, "plan", "reallocate", "BTC", "--from", venue, "--amount", Amount);
        if (code != ExitCode.Ok)
        {
            throw new DemoException($"there is no plan to reallocate BTC away from {venue}: see what binds above");
        }
    }

    private bool IsDegraded(TriggerReadingView reading) =>
        reading.Trigger == Trigger && reading.Scope == Scope && reading.Measured >= FailuresToDegrade;
}
