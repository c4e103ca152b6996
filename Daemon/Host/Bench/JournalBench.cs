using System;
using System.Collections.Generic;
using System.IO;
using Basisd.Journal;
using Basisd.Linux;

namespace Basisd.Host.Bench;

/// <summary>
/// What a group commit costs from the flush of a staged group to the loop's knowing that it is durable, against writing the same bytes into a file
/// written ahead and fdatasync (SPEC 15). Staging, which hashes, is a figure of its own: the loop pays it entry by entry. For the largest group the
/// way from the first entry to durable is measured too, against hashing first and writing then.
/// Commit and floor take turns in changing order on the same file system, and the floor makes its bytes anew each time as the journal does: a
/// device that has just been busy answers sooner, and a buffer that nobody touched is copied in no time.
/// </summary>
public static class JournalBench
{
    private const int PayloadBytes = 128;
    private const ushort Kind = 1;
    private const int SignalWaitMs = 1_000;
    private const int DeadlineMs = 30_000;
    private const int WarmUp = 20;
    private const int SettleMs = 20;
    private const long BurstBytes = 32 << 20;
    private const int LeastSamples = 10;
    private const int AllocationCommits = 200;
    private const int StreamGroups = 64;
    private const int StreamGroup = 1_000;
    private const double BudgetP50 = 1.3;
    private const double BudgetP99 = 1.5;

    private static readonly int[] s_groups = [1, 10, 100, 1_000];

    /// <summary>Measures.</summary>
    /// <exception cref="BenchException">The journal cannot be opened, or failed.</exception>
    public static BenchSection Run(BenchOptions options)
    {
        using LatencyRequest? held = LatencyRequest.TryHold(out string refused);
        using BenchFolder folder = BenchFolder.Under(options.Directory);
        int signal = EventFd.Open();
        JournalOpenResult opened = NodeJournal.Open(new JournalOptions { Directory = folder.Path, CommitSignal = signal, ReserveAfterMs = 0 });
        using NodeJournal journal = opened.Journal ?? throw new BenchException(opened.Message);
        using PrewrittenFile file = PrewrittenFile.Create(Path.Combine(folder.Path, "floor"));
        List<BenchFigure> figures = [];
        long each = options.BudgetNs / (s_groups.Length + 1);
        foreach (int group in s_groups)
        {
            options.Progress($"journal, groups of {group}");
            Commits(journal, signal, file, group, each, figures);
        }

        options.Progress("journal, throughput");
        figures.Add(Stream(journal, signal, file, each));
        foreach (int group in s_groups)
        {
            figures.Add(Allocation(journal, signal, group));
        }

        journal.Close(DeadlineMs);
        EventFd.Close(signal);
        JournalSizeBench.Run(options, figures);
        return new BenchSection("journal", figures,
        [
            $"entries of {PayloadBytes} bytes; commit: from Flush to the signal that the group is durable; directory {options.Directory}",
            "heap: bytes allocated by all threads from Flush to the signal; staging allocates nothing, what there is comes from the append device",
            "snapshots: from asking until the last frame is durable, hashing included; SPEC 15 names 128 MB, so its budget stands at 100 MB alone",
            "verify and recovery: of the log of these, scaled to 10^9 bytes, warm",
            held is not null ? "/dev/cpu_dma_latency is held at 0 for floor and figure, as a daemon does by default"
                : $"the processors may sleep deeply, under floor and figure alike: {refused}",
            $"commits come in bursts of {BurstBytes >> 20} MiB, then the reserve of segments is filled again; throughput runs without such pauses",
            "floor: pwrite of the same frames (whole 4 KiB blocks), made anew, into a file written ahead, then fdatasync, on one thread",
        ]);
    }

    private static void Commits(NodeJournal journal, int signal, PrewrittenFile file, int group, long forNs, List<BenchFigure> figures)
    {
        byte[] payload = new byte[PayloadBytes];
        GroupFloor written = new(file, payload, group);
        Samples stages = new();
        Samples commits = new();
        Samples whole = new();
        AwaitReserve(journal, signal);
        long burst = 0;
        long end = BootClock.NowNs() + forNs;
        for (int i = 0; i < WarmUp + LeastSamples || BootClock.NowNs() < end; i++)
        {
            bool counts = i >= WarmUp;
            burst += written.Bytes;
            if (burst > BurstBytes)
            {
                long waited = BootClock.NowNs();
                AwaitReserve(journal, signal);
                end += BootClock.NowNs() - waited;
                burst = 0;
            }

            if (i % 2 != 0)
            {
                written.Run(counts);
            }

            long begun = BootClock.NowNs();
            ulong last = Stage(journal, signal, payload, group);
            long start = BootClock.NowNs();
            journal.Flush();
            Await(journal, signal, last);
            long committed = BootClock.NowNs();
            if (counts)
            {
                stages.Add((double)(start - begun) / group);
                commits.Add(committed - start);
                whole.Add(committed - begun);
            }

            if (i % 2 == 0)
            {
                written.Run(counts);
            }
        }

        figures.Add(Figure($"commit of {group}", commits, written.Writes, "pwrite + fdatasync", 1e-3, "µs", hasBudget: true));
        if (group == s_groups[^1])
        {
            figures.Add(new BenchFigure("staging, per entry (chain hash)", "ns", stages.Quantiles(), default, string.Empty, []));
            figures.Add(Figure($"staging and commit of {group}", whole, written.Whole, "chain hash, then the write", 1e-3, "µs", hasBudget: true));
        }
    }

    /// <summary>Many groups in a row with one commit in flight while the next fills, against the same bytes one group after another.</summary>
    private static BenchFigure Stream(NodeJournal journal, int signal, PrewrittenFile file, long forNs)
    {
        byte[] payload = new byte[PayloadBytes];
        GroupFloor written = new(file, payload, StreamGroup);
        Samples commits = new();
        Samples floor = new();
        long end = BootClock.NowNs() + forNs;
        const double Entries = StreamGroups * StreamGroup;
        do
        {
            long start = BootClock.NowNs();
            ulong last = 0;
            for (int group = 0; group < StreamGroups; group++)
            {
                last = Stage(journal, signal, payload, StreamGroup);
                journal.Flush();
            }

            Await(journal, signal, last);
            long committed = BootClock.NowNs();
            for (int group = 0; group < StreamGroups; group++)
            {
                written.Again();
            }

            commits.Add((committed - start) / Entries);
            floor.Add((BootClock.NowNs() - committed) / Entries);
        }
        while (BootClock.NowNs() < end);
        return Figure("throughput, per entry", commits, floor, "pwrite + fdatasync", 1, "ns", hasBudget: false);
    }

    /// <summary>Bytes on the managed heap per commit, all threads together: ours allocate nothing, the append device does.</summary>
    private static BenchFigure Allocation(NodeJournal journal, int signal, int group)
    {
        byte[] payload = new byte[PayloadBytes];
        long before = 0;
        for (int i = -WarmUp; i < AllocationCommits; i++)
        {
            before = i == 0 ? GC.GetTotalAllocatedBytes(precise: true) : before;
            ulong last = Stage(journal, signal, payload, group);
            journal.Flush();
            Await(journal, signal, last);
        }

        Samples bytes = new();
        bytes.Add((double)(GC.GetTotalAllocatedBytes(precise: true) - before) / AllocationCommits);
        return new BenchFigure($"heap per commit of {group}", "B", bytes.Quantiles(), default, string.Empty, []);
    }

    private static BenchFigure Figure(
        string name, Samples measured, Samples floor, string floorName, double factor, string unit, bool hasBudget)
    {
        Quantiles m = measured.Quantiles().Times(factor);
        Quantiles f = floor.Quantiles().Times(factor);
        Quantiles ratio = m.Over(f);
        Budget[] budgets = hasBudget
            ? [Budget.AtMost($"p50 ≤ {BudgetP50}×", ratio.P50, BudgetP50), Budget.AtMost($"p99 ≤ {BudgetP99}×", ratio.P99, BudgetP99)]
            : [];
        return new BenchFigure(name, unit, m, f, floorName, budgets);
    }

    private static ulong Stage(NodeJournal journal, int signal, byte[] payload, int group)
    {
        ulong sequence = 0;
        for (int i = 0; i < group; i++)
        {
            while (!journal.TryStage(Kind, 1, 0, payload, out sequence))
            {
                ThrowIfFaulted(journal);
                EventFd.Wait(signal, SignalWaitMs);
            }
        }

        return sequence;
    }

    private static void Await(NodeJournal journal, int signal, ulong sequence)
    {
        while (journal.CommittedSequence < sequence)
        {
            ThrowIfFaulted(journal);
            EventFd.Wait(signal, SignalWaitMs);
        }
    }

    /// <summary>Both sides write into blocks that are there: the floor's file is written ahead, and so is the journal's reserve.</summary>
    private static void AwaitReserve(NodeJournal journal, int signal)
    {
        long end = BootClock.NowNs() + (DeadlineMs * 1_000_000L);
        while (!journal.ReserveFull)
        {
            ThrowIfFaulted(journal);
            if (BootClock.NowNs() > end)
            {
                throw new BenchException("the journal does not write ahead; is there room on the file system? Name another directory with --dir.");
            }

            EventFd.Wait(signal, SettleMs);
        }

        EventFd.Wait(signal, SettleMs);
    }

    private static void ThrowIfFaulted(NodeJournal journal)
    {
        if ((journal.Fault ?? journal.CheckHang(BootClock.NowNs())) is { } fault)
        {
            throw new BenchException($"the journal of the measurement failed: {fault.Message}");
        }
    }
}
