using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Basisd.Probes;
using Basisd.Safety;

namespace Basisd.Host.Bench;

/// <summary>
/// How long a venue that fails is trusted: from the beginning of its first failing call to the third failure, where it leaves the active pool,
/// and to the fourth, where the gate of its scope closes (SPEC 9, seed: under 1 s). Every fault a hundred times, many venues side by side, with
/// the usual interval and timeout.
/// </summary>
public static class ProbeBench
{
    /// <summary>How often each fault is measured.</summary>
    public const int Runs = 100;

    private const int VenuesPerFault = 10;
    private const double NsPerMs = 1e6;
    private const double MostMs = 1_000;

    private static readonly ProbeTiming Usual = new(250 * FixedPoint.Millisecond, 200 * FixedPoint.Millisecond);

    /// <summary>Measures.</summary>
    public static BenchSection Run(BenchOptions options) => Run(options, Runs, VenuesPerFault, Usual);

    internal static BenchSection Run(BenchOptions options, int runs, int venuesPerFault, ProbeTiming timing)
    {
        options.Progress("probes");
        VenueFault[] faults = Enum.GetValues<VenueFault>();
        Samples[] degraded = [.. faults.Select(_ => new Samples())];
        Samples[] closed = [.. faults.Select(_ => new Samples())];
        SortedSet<ProbeOutcome>[] outcomes = [.. faults.Select(_ => new SortedSet<ProbeOutcome>())];
        using X509Certificate2 certificate = Untrusted();
        VenueFault[] venues = [.. Enumerable.Range(0, venuesPerFault * faults.Length).Select(i => faults[i % faults.Length])];
        for (int round = 0; round * venuesPerFault < runs; round++)
        {
            ProbeRound measured = new(venues, timing, seed: round);
            measured.Run(certificate);
            for (int venue = 0; venue < venues.Length; venue++)
            {
                int fault = venue % faults.Length;
                Add(degraded[fault], measured.DegradedNs[venue]);
                Add(closed[fault], measured.ClosedNs[venue]);
                outcomes[fault].Add(measured.Outcomes[venue]);
            }
        }

        List<BenchFigure> figures = [];
        foreach (VenueFault fault in faults)
        {
            figures.Add(Figure($"{NameOf(fault)}: degraded", degraded[(int)fault], runs));
            figures.Add(Figure($"{NameOf(fault)}: gate closed", closed[(int)fault], runs));
        }

        string classes = string.Join(", ", faults.Select(f => $"{NameOf(f)} {string.Join("+", outcomes[(int)f]).ToLowerInvariant()}"));
        return new BenchSection("probes", figures, Notes(timing, venues.Length, classes));
    }

    private static string[] Notes(ProbeTiming timing, int venues, string classes)
    {
        double interval = timing.IntervalNs / NsPerMs;
        double timeout = timing.TimeoutNs / NsPerMs;
        return
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"{venues} venues at a time, a probe every {interval} ms, timeout {timeout} ms; times from the first failing call in a row"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"at once: the third failure after {2 * interval} ms, the fourth after {3 * interval}; a call that hangs takes {timeout} ms more"),
            "each venue answers three probes first and begins to fail at a random moment of the interval; tls fails from its first call",
            "class of the last failure: " + classes,
        ];
    }

    private static BenchFigure Figure(string name, Samples samples, int runs)
    {
        double worst = samples.Quantile(1);
        bool complete = samples.Count >= runs;
        Budget budget = new("always < 1000 ms", [worst], MostMs, IsSound: complete);
        return new BenchFigure(name, "ms", samples.Quantiles(), default, string.Empty, [budget]);
    }

    private static void Add(Samples to, long ns)
    {
        if (ns > 0)
        {
            to.Add(ns / NsPerMs);
        }
    }

    private static string NameOf(VenueFault fault) => fault switch
    {
        VenueFault.Status500 => "status 500",
        VenueFault.HalfOpen => "half-open",
        VenueFault.SlowDrip => "slow drip",
        _ => fault.ToString().ToLowerInvariant(),
    };

    private static X509Certificate2 Untrusted()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
