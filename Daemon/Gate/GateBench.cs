using System.Runtime.CompilerServices;
using Basisd.Linux;

namespace Basisd.Gate;

/// <summary>
/// Times the check against its floors in one process and one run (SPEC 15): the five loads that no check can do without, alone and with
/// the clock. Several selections in turn, as an engine has them, so that no address stays in a register for either side. Best of the rounds:
/// what the code costs, not what the machine was busy with. It must never be pointed at a gate that it would have to open: it only reads.
/// </summary>
public static class GateBench
{
    private const int Rounds = 15;
    private const int Selections = 8;

    /// <summary>Measures on an attached page.</summary>
    /// <param name="reader">A reader that is attached; without a page only the denial is timed.</param>
    /// <param name="names">Scopes of the request.</param>
    /// <param name="checks">Checks per round, above 0; 1 000 000 takes about a second in all.</param>
    public static GateBenchFigures Run(GateReader reader, string[] names, int checks)
    {
        GateSelection[] selections = new GateSelection[Selections];
        for (int i = 0; i < selections.Length; i++)
        {
            selections[i] = reader.Select(names);
        }

        if (reader.ScopeCount == 0)
        {
            return default;
        }

        long sink = 0;
        GateBenchFigures best = new(double.MaxValue, double.MaxValue, double.MaxValue, double.MaxValue, GateVerdict.Deny);
        for (int round = 0; round < Rounds; round++)
        {
            best = new(
                double.Min(best.LoadsNs, Loads(selections, checks, ref sink)),
                double.Min(best.LoadsClockNs, LoadsClock(selections, checks, ref sink)),
                double.Min(best.CheckAtNs, CheckAt(selections, checks, ref sink)),
                double.Min(best.CheckNs, Check(selections, checks, ref sink)),
                selections[0].Check(0));
        }

        return sink == long.MinValue ? default : best; // the sums must not be optimized away
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static double Loads(GateSelection[] selections, int checks, ref long sink)
    {
        long from = BootClock.NowNs();
        ulong sum = 0;
        for (int i = 0; i < checks; i++)
        {
            sum ^= selections[i & (Selections - 1)].Words();
        }

        sink ^= unchecked((long)sum);
        return (BootClock.NowNs() - from) / (double)checks;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static double LoadsClock(GateSelection[] selections, int checks, ref long sink)
    {
        long from = BootClock.NowNs();
        ulong sum = 0;
        for (int i = 0; i < checks; i++)
        {
            sum ^= selections[i & (Selections - 1)].Words() ^ unchecked((ulong)BootClock.NowNs());
        }

        sink ^= unchecked((long)sum);
        return (BootClock.NowNs() - from) / (double)checks;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static double CheckAt(GateSelection[] selections, int checks, ref long sink)
    {
        long from = BootClock.NowNs();
        int sum = 0;
        for (int i = 0; i < checks; i++)
        {
            sum ^= (int)selections[i & (Selections - 1)].CheckAt(0, from);
        }

        sink ^= sum;
        return (BootClock.NowNs() - from) / (double)checks;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static double Check(GateSelection[] selections, int checks, ref long sink)
    {
        long from = BootClock.NowNs();
        int sum = 0;
        for (int i = 0; i < checks; i++)
        {
            sum ^= (int)selections[i & (Selections - 1)].Check(0);
        }

        sink ^= sum;
        return (BootClock.NowNs() - from) / (double)checks;
    }
}
