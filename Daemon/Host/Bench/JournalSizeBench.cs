using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using Basisd.Journal;
using Basisd.Linux;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Host.Bench;

/// <summary>
/// What grows with the journal: writing a snapshot of 1, 10 and 100 MB until it is durable, against one write of as many bytes; then verifying and
/// recovering the log that this made, per GB, against reading its files. All from memory as far as the kernel keeps it there ("warm").
/// </summary>
internal static class JournalSizeBench
{
    private const int Megabyte = 1_000_000;
    private const double Gigabyte = 1_000_000_000;
    private const int PieceBytes = 1 << 20;
    private const int Mode = 0b110_000_000;
    private const int SignalWaitMs = 1_000;
    private const int DeadlineMs = 30_000;
    private const int Repetitions = 3;
    private const double SnapshotBudget = 2.2;
    private const double RecoveryBudgetMs = 150.0 / 0.128;
    private const double MsPerNs = 1e-6;

    private static readonly int[] s_megabytes = [1, 10, 100];

    /// <summary>Measures into <paramref name="figures"/>.</summary>
    /// <exception cref="BenchException">The journal cannot be opened, or failed.</exception>
    public static void Run(BenchOptions options, List<BenchFigure> figures)
    {
        using BenchFolder folder = BenchFolder.Under(options.Directory);
        JournalOptions journal = new() { Directory = folder.Path, CommitSignal = EventFd.Open(), RetentionAgeNs = long.MaxValue };
        foreach (int megabytes in s_megabytes)
        {
            options.Progress($"journal, snapshot of {megabytes} MB");
            Snapshot(journal, folder.Path, megabytes, figures);
        }

        options.Progress("journal, verify and recovery");
        Log(journal, folder.Path, figures);
        EventFd.Close(journal.CommitSignal);
    }

    private static void Snapshot(JournalOptions options, string directory, int megabytes, List<BenchFigure> figures)
    {
        byte[] state = new byte[megabytes * Megabyte];
        byte[] digest = new byte[SHA256.HashSizeInBytes];
        new Random(megabytes).NextBytes(state);
        Samples measured = new();
        Samples floor = new();
        Samples hash = new();
        using NodeJournal journal = Open(options);
        for (int i = 0; i < Repetitions; i++)
        {
            long begun = BootClock.NowNs();
            SnapshotWriter writer = journal.BeginSnapshot(state, 1, 0);
            while (!writer.TryAdvance() || journal.CommittedSequence < writer.EndSequence)
            {
                if ((journal.Fault ?? journal.CheckHang(BootClock.NowNs())) is { } fault)
                {
                    throw new BenchException($"the journal of the measurement failed: {fault.Message}");
                }

                EventFd.Wait(options.CommitSignal, SignalWaitMs);
            }

            measured.Add((BootClock.NowNs() - begun) * MsPerNs);
            floor.Add(RawWrite(Path.Combine(directory, "raw"), state) * MsPerNs);
            long hashing = BootClock.NowNs();
            SHA256.HashData(state, digest);
            hash.Add((BootClock.NowNs() - hashing) * MsPerNs);
        }

        journal.Close(DeadlineMs);
        Quantiles m = measured.Quantiles();
        Quantiles f = floor.Quantiles();
        Budget[] budgets = megabytes == s_megabytes[^1] ? [Budget.AtMost($"p50 ≤ {SnapshotBudget}×", m.Over(f).P50, SnapshotBudget)] : [];
        figures.Add(new BenchFigure($"snapshot of {megabytes} MB", "ms", m, f, "write + fdatasync", budgets));
        Quantiles h = hash.Quantiles();
        Quantiles both = new(f.P50 + h.P50, f.P99 + h.P99, f.P999 + h.P999, h.Count);
        figures.Add(new BenchFigure("… against writing behind one SHA-256 pass", "ms", m, both, "SHA-256, then write + fdatasync", []));
    }

    private static void Log(JournalOptions options, string directory, List<BenchFigure> figures)
    {
        Samples verify = new();
        Samples recover = new();
        Samples read = new();
        for (int i = 0; i < Repetitions; i++)
        {
            long begun = BootClock.NowNs();
            using NodeJournal journal = Open(options, out RecoveryReport report);
            double perGb = Gigabyte / report.DroppedFrom * MsPerNs;
            recover.Add((BootClock.NowNs() - begun) * perGb);
            journal.Close(DeadlineMs);
            begun = BootClock.NowNs();
            VerifyReport verified = JournalVerifier.Verify(directory);
            verify.Add((BootClock.NowNs() - begun) * perGb);
            if (!verified.Sound)
            {
                throw new BenchException($"the journal of the measurement is hurt: {verified.Message}");
            }

            read.Add(RawRead(directory, report.DroppedFrom) * perGb);
        }

        Quantiles floor = read.Quantiles();
        Quantiles recovered = recover.Quantiles();
        figures.Add(new BenchFigure("verify, per GB", "ms", verify.Quantiles(), floor, "reading the files", []));
        figures.Add(new BenchFigure(
            "recovery, per GB", "ms", recovered, floor, "reading the files",
            [Budget.AtMost("p50 ≤ 150 ms per 128 MB", recovered.P50, RecoveryBudgetMs)]));
    }

    private static NodeJournal Open(JournalOptions options) => Open(options, out _);

    private static NodeJournal Open(JournalOptions options, out RecoveryReport report)
    {
        JournalOpenResult opened = NodeJournal.Open(options);
        report = opened.Report!;
        return opened.Journal ?? throw new BenchException(opened.Message);
    }

    /// <summary>Nanoseconds to write a state into a file whose blocks are written already, and to sync it.</summary>
    private static long RawWrite(string path, byte[] state)
    {
        int errno = FileCalls.Open(path, FileCalls.ReadWrite | FileCalls.Create, Mode, out SafeFileHandle? file);
        if (errno != 0)
        {
            throw new BenchException($"{path}: {Errno.Describe(errno)}; name another directory with --dir");
        }

        using (file)
        {
            errno = FileCalls.WriteAt(file!, new byte[state.Length], 0);
            errno = errno != 0 ? errno : FileCalls.Sync(file!);
            long begun = BootClock.NowNs();
            errno = errno != 0 ? errno : FileCalls.WriteAt(file!, state, 0);
            errno = errno != 0 ? errno : FileCalls.SyncData(file!);
            return errno == 0 ? BootClock.NowNs() - begun : throw new BenchException($"{path}: {Errno.Describe(errno)}; make room");
        }
    }

    private static long RawRead(string directory, long bytes)
    {
        byte[] piece = new byte[PieceBytes];
        long begun = BootClock.NowNs();
        long left = bytes;
        foreach (int segment in SegmentFiles.List(directory))
        {
            using FileStream file = new(SegmentFiles.PathOf(directory, segment), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
            for (int got = 1; got > 0 && left > 0; left -= got)
            {
                got = file.Read(piece);
            }
        }

        return BootClock.NowNs() - begun;
    }
}
