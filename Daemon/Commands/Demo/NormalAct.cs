using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Http;

namespace Basisd.Commands.Demo;

/// <summary>Everything is well: the gate opened scope by scope, the engine trades, every venue's records agree.</summary>
internal sealed class NormalAct : IDemoAct
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public string Title => "All scopes NORMAL";

    /// <inheritdoc/>
    public async Task PlayAsync(DemoWorld world, CancellationToken stop)
    {
        StatusSnapshot status = await world.StatusAsync("every scope is NORMAL and sees its inputs", Deadline, IsAllWell, stop).ConfigureAwait(false);
        world.Narrator.Say($"{status.Scopes.Count} scopes are NORMAL; the engine trades where the gate says allow");

        // What a plan needs to know: executions at every venue.
        await world.UntilAsync(
            "the engine has executed BTC at every venue", Deadline, 100,
            async () => (await world.ReadingsAsync(stop).ConfigureAwait(false)).Count(IsExecution) == DemoConfiguration.Venues.Length,
            static () => "it has not", stop).ConfigureAwait(false);
        world.Run(isShown: true, "status");
    }

    /// <summary>Whether nothing is wrong and nothing is waited for.</summary>
    public static bool IsAllWell(StatusSnapshot status) =>
        status.State == "ready" && status.Causes.Count == 0 && status.EngineSessions.Count > 0
        && status.Scopes.All(s => s is { Mode: "NORMAL", AwaitingInputs.Count: 0 });

    private static bool IsExecution(TriggerReadingView reading) =>
        reading.Trigger == "market.execution_anomaly" && reading.Scope.StartsWith("route/BTC@", StringComparison.Ordinal);
}
