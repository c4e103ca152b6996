using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Runtime.CompilerServices;
using System.Threading;
using Basisd.Journal;

namespace Basisd.Tests.Journal;

/// <summary>
/// The child process of tests that kill or starve a writer: the test executable started again with <see cref="Variable"/> set appends until it
/// ends, and prints
/// every sequence that the journal acknowledged. A module initializer takes over before the test runner does.
/// </summary>
internal static class ChildAppender
{
    public const string Variable = "BASISD_TEST_JOURNAL_CHILD";

    public static Process Start(string directory, long seed)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "Daemon.Tests"))
        { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Variable] = string.Create(CultureInfo.InvariantCulture, $"{seed}:{directory}");
        return Process.Start(start)!;
    }

    /// <summary>The same under a limit of the size that a file may have (RLIMIT_FSIZE); exceeding it is an error then, not a signal.</summary>
    public static Process StartLimited(string directory, long seed, int fileKilobytes)
    {
        string limited = string.Create(CultureInfo.InvariantCulture, $"trap '' XFSZ; ulimit -f {fileKilobytes}; exec \"$0\"");
        ProcessStartInfo start = new("bash", ["-c", limited, Path.Combine(AppContext.BaseDirectory, "Daemon.Tests")])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Variable] = string.Create(CultureInfo.InvariantCulture, $"{seed}:{directory}");

        // The runtime maps its code through a file larger than that otherwise.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        return Process.Start(start)!;
    }

    public static byte[] Payload(ulong sequence)
    {
        int size = (int)((sequence * 2_654_435_761UL) % 1_500);
        byte[] payload = new byte[size + 8];
        BitConverter.TryWriteBytes(payload, sequence);
        payload.AsSpan(8).Fill(unchecked((byte)sequence));
        return payload;
    }

    [ModuleInitializer]
    internal static void TakeOver()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { } task)
        {
            int split = task.IndexOf(':', StringComparison.Ordinal);
            Environment.Exit(Run(task[(split + 1)..], new Random((int)(long.Parse(task[..split], CultureInfo.InvariantCulture) & int.MaxValue))));
        }
    }

    private static int Run(string directory, Random random)
    {
        JournalOpenResult opened = NodeJournal.Open(
            new JournalOptions { Directory = directory, Geometry = JournalDirectory.Small, FreeFloorBytes = 0, AnchorIntervalMs = 20 });
        if (opened.Journal is not { } journal)
        {
            Console.Out.WriteLine("refused " + opened.Message);
            return 3;
        }

        byte[] state = new byte[30_000];
        SnapshotWriter? snapshot = null;
        ulong told = journal.CommittedSequence;
        while (journal.Fault is null)
        {
            if (snapshot is null && random.Next(200) == 0)
            {
                snapshot = journal.BeginSnapshot(state, 1, 1);
            }

            if (snapshot?.TryAdvance() == true)
            {
                snapshot = null;
            }

            if (snapshot is null or { BeginSequence: > 0 })
            {
                journal.TryAppend(5, 1, 1, Payload(journal.Appended.Sequence + 1), out _);
            }

            ulong committed = journal.CommittedSequence;
            if (committed > told)
            {
                told = committed;
                Console.Out.WriteLine(told.ToString(CultureInfo.InvariantCulture));
            }

            if (random.Next(8) == 0)
            {
                Thread.Sleep(random.Next(2));
            }
        }

        Console.Out.WriteLine($"fault {journal.Fault.Kind} {journal.Fault.Message}");
        return 4;
    }
}
