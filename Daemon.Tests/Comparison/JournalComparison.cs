using System;
using System.Collections.Generic;
using System.IO;
using Basisd.Host.Bench;
using Basisd.Journal;
using Basisd.Linux;
using Microsoft.Data.Sqlite;

namespace Basisd.Tests.Comparison;

/// <summary>Entries of 128 bytes made durable: by the journal, by SQLite, by a bare file. They take turns on one file system.</summary>
internal static class JournalComparison
{
    private const int PayloadBytes = 128;
    private const int SignalWaitMs = 1_000;
    private const int DeadlineMs = 30_000;
    private const int Rounds = 400;
    private const int WarmUp = 20;
    private const double UsPerNs = 1e-3;

    private static readonly int[] s_groups = [1, 100];

    public static BenchSection Run(string scratch)
    {
        List<BenchFigure> figures = [];
        string folder = Directory.CreateDirectory(Path.Combine(scratch, "journal")).FullName;
        int signal = EventFd.Open();
        using NodeJournal journal = NodeJournal.Open(new JournalOptions { Directory = folder, CommitSignal = signal, ReserveAfterMs = 0 }).Journal!;
        using PrewrittenFile ahead = PrewrittenFile.Create(Path.Combine(scratch, "ahead"));
        using FileStream plain = new(Path.Combine(scratch, "plain"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
        using SqliteConnection sqlite = Open(Path.Combine(scratch, "journal.sqlite"));
        byte[] payload = new byte[PayloadBytes];
        new Random(1).NextBytes(payload);
        foreach (int group in s_groups)
        {
            Samples[] samples = [new(), new(), new(), new()];
            byte[] bytes = new byte[group * PayloadBytes];
            for (int round = -WarmUp; round < Rounds; round++)
            {
                long[] took =
                [
                    Timed(() => Commit(journal, signal, payload, group)), Timed(() => Insert(sqlite, payload, group)),
                    Timed(() => Append(plain, bytes)), Timed(() => ahead.Append(bytes)),
                ];
                for (int i = 0; i < took.Length && round >= 0; i++)
                {
                    samples[i].Add(took[i]);
                }
            }

            string of = group == 1 ? "one entry" : $"{group} entries";
            figures.Add(Figure($"basisd journal, {of}", samples[0]));
            figures.Add(Figure($"SQLite, WAL, synchronous=FULL, {of}", samples[1]));
            figures.Add(Figure($"file that grows, write + fdatasync, {of}", samples[2]));
            figures.Add(Figure($"file written ahead, pwrite + fdatasync, {of}", samples[3]));
        }

        journal.Close(DeadlineMs);
        EventFd.Close(signal);
        return new BenchSection("Made durable", figures,
        [
            $"entries of {PayloadBytes} bytes, from the first call until they are on the disk, {Rounds} rounds in turns",
            "the journal hashes a chain, and checksums every frame, over what it writes; SQLite keeps a table with its key; the files keep bytes",
            "SQLite: Microsoft.Data.Sqlite, one prepared insert per entry, one transaction per group",
            "`times the first` is against one entry of the journal",
        ]);
    }

    private static long Timed(Action act)
    {
        long start = BootClock.NowNs();
        act();
        return BootClock.NowNs() - start;
    }

    private static void Commit(NodeJournal journal, int signal, byte[] payload, int group)
    {
        ulong last = 0;
        for (int i = 0; i < group; i++)
        {
            while (!journal.TryStage(1, 1, 0, payload, out last))
            {
                EventFd.Wait(signal, SignalWaitMs);
            }
        }

        journal.Flush();
        while (journal.CommittedSequence < last)
        {
            if (journal.Fault is { } fault)
            {
                throw new InvalidOperationException(fault.Message);
            }

            EventFd.Wait(signal, SignalWaitMs);
        }
    }

    private static SqliteConnection Open(string path)
    {
        SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        string[] opening =
            ["PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE entries (seq INTEGER PRIMARY KEY, payload BLOB)"];
        foreach (string text in opening)
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = text;
            command.ExecuteNonQuery();
        }

        return connection;
    }

    private static void Insert(SqliteConnection connection, byte[] payload, int group)
    {
        using SqliteTransaction transaction = connection.BeginTransaction();
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT INTO entries (payload) VALUES ($payload)";
        command.Parameters.AddWithValue("$payload", payload);
        command.Prepare();
        for (int i = 0; i < group; i++)
        {
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static void Append(FileStream file, byte[] bytes)
    {
        file.Write(bytes);
        int errno = FileCalls.SyncData(file.SafeFileHandle);
        if (errno != 0)
        {
            throw new IOException(Errno.Describe(errno));
        }
    }

    private static BenchFigure Figure(string name, Samples samples) => new(name, "µs", samples.Quantiles().Times(UsPerNs), default, string.Empty, []);
}
