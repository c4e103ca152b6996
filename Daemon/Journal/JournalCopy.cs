using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Basisd.Linux;

namespace Basisd.Journal;

/// <summary>
/// What is done to the copy of another node's log while it is closed (SPEC 12, FORMAT.md): begin one, cut off a tail that was never committed,
/// begin anew. All of it holds the state directory's lock. It must never invent an identity, nor take away frames that are not kept elsewhere.
/// </summary>
public static class JournalCopy
{
    private const int MostReplaced = 3;
    private const string ReplacedWord = "replaced";

    /// <summary>
    /// Begins a copy in a directory that holds no journal; it is durable when this is done. Open it with <see cref="JournalOptions.Copy"/>.
    /// </summary>
    /// <param name="options">Where; only the directory counts.</param>
    /// <param name="from">What the owner said (<see cref="FramePull.PullBase"/>).</param>
    public static CopyReport Create(JournalOptions options, in JournalBase from)
    {
        JournalGround ground = options.Ground;
        string directory = options.Directory;
        if (Lock(ground, directory, out StateLock? taken) is { } refused)
        {
            return refused;
        }

        using (taken)
        {
            int errno = SegmentFiles.TryList(ground.Disk, directory, out SortedSet<int> segments);
            if (errno != 0)
            {
                return Broken(directory, errno);
            }

            if (segments.Count > 0 || ground.Disk.FileExists(Path.Combine(directory, AnchorFile.Name)))
            {
                return Refuse($"{directory} holds a journal already; nothing was changed.");
            }

            errno = AnchorFile.Create(ground.Disk, directory, Begin(from, 0), out AnchorFile? file);
            file?.Dispose();
            return errno == 0 ? new CopyReport(CopyStatus.Done, string.Empty, null, null) : Broken(directory, errno);
        }
    }

    /// <summary>
    /// Cuts off everything behind a frame. The frames that go are kept in a file of exported frames beside the log, a bounded number of such files.
    /// A crash at any moment leaves a whole log that ends at or behind that frame: then it is cut again.
    /// </summary>
    /// <param name="options">Where; only the directory counts.</param>
    /// <param name="keep">The frame that becomes the last one. Its hash must be the one that stands in the log.</param>
    public static CopyReport CutTail(JournalOptions options, in JournalHead keep)
    {
        JournalGround ground = options.Ground;
        string directory = options.Directory;
        if (Lock(ground, directory, out StateLock? taken) is { } refused)
        {
            return refused;
        }

        using (taken)
        {
            return Anchored(ground, directory, out AnchorRead read) ?? new TailCut(ground, directory, read.Anchor, keep).Run();
        }
    }

    /// <summary>
    /// Moves the log aside into a directory of its own, whose name the report tells, and begins a copy anew. One rename decides: a crash leaves the
    /// old log or the new one. Of the logs that were moved aside the latest are kept, not more than three.
    /// </summary>
    /// <param name="options">Where; only the directory counts, and it lies on the machine's disk.</param>
    /// <param name="from">What the owner said.</param>
    public static CopyReport Replace(JournalOptions options, in JournalBase from)
    {
        string directory = options.Directory;
        if (Lock(options.Ground, directory, out StateLock? taken) is { } refused)
        {
            return refused;
        }

        using (taken)
        {
            AnchorRead read = AnchorFile.Read(directory);
            if (read.State == AnchorState.NewerFormat)
            {
                return Refuse(LogRecovery.NewerText(Path.Combine(directory, AnchorFile.Name), read.NewerFormat));
            }

            // An anchor that cannot be read is moved aside with what it belongs to.
            using RepairSwap swap = new(directory, read.State == AnchorState.Valid ? read.Anchor.BaseSegment : 0, ReplacedWord);
            if (!swap.Prepare())
            {
                return new CopyReport(CopyStatus.DeviceError, swap.Problem, null, null);
            }

            int errno = AnchorFile.Create(LinuxDisk.Shared, swap.Fresh, Begin(from, swap.BaseSegment), out AnchorFile? file);
            file?.Dispose();
            if (errno != 0)
            {
                return Broken(swap.Fresh, errno);
            }

            if (!swap.Commit(swap.BaseSegment - 1))
            {
                return new CopyReport(CopyStatus.DeviceError, swap.Problem, swap.Kept, null);
            }

            Forget(directory, swap.Kept);
            return new CopyReport(CopyStatus.Done, string.Empty, swap.Kept, null);
        }
    }

    private static Anchor Begin(in JournalBase from, int segment) => new(
        from.Id, from.Geometry, 0, from.Before.Sequence, from.Before.Hash, 0, segment, from.Before.Sequence + 1, from.Before.Hash);

    private static CopyReport? Lock(JournalGround ground, string directory, out StateLock? taken)
    {
        taken = null;
        if (!ground.Disk.DirectoryExists(directory))
        {
            return Refuse($"{directory} does not exist or is no directory.");
        }

        int errno = StateLock.TryTake(ground.Disk, directory, out taken, out string holder);
        return errno == 0 ? null
            : errno == Errno.WouldBlock ? new CopyReport(CopyStatus.Locked, $"{directory} is locked ({holder}). Close the journal first.", null, null)
            : Broken(Path.Combine(directory, StateLock.Name), errno);
    }

    private static CopyReport? Anchored(JournalGround ground, string directory, out AnchorRead read)
    {
        read = AnchorFile.Read(ground, directory);
        string path = Path.Combine(directory, AnchorFile.Name);
        switch (read.State)
        {
            case AnchorState.Valid:
                return null;
            case AnchorState.NewerFormat:
                return Refuse(LogRecovery.NewerText(path, read.NewerFormat));
            case AnchorState.Unreadable:
                return Broken(path, read.ReadError);
            default:
                IntegrityFailure failure = LogRecovery.AnchorFailure(directory, read.State);
                return new CopyReport(CopyStatus.IntegrityFailure, failure.Message, null, failure);
        }
    }

    /// <summary>Removes the oldest logs that were moved aside. One that stays is tried again the next time.</summary>
    private static void Forget(string directory, string? latest)
    {
        List<string> replaced = [.. Directory.EnumerateDirectories(directory, $"{SegmentFiles.Prefix}.{ReplacedWord}-*")];
        replaced.Sort(static (a, b) => Directory.GetLastWriteTimeUtc(a).CompareTo(Directory.GetLastWriteTimeUtc(b)));
        replaced.RemoveAll(path => path == latest);
        for (int i = 0; i <= replaced.Count - MostReplaced; i++)
        {
            foreach (string file in Directory.EnumerateFiles(replaced[i]))
            {
                _ = FileCalls.Unlink(file);
            }

            _ = LinkCalls.RemoveDirectory(replaced[i]);
        }
    }

    private static CopyReport Refuse(string message) => new(CopyStatus.Refused, message, null, null);

    private static CopyReport Broken(string path, int errno) => new(
        CopyStatus.DeviceError, string.Create(CultureInfo.InvariantCulture, $"{path}: {Errno.Describe(errno)}."), null, null);
}
