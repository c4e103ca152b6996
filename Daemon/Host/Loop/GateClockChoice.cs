using Basisd.Gate;
using Basisd.Host.Configuration;
using Basisd.Host.Logging;
using Basisd.Linux;

namespace Basisd.Host.Loop;

/// <summary>
/// Which clock the gate page is on. The coarse one is offered only where it cannot lie: the host can neither be suspended nor was in this boot, and
/// its ticks are short enough for the lag that the writer takes off. Everywhere else the page stays on CLOCK_BOOTTIME, which is right on every host.
/// </summary>
internal static class GateClockChoice
{
    private const string Root = "/";

    /// <summary>The clock for a node of this configuration; says why where it is not the one that was asked for.</summary>
    public static GateClock Of(GateSettings settings, LogRelay log)
    {
        if (!settings.WantsCoarseClock)
        {
            return GateClock.BootTime;
        }

        string problem = Problem(Root, SuspendState.WasSuspended(), BootClock.CoarseTickNs());
        if (problem.Length == 0)
        {
            return GateClock.Coarse;
        }

        log.Post(l => l.Of(LogEvents.Starting).Warning(
            "the gate page stays on the boot clock, gate.clock asks for the coarse one: {Problem}", problem));
        return GateClock.BootTime;
    }

    /// <summary>Why the coarse clock may not be offered; empty where it may.</summary>
    /// <param name="root">Root of the file system.</param>
    /// <param name="wasSuspended">Whether this boot was ever suspended.</param>
    /// <param name="tickNs">Resolution of the coarse clock, ns.</param>
    internal static string Problem(string root, bool wasSuspended, long tickNs) =>
        wasSuspended ? "this host was suspended in this boot, or a time namespace parts its clocks"
        : tickNs > GateLayout.CoarseLagNs / 2 ? $"its coarse clock ticks every {tickNs} ns, a lag beyond {GateLayout.CoarseLagNs} ns is possible"
        : SuspendState.Problem(root);
}
