using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using Basisd.Engine;
using Basisd.Journal;
using Basisd.Linux;
using Basisd.Node;

namespace Basisd.Host.Bench;

/// <summary>
/// From the start of the process to READY=1 with 10 MB to recover, and what an idle node holds in memory (SPEC 15). The 10 MB are committed states
/// of an engine in the journal; the node before was killed, so nothing was made easy for its successor: every frame is read and verified again.
/// </summary>
public static class StartBench
{
    private const int Venues = 3;
    private const int Commits = 10;
    private const int CommitBytes = 1_000_000;
    private const int AnswerMs = 10_000;
    private const int LeastStarts = 10;
    private const int IdleMs = 2_000;
    private const int Batch = 16;
    private const long BatchEveryNs = 160_000;
    private const double ReadyBudgetMs = 100;
    private const double IdleBudgetMb = 40;
    private const double MsPerNs = 1e-6;
    private const double MbPerByte = 1e-6;

    /// <summary>Measures.</summary>
    /// <exception cref="BenchException">A node cannot be started.</exception>
    /// <exception cref="EngineClientException">The node refused a commit.</exception>
    public static BenchSection Run(BenchOptions options)
    {
        options.Progress("start");
        using BenchNode node = BenchNode.Start(options, Venues);
        node.Pause(IdleMs);
        Samples idle = One(node.ResidentBytes() * MbPerByte);
        FillState(node);
        Samples ready = new();
        Samples bare = new();
        long end = BootClock.NowNs() + (options.BudgetNs / 2);
        while (ready.Count < LeastStarts || BootClock.NowNs() < end)
        {
            ready.Add(node.RestartNs() * MsPerNs);
            bare.Add(BareStartNs(options.Executable, node.StateDirectory) * MsPerNs);
        }

        options.Progress("memory");
        node.Restart();
        node.Pause(IdleMs);
        Samples filled = One(node.ResidentBytes() * MbPerByte);
        Load(node, options.BudgetNs / 2);
        Samples loaded = One(node.ResidentBytes() * MbPerByte);
        Quantiles r = ready.Quantiles();
        return new BenchSection("start", Figures(r, bare.Quantiles(), idle.Quantiles(), filled.Quantiles(), loaded.Quantiles()),
        [
            "from starting the process until it has said READY=1; the one before was killed with SIGKILL; state warm in the page cache",
            $"state: {Commits} committed engine states of {CommitBytes / 1_000_000} MB in the journal, every frame read and verified",
            "floor: the same binary started to print its version, and the segments of the journal read once",
            "resident: VmRSS of a node of three venues, two seconds after its start; the load is 100 000 observations/s",
        ]);
    }

    private static List<BenchFigure> Figures(Quantiles ready, Quantiles bare, Quantiles idle, Quantiles filled, Quantiles loaded) =>
    [
        new("start to READY, state of 10 MB", "ms", ready, bare, "start of the binary, reading the state",
            [
                Budget.AtMost($"p50 ≤ {ReadyBudgetMs} ms", ready.P50, ReadyBudgetMs),
                Budget.AtMost($"p99 ≤ {ReadyBudgetMs} ms", ready.P99, ReadyBudgetMs),
            ]),
        new("resident, idle", "MB", idle, default, string.Empty, [Budget.AtMost($"≤ {IdleBudgetMb} MB", idle.P50, IdleBudgetMb)]),
        new("resident, with that state recovered", "MB", filled, default, string.Empty, []),
        new("resident, after load", "MB", loaded, default, string.Empty, []),
    ];

    private static Samples One(double value)
    {
        Samples one = new();
        one.Add(value);
        return one;
    }

    private static void FillState(BenchNode node)
    {
        using EngineClient client = node.Connect(SessionFlags.Commits);
        byte[] state = new byte[CommitBytes];
        Random random = new(1);
        for (int i = 1; i <= Commits; i++)
        {
            random.NextBytes(state);
            client.SendCommit(i, state);
            _ = client.Await(ControlKind.CommitDone, AnswerMs);
        }
    }

    private static long BareStartNs(string executable, string state)
    {
        long begun = BootClock.NowNs();
        using (Process child = BenchChild.Start(executable, ["version"]))
        {
            child.WaitForExit();
        }

        foreach (int segment in SegmentFiles.List(state))
        {
            using FileStream open = new(SegmentFiles.PathOf(state, segment), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
            open.CopyTo(Stream.Null);
        }

        return BootClock.NowNs() - begun;
    }

    private static void Load(BenchNode node, long forNs)
    {
        using EngineClient client = node.Connect();
        Observation[] batch = new Observation[Batch];
        long next = BootClock.NowNs();
        for (long end = next + forNs; next < end; next += BatchEveryNs)
        {
            BootClock.SleepUntil(next);
            BenchMarket.Fill(batch, BootClock.WallNs());
            client.Send(batch);
        }
    }
}
