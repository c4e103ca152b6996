using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;

namespace Basisd.Tests.Simulation;

/// <summary>Seeds on every processor, with a line of progress on a terminal, and the seed of each that fails.</summary>
internal static class Campaign
{
    private const int MaxFailures = 10;
    private const int ShowEveryMs = 500;

    /// <summary>Runs <paramref name="count"/> seeds from <paramref name="first"/> on.</summary>
    /// <param name="first">First seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="progress">Where progress is shown, or null.</param>
    /// <param name="failures">One line for each seed that failed, at most ten and one for each processor.</param>
    /// <returns>What was done, in one line.</returns>
    public static string Run(ulong first, long count, TextWriter? progress, out List<string> failures)
    {
        Stopwatch clock = Stopwatch.StartNew();
        long done = 0;
        long shown = 0;
        List<(ulong Seed, string Said)> broken = SeedRun.Failures(first, count, seed => CrashRun.Run(seed), MaxFailures, finished =>
        {
            long last = Interlocked.Read(ref shown);
            long now = clock.ElapsedMilliseconds;
            Interlocked.Increment(ref done);
            if (progress is not null && now - last > ShowEveryMs && Interlocked.CompareExchange(ref shown, now, last) == last)
            {
                progress.Write(Say($"\rcrash: {finished} of {count} seeds"));
                progress.Flush();
            }
        });
        progress?.Write("\r");
        failures = [.. broken.Select(b => Say($"seed {b.Seed}: {b.Said}\n  replay: make crash SEED={b.Seed} SEEDS=1"))];
        double seconds = clock.Elapsed.TotalSeconds;
        return Say($"crash: {done} seeds from {first}, {failures.Count} failed, {seconds:F1} s, {done / Math.Max(seconds, 0.001):F0} seeds/s");
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
