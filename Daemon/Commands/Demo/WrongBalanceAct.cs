using System;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Basisd.Safety;

namespace Basisd.Commands.Demo;

/// <summary>A venue reports a balance that is not so: its scope is blocked, the difference named to the last unit; the truth reopens it.</summary>
internal sealed class WrongBalanceAct(string venue) : IDemoAct
{
    private const string Asset = "BTC";
    private const string Amount = "-0.5";

    // Two polls, or five seconds, and what the machine adds.
    private static readonly TimeSpan Detection = TimeSpan.FromSeconds(8);

    /// <inheritdoc/>
    public string Title => $"Venue {venue} reports a wrong balance";

    private string Scope => $"route/{Asset}@{venue}";

    /// <inheritdoc/>
    public async Task PlayAsync(DemoWorld world, CancellationToken stop)
    {
        Uri address = world.AddressOf(venue);
        world.Narrator.Fault($"{venue}: its balance of {Asset} is told {Amount} off");
        await world.FaultAsync(
            address, $$"""{"kind":"wrong_balance","asset":"{{Asset}}","amount":"{{Amount}}"}""", stop).ConfigureAwait(false);
        await world.ModeAsync(Scope, Mode.Bscb, Detection, stop).ConfigureAwait(false);
        world.Narrator.Say($"{Scope} is BSCB");
        CauseStatusView cause = await world.CauseAsync("internal.reconciliation_failure", Scope, Detection, stop).ConfigureAwait(false);
        world.Narrator.Say($"why: {cause.Trigger}, {cause.Condition} {cause.MeasuredText}");
        ReconcileVerb.Show(world, venue, Amount);
        world.Narrator.Fault($"{venue} tells the truth again");
        await world.HealAsync(address, stop).ConfigureAwait(false);
        await ScopeReturn.WatchAsync(world, Scope, stop).ConfigureAwait(false);
        ReconcileVerb.Show(world, venue, expected: null);
    }
}
