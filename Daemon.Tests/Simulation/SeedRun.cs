using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Tests.Simulation;

/// <summary>Numbers taken one after another by every processor: each is a world of its own, and none hangs on what another says.</summary>
internal static class SeedRun
{
    /// <summary>Runs seeds in their order until so many have failed.</summary>
    /// <param name="first">First seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="run">Runs a seed; null, or what broke.</param>
    /// <param name="most">No further seed begins behind so many failures.</param>
    /// <param name="done">Called behind each seed with the number of those done, on any thread.</param>
    /// <returns>Failures in the order of their seeds; every seed before the first of them was run.</returns>
    public static List<(ulong Seed, string Said)> Failures(
        ulong first, long count, Func<ulong, string?> run, int most = 1, Action<long>? done = null)
    {
        ConcurrentBag<(long At, string Said)> failures = [];
        long finished = 0;
        Workers(count, () => failures.Count < most, () => at =>
        {
            if (run(unchecked(first + (ulong)at)) is { } said)
            {
                failures.Add((at, said));
            }

            done?.Invoke(Interlocked.Increment(ref finished));
        });
        return [.. failures.OrderBy(f => f.At).Select(f => (unchecked(first + (ulong)f.At), f.Said))];
    }

    /// <summary>Runs every number below <paramref name="count"/>; the first exception ends it and is thrown as it was.</summary>
    /// <param name="count">How many.</param>
    /// <param name="worker">Makes what one processor runs: what it holds is its own.</param>
    public static void Each(long count, Func<Action<long>> worker) => Workers(count, () => true, worker);

    private static void Workers(long count, Func<bool> goesOn, Func<Action<long>> worker)
    {
        long next = 0;
        ExceptionDispatchInfo? broken = null;
        Parallel.For(0, Environment.ProcessorCount, _ =>
        {
            try
            {
                Action<long> run = worker();
                while (Volatile.Read(ref broken) is null && goesOn() && Interlocked.Increment(ref next) - 1 is var at && at < count)
                {
                    run(at);
                }
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref broken, ExceptionDispatchInfo.Capture(e), null);
            }
        });
        broken?.Throw();
    }
}
