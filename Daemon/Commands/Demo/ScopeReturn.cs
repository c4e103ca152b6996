using System;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Safety;

namespace Basisd.Commands.Demo;

/// <summary>The way of a scope back to NORMAL, stage by stage, as the gate shows it.</summary>
internal static class ScopeReturn
{
    private const int LookMs = 20;

    // Far beyond what it takes: the deadline only ends a show that hangs.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(25);

    /// <summary>Waits until a scope is NORMAL again, and tells each stage on the way.</summary>
    public static async Task WatchAsync(DemoWorld world, string scope, CancellationToken stop)
    {
        (Mode Mode, int Stage) told = world.ModeOf(scope);
        await world.UntilAsync(
            $"{scope} is NORMAL again", Deadline, LookMs,
            () =>
            {
                (Mode Mode, int Stage) now = world.ModeOf(scope);
                if (now != told)
                {
                    told = now;
                    world.Narrator.Say($"{scope} is {ModeText.Of(now.Mode, now.Stage)}");
                }

                return Task.FromResult(now.Mode == Mode.Normal);
            },
            () => $"it is {ModeText.Of(told.Mode, told.Stage)}", stop).ConfigureAwait(false);
        await world.StatusAsync("every scope is NORMAL", Deadline, NormalAct.IsAllWell, stop).ConfigureAwait(false);
        world.Narrator.Say("every scope is NORMAL");
    }
}
