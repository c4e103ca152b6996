using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary><c>docs/failover.md</c>: what was measured, as tables, with the machine that it was measured on.</summary>
internal static class FailoverDocument
{
    private const string Basisd = "basisd";

    private static readonly (string Name, string Title)[] s_phases =
    [
        ("detected", "detection"), ("claimed", "claimed"), ("replay", "replay"), ("commit", "first commit"), ("reconcile", "reconcile"),
        ("opened", "open"), ("gate", "gate"), ("order", "first act"),
    ];

    private static readonly (string Fault, string Phase, double Budget, string Words)[] s_budgets =
    [
        ("kill -9", "opened", 3_500, "crash → reconciled owner: p99 ≤ 3.5 s"),
        ("SIGSTOP", "opened", 3_500, "crash → reconciled owner: p99 ≤ 3.5 s"),
        ("cut off from etcd and peers", "opened", 3_500, "crash → reconciled owner: p99 ≤ 3.5 s"),
        ("kill -9, then basisd release", "opened", 700, "crash with the stop hook: ≤ 700 ms"),
        ("clean stop", "opened", 700, "clean stop: ≤ 700 ms"),
        ("planned switchover", "gap", 250, "planned switchover: gap ≤ 250 ms"),
        ("kill -9", "detected", 500, "silent node: p99 ≤ 500 ms, always < 1 s"),
    ];

    /// <summary>Writes it.</summary>
    public static void Write(string path, IReadOnlyList<(string System, string Fault, Dictionary<string, double> Values)> runs)
    {
        StringBuilder text = new();
        text.Append(
            $"""
            # How long a failover takes, measured

            Written by `make failover`; do not edit. On {Machine()}, {DateTime.UtcNow:yyyy-MM-dd}. Every member of the bed (four nodes
            with three slots, three members of etcd, a venue, and what is compared) has a network namespace and an address of its own on
            one bridge; an engine per node and slot trades 20 orders a second on the slot's account throughout. All times in ms since
            the fault: **p50 / p99 / max** (the 99th percentile of fewer than 100 runs is their maximum). Every time of the cluster is
            the default (`fence` 2.5 s, `stop_bound` 100 ms, heartbeat 50 ms) but `flap`, which is 0. A run is one slot that moved.

            ## basisd

            *detection*: the new owner reported the old one silent. *claimed*: its claim. *replay*, *first commit*, *reconcile*: how
            long these took, by `basisd_failover_phase_seconds`. *open*: since the fault, the venue reconciled and the engine told to
            act. *gate*: its page lets new orders pass, which also takes fresh prices, and where something differed the stages of
            RECOVERY (1 s each here). *first act*: the first order or cancellation that the venue took under the new epoch. *gap*: from
            the old gate page's last sighting open, by a reader that looks every millisecond or two, to *open*. An owner that is cut off
            goes on until its deadline, and its replicas never hear of those orders: they are found by the reconciliation, as
            differences.


            """);
        Header(text, ["fault", "runs", .. s_phases.Select(p => p.Title), "gap"]);
        foreach (IGrouping<string, Dictionary<string, double>> fault in Of(runs, Basisd))
        {
            Row(text, [fault.Key, $"{fault.Count()}", .. s_phases.Select(p => Cell(fault, p.Name)), Cell(fault, "gap")]);
        }

        text.Append("\n### Against SPEC 15\n\n");
        Header(text, ["budget", "fault", "runs", "measured", "kept"]);
        foreach ((string fault, string phase, double budget, string words) in s_budgets)
        {
            double[] values =
                [.. runs.Where(r => r.System == Basisd && r.Fault == fault && r.Values.ContainsKey(phase)).Select(r => r.Values[phase])];
            if (values.Length > 0)
            {
                Row(text, [words, fault, $"{values.Length}", Percentiles(values), Percentile(values, 99) <= budget ? "yes" : "**no**"]);
            }
        }

        text.Append(
            """

            ## Beside it

            The same faults in the same bed and run. *served*: keepalived: a client's datagram to the virtual address is answered by the
            other node. Sentinel: a write is accepted by another server; the client asks both others all the time, so what looking the
            master up costs is not in it. Neither does what the rows above do: keepalived moves an address and has no state; a Redis
            master that is cut off goes on accepting writes until it hears of the new one, and loses them then (*old one too*: runs in
            which it did, of those that looked). *not served*: runs in which the client had no answer within 30 s. Redis without
            persistence; `keepalived` with VRRP 3 and three missed advertisements; where its client was not served, its log had the
            other node master within half a second, and why no answer came was not looked for.


            """);
        Header(text, ["system", "fault", "runs", "served", "not served", "old one too"]);
        foreach (string system in runs.Select(r => r.System).Where(s => s != Basisd).Distinct().Order(StringComparer.Ordinal))
        {
            foreach (IGrouping<string, Dictionary<string, double>> fault in Of(runs, system))
            {
                Dictionary<string, double>[] looked = [.. fault.Where(v => fault.Key == "node cut off" && v.ContainsKey("also_old"))];
                string both = looked.Length == 0 ? "–" : $"{looked.Sum(v => v["also_old"]):F0} of {looked.Length}";
                int never = fault.Count(v => v.GetValueOrDefault("never") > 0);
                Row(text, [system, fault.Key, $"{fault.Count()}", Cell(fault, "served"), $"{never}", both]);
            }
        }

        File.WriteAllText(path, text.ToString());
    }

    private static IEnumerable<IGrouping<string, Dictionary<string, double>>> Of(
        IEnumerable<(string System, string Fault, Dictionary<string, double> Values)> runs, string system) =>
        runs.Where(r => r.System == system).GroupBy(r => r.Fault, r => r.Values);

    private static string Machine()
    {
        string? line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
        string model = line?.Split(':')[1].Trim() ?? "unknown";
        string kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        return $"{Environment.ProcessorCount} processors ({model}), Linux {kernel}";
    }

    private static string Cell(IEnumerable<Dictionary<string, double>> runs, string name) =>
        Percentiles([.. runs.Where(r => r.ContainsKey(name)).Select(r => r[name])]);

    private static string Percentiles(double[] values) => values.Length == 0
        ? "–" : $"{Text(Percentile(values, 50))} / {Text(Percentile(values, 99))} / {Text(values.Max())}";

    // The nearest rank: a value that was measured.
    private static double Percentile(double[] values, int percent)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Max(0, (int)Math.Ceiling(sorted.Length * percent / 100.0) - 1)];
    }

    private static string Text(double ms) => ms.ToString(ms < 10 ? "F1" : "F0", CultureInfo.InvariantCulture);

    private static void Header(StringBuilder text, string[] titles)
    {
        Row(text, titles);
        Row(text, [.. titles.Select(_ => "---")]);
    }

    private static void Row(StringBuilder text, string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
