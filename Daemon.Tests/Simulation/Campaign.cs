using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;

namespace Basisd.Tests.Simulation;

/// <summary>Seeds one after another, with a line of progress on a terminal, and the seed of each that fails.</summary>
internal static class Campaign
{
    private const int MaxFailures = 10;
    private const int ShowEveryMs = 500;

    /// <summary>Runs <paramref name="count"/> seeds from <paramref name="first"/> on.</summary>
    /// <param name="first">First seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="progress">Where progress is shown, or null.</param>
    /// <param name="failures">One line for each seed that failed, at most ten.</param>
    /// <returns>What was done, in one line.</returns>
    public static string Run(ulong first, long count, TextWriter? progress, out List<string> failures)
    {
        Stopwatch clock = Stopwatch.StartNew();
        failures = [];
        long shown = 0;
        long done = 0;
        for (; done < count && failures.Count < MaxFailures; done++)
        {
            ulong seed = unchecked(first + (ulong)done);
            if (CrashRun.Run(seed) is { } broken)
            {
                failures.Add(Say($"seed {seed}: {broken}\n  replay: make crash SEED={seed} SEEDS=1"));
                progress?.WriteLine("\r" + failures[^1]);
            }

            if (progress is not null && clock.ElapsedMilliseconds - shown > ShowEveryMs)
            {
                shown = clock.ElapsedMilliseconds;
                progress.Write(Say($"\rcrash: {done + 1} of {count} seeds, {failures.Count} failed"));
                progress.Flush();
            }
        }

        progress?.Write("\r");
        double seconds = clock.Elapsed.TotalSeconds;
        return Say($"crash: {done} seeds from {first}, {failures.Count} failed, {seconds:F1} s, {done / Math.Max(seconds, 0.001):F0} seeds/s");
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
