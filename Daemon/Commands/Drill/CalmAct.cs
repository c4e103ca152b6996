using System;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Commands.Demo;
using Basisd.Host.Http;

namespace Basisd.Commands.Drill;

/// <summary>Everything is well: keys were made, the node is up, every scope is NORMAL.</summary>
internal sealed class CalmAct : IDrillAct
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public string Title => "A node of its own, five persons, and a quiet market";

    /// <inheritdoc/>
    public async Task PlayAsync(DrillWorld world, CancellationToken stop)
    {
        foreach (string line in DrillConfiguration.Changed)
        {
            world.Narrator.Say($"for the drill: {line}");
        }

        foreach (DrillPerson person in DrillConfiguration.People)
        {
            world.Narrator.Say($"{person.Name} is {person.Role}{(person.Senior ? ", and senior" : string.Empty)}");
        }

        await world.StartAsync(stop).ConfigureAwait(false);
        StatusSnapshot status = await world.StatusAsync("every scope is NORMAL and sees its inputs", Deadline, NormalAct.IsAllWell, stop)
            .ConfigureAwait(false);
        world.Narrator.Say($"{status.Scopes.Count} scopes are NORMAL; {DrillConfiguration.Required} seniors must sign to leave DMM");
        await world.StepDoneAsync(stop).ConfigureAwait(false);
    }
}
