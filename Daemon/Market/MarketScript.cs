using System;

namespace Basisd.Market;

/// <summary>What to generate: a seed and the phases in order. Equal scripts give equal bytes.</summary>
/// <param name="Seed">Seed of all chance in it.</param>
/// <param name="Phases">Phases in order.</param>
/// <param name="MinutesPerPhase">Minutes of each phase.</param>
/// <param name="StartSecond">Unix second of the first bar, on a whole minute.</param>
public sealed record MarketScript(ulong Seed, MarketPhase[] Phases, int MinutesPerPhase, long StartSecond)
{
    /// <summary>Shortest phase: long enough for a baseline of the volatility before the first event, and for the events themselves.</summary>
    public const int MinMinutes = 25;

    /// <summary>Longest phase.</summary>
    public const int MaxMinutes = 240;

    /// <summary>Most phases.</summary>
    public const int MaxPhases = 16;

    /// <summary>Minutes of a phase where nobody says otherwise: the longest hold (15 minutes) ends in the phase of its event.</summary>
    public const int DefaultMinutes = 30;

    /// <summary>First bar where nobody says otherwise: 2024-01-01 00:00:00 UTC.</summary>
    public const long DefaultStart = 1_704_067_200;

    /// <summary>Phases where nobody says otherwise.</summary>
    public const string DefaultPhases = "calm,crash,outage,depeg,strain,recovery";

    /// <summary>Minutes of the whole.</summary>
    public int Minutes => Phases.Length * MinutesPerPhase;

    /// <summary>Checks and builds a script.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="phases">Names with commas, as <see cref="DefaultPhases"/>.</param>
    /// <param name="minutesPerPhase"><see cref="MinMinutes"/> to <see cref="MaxMinutes"/>.</param>
    /// <param name="startSecond">Unix second on a whole minute.</param>
    /// <param name="problem">Empty, or what is wrong.</param>
    /// <returns>The script, or null.</returns>
    public static MarketScript? Create(ulong seed, string phases, int minutesPerPhase, long startSecond, out string problem)
    {
        string[] names = phases.Split(',');
        MarketPhase[] parsed = new MarketPhase[names.Length];
        problem = string.Empty;
        for (int i = 0; i < names.Length; i++)
        {
            if (!TryPhase(names[i], out parsed[i]))
            {
                problem = $"'{names[i]}' is no phase: calm, crash, outage, depeg, strain, recovery";
                return null;
            }
        }

        if (names.Length > MaxPhases)
        {
            problem = $"more than {MaxPhases} phases";
        }
        else if (minutesPerPhase is < MinMinutes or > MaxMinutes)
        {
            problem = $"minutes per phase must be {MinMinutes} to {MaxMinutes}, not {minutesPerPhase}";
        }
        else if (startSecond is < 60 or > 4_000_000_000 || startSecond % 60 != 0)
        {
            problem = $"the start must be a Unix second on a whole minute before 2096, not {startSecond}";
        }

        return problem.Length == 0 ? new MarketScript(seed, parsed, minutesPerPhase, startSecond) : null;
    }

    /// <summary>The phase's name in a script.</summary>
    public static string NameOf(MarketPhase phase) => phase switch
    {
        MarketPhase.Calm => "calm",
        MarketPhase.Crash => "crash",
        MarketPhase.Outage => "outage",
        MarketPhase.Depeg => "depeg",
        MarketPhase.Recovery => "recovery",
        MarketPhase.Strain => "strain",
        _ => throw new ArgumentOutOfRangeException(nameof(phase)),
    };

    /// <summary>Unix second at which a phase begins.</summary>
    public long StartOf(int phase) => StartSecond + (60L * MinutesPerPhase * phase);

    private static bool TryPhase(string name, out MarketPhase phase)
    {
        foreach (MarketPhase p in Enum.GetValues<MarketPhase>())
        {
            if (NameOf(p) == name)
            {
                phase = p;
                return true;
            }
        }

        phase = MarketPhase.Calm;
        return false;
    }
}
