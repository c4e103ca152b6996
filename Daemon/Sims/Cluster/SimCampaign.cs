using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using Basisd.Safety;

namespace Basisd.Sims.Cluster;

/// <summary>Seeds one after another, on every processor; the order of the results is that of the seeds, whoever ran them.</summary>
/// <param name="First">First seed.</param>
/// <param name="Count">How many.</param>
/// <param name="Nodes">Nodes of each cluster; 0: 3 for odd seeds and 5 for even ones.</param>
/// <param name="Flaw">What is wrong on purpose.</param>
/// <param name="Aim">What every plan aims at; none: as each seed draws it.</param>
/// <param name="Cores">Whether real cores decide for the slots; null: as each seed draws it.</param>
internal sealed record SimCampaign(ulong First, int Count, int Nodes, SimFlaw Flaw, SimAim Aim = SimAim.None, bool? Cores = null)
{
    private const int MostFailures = 5;

    private long _done;
    private long _simulated;
    private long _occasions;

    /// <summary>Seeds that are through.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>Virtual time of them, ns.</summary>
    public long Simulated => Interlocked.Read(ref _simulated);

    /// <summary>Things that happened in them.</summary>
    public long Occasions => Interlocked.Read(ref _occasions);

    /// <summary>Runs one seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="nodes">Nodes; 0 as in a campaign.</param>
    /// <param name="flaw">What is wrong on purpose.</param>
    /// <param name="aim">What its plan aims at; none as in a campaign.</param>
    /// <param name="cores">Whether real cores decide for its slots; null as in a campaign.</param>
    public static SimOutcome Run(ulong seed, int nodes, SimFlaw flaw, SimAim aim = SimAim.None, bool? cores = null)
    {
        int all = nodes != 0 ? nodes : seed % 2 == 1 ? 3 : 5;
        SimPlan plan = aim == SimAim.None ? SimPlan.Draw(seed, all) : SimPlan.Draw(seed, all, aim);
        return new SimWorld(plan with { HasCores = cores ?? plan.HasCores }, flaw, null).Run();
    }

    /// <summary>Runs all of them.</summary>
    /// <param name="threads">On how many threads.</param>
    /// <param name="progress">Called now and then on the calling thread; false stops the campaign.</param>
    /// <param name="hashes">Hash of each seed, in the order of the seeds.</param>
    /// <returns>Those that broke a promise, at most a few.</returns>
    public IReadOnlyList<SimOutcome> Run(int threads, Func<bool>? progress, out ulong[] hashes)
    {
        ulong[] made = new ulong[Count];
        List<SimOutcome> failures = [];
        int next = -1;
        int isStopped = 0;
        Thread[] workers = new Thread[threads];
        for (int worker = 0; worker < threads; worker++)
        {
            workers[worker] = new Thread(Work) { IsBackground = true, Name = "simulate" };
            workers[worker].Start();
        }

        foreach (Thread worker in workers)
        {
            while (!worker.Join(TimeSpan.FromMilliseconds(250)))
            {
                if (progress is not null && !progress())
                {
                    Volatile.Write(ref isStopped, 1);
                }
            }
        }

        hashes = made;
        failures.Sort(static (a, b) => a.Plan.Seed.CompareTo(b.Plan.Seed));
        return failures;

        void Work()
        {
            int index;
            while (Volatile.Read(ref isStopped) == 0 && (index = Interlocked.Increment(ref next)) < Count)
            {
                SimOutcome outcome = Run(unchecked(First + (ulong)index), Nodes, Flaw, Aim, Cores);
                made[index] = outcome.Hash;
                Interlocked.Increment(ref _done);
                Interlocked.Add(ref _simulated, outcome.Simulated);
                Interlocked.Add(ref _occasions, outcome.Occasions);
                if (outcome.Promise is not null)
                {
                    lock (failures)
                    {
                        failures.Add(outcome);
                        if (failures.Count >= MostFailures)
                        {
                            Volatile.Write(ref isStopped, 1);
                        }
                    }
                }
            }
        }
    }

    /// <summary>One hash over those of all seeds.</summary>
    public static ulong Combine(ReadOnlySpan<ulong> hashes)
    {
        ulong all = 0;
        foreach (ulong hash in hashes)
        {
            all = SimState.Mix(all, hash);
        }

        return all;
    }

    /// <summary>What was done in a time, in one line.</summary>
    public string Summary(long started, int threads, int failed)
    {
        double real = Math.Max(Stopwatch.GetElapsedTime(started).TotalSeconds, 0.001);
        double simulated = (double)Simulated / FixedPoint.Second;
        return $"simulate: {Done} seeds from {First}, {failed} failed, {real:F1} s, "
            + $"{Done / real:F0} seeds/s, {simulated / 3_600 / real:F2} simulated hours/s, "
            + $"{simulated / real / threads:F0} simulated s per s and thread, {Occasions / real / threads / 1_000_000:F2} M occasions/s and thread";
    }
}
