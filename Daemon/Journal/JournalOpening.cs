using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Basisd.Linux;
using FASTER.core;

namespace Basisd.Journal;

/// <summary>
/// Opens a journal step by step: directory, owner, lock, anchor, scan, cut of a torn tail, FASTER, threads. Whatever an operator can meet becomes
/// an answer that names
/// the path and the way to mend it. It must never create anything in a directory that already holds a log.
/// </summary>
internal static class JournalOpening
{
    public static JournalOpenResult Open(JournalOptions options)
    {
        string directory = options.Directory;
        IJournalDisk disk = options.Ground.Disk;
        if (!disk.DirectoryExists(directory))
        {
            string what = disk.FileExists(directory) ? "is a file, not a directory" : "does not exist";
            return Refuse(JournalOpenStatus.NotADirectory,
                $"State directory {directory} {what}. Create it, owned by the user that runs the daemon, mode 0700.");
        }

        uint user = ProcessCalls.EffectiveUserId();
        if (disk.Owner(directory, out uint owner) == 0 && owner != user)
        {
            string who = string.Create(CultureInfo.InvariantCulture, $"belongs to user id {owner}, the daemon runs as {user}");
            return Refuse(JournalOpenStatus.PermissionDenied, $"State directory {directory} {who}. Run as its owner, or change the owner.");
        }

        int errno = StateLock.TryTake(disk, directory, out StateLock? taken, out string holder);
        if (errno == Errno.WouldBlock)
        {
            return Refuse(JournalOpenStatus.Locked,
                $"State directory {directory} is locked by another daemon ({holder}). Stop it first, or use another directory.");
        }

        if (errno != 0)
        {
            return Refuse(errno, Path.Combine(directory, StateLock.Name));
        }

        JournalOpenResult result = OpenLocked(options, taken!);
        if (result.Journal is null)
        {
            taken!.Dispose();
        }

        return result;
    }

    private static JournalOpenResult OpenLocked(JournalOptions options, StateLock taken)
    {
        string directory = options.Directory;
        JournalGround ground = options.Ground;
        AnchorRead read = AnchorFile.Read(ground, directory);
        AnchorFile? file;
        bool created = false;
        int errno = SegmentFiles.TryList(ground.Disk, directory, out SortedSet<int> present);
        if (errno != 0)
        {
            return Refuse(errno, directory);
        }

        switch (read.State)
        {
            case AnchorState.Missing when present.Count == 0 && options.Copy:
                return Refuse(JournalOpenStatus.Absent, $"There is no journal in {directory}; a copy is begun from what its owner holds.");
            case AnchorState.Missing when present.Count == 0 || !ground.Has(JournalGuards.AnchorPresent):
                // End address 0: no segment was written yet. From the first one on, a directory without segments is never a new journal.
                Anchor fresh = new(
                    ground.Identity ?? JournalId.Create(), options.Geometry, 0, 0, ChainHash.Genesis, 0, 0, 1, ChainHash.Genesis);
                errno = AnchorFile.Create(ground.Disk, directory, fresh, out file);
                if (errno != 0)
                {
                    return Refuse(errno, Path.Combine(directory, AnchorFile.Name));
                }

                read = new AnchorRead(AnchorState.Valid, fresh, 2, 0);
                created = true;
                break;
            case AnchorState.Missing:
            case AnchorState.Invalid:
                IntegrityFailure failure = LogRecovery.AnchorFailure(directory, read.State);
                return new JournalOpenResult(JournalOpenStatus.IntegrityFailure, failure.Message, null, null, failure);
            case AnchorState.NewerFormat:
                return Newer(Path.Combine(directory, AnchorFile.Name), read.NewerFormat);
            case AnchorState.Unreadable:
                return Refuse(read.ReadError, Path.Combine(directory, AnchorFile.Name));
            default:
                errno = AnchorFile.Open(ground.Disk, directory, read.Anchor.Generation, out file);
                if (errno != 0)
                {
                    return Refuse(errno, Path.Combine(directory, AnchorFile.Name));
                }

                break;
        }

        JournalOpenResult result = OpenAnchored(options, taken, file!, read, created);
        if (result.Journal is null)
        {
            file!.Dispose();
        }

        return result;
    }

    private static JournalOpenResult OpenAnchored(JournalOptions options, StateLock taken, AnchorFile file, in AnchorRead read, bool created)
    {
        string directory = options.Directory;
        RecoveryOutcome outcome = LogRecovery.Scan(options.Ground, directory, read.Anchor, options.Copy);
        if (outcome.Failure is { } failure)
        {
            return new JournalOpenResult(JournalOpenStatus.IntegrityFailure, failure.Message, null, null, failure);
        }

        if (outcome.NewerFormat is { } needed)
        {
            return Newer($"The journal in {directory}", needed);
        }

        if (outcome.Log is not { } log)
        {
            return Refuse(outcome.ReadError, directory);
        }

        int errno = Prepare(options.Ground, directory, log, read, file, out Anchor anchor, out int ready);
        JournalOpenResult result = errno != 0
            ? Refuse(errno, directory)
            : Assemble(options, taken, file, log, anchor, ready, Report(log, read, created));
        if (result.Journal is null)
        {
            log.Run.Dispose();
        }

        return result;
    }

    /// <summary>
    /// Makes the verified prefix the durable truth: cuts the torn tail, writes the last group again, syncs files and names, anchors, removes
    /// leftovers, has the current segment ready. Whatever an earlier process left in memory only is on the device before anything stands on it.
    /// </summary>
    private static int Prepare(
        JournalGround ground, string directory, RecoveredLog log, in AnchorRead read, AnchorFile file, out Anchor anchor, out int ready)
    {
        IJournalDisk disk = ground.Disk;
        JournalGeometry geometry = log.Anchor.Geometry;
        anchor = log.Anchor with { Sequence = log.NextSequence - 1, Hash = log.Head, EndAddress = log.End };
        int current = geometry.SegmentOf(log.End);
        ready = Math.Max(log.LastSegment, current);
        long dirty = ground.Has(JournalGuards.TailZeroed) ? log.DirtyUntil : log.End;
        int errno = SegmentFiles.Zero(disk, directory, geometry, log.End, dirty);
        errno = errno != 0 || !ground.Has(JournalGuards.LastGroupRewritten) ? errno : WriteLastGroupAgain(ground, directory, log);
        int first = Math.Max(log.Anchor.BaseSegment, geometry.SegmentOf(Math.Max(log.Anchor.EndAddress - 1, 0)));
        for (int segment = first; segment <= log.LastSegment; segment++)
        {
            errno = errno != 0 ? errno : SyncSegment(disk, directory, segment);
        }

        errno = errno != 0 || !ground.Has(JournalGuards.NamesSynced) ? errno : disk.SyncDirectory(directory);
        errno = errno != 0 ? errno : SegmentFiles.WriteAhead(disk, directory, current, geometry.SegmentBytes, pace: null);

        // Leftovers go when both slots are known to be on the device: what was read may be a write that an earlier process never synced.
        bool behind = anchor.Sequence != read.Anchor.Sequence || anchor.EndAddress != read.Anchor.EndAddress || read.ValidSlots < 2;
        errno = errno != 0 || (!behind && log.Leftovers.Count == 0) ? errno : file.Write(anchor);
        errno = errno != 0 || log.Leftovers.Count == 0 ? errno : file.Write(anchor);
        foreach (int segment in log.Leftovers)
        {
            errno = errno != 0 ? errno : disk.Unlink(SegmentFiles.PathOf(directory, segment));
        }

        return errno;
    }

    /// <summary>
    /// The last group may be one whose write failed or was cut short, and which is read from memory now: after a failed sync the kernel takes
    /// such a page for clean, and no later sync writes it. The same bytes are written once more, so that the sync that follows means something.
    /// </summary>
    private static int WriteLastGroupAgain(JournalGround ground, string directory, RecoveredLog log)
    {
        if (log.LastGroupAddress < 0)
        {
            return 0;
        }

        JournalGeometry geometry = log.Anchor.Geometry;
        using LogScanner scanner = new(
            ground, directory, geometry, log.Anchor.Id, log.LastGroupAddress, log.LastGroup.FirstSequence, log.LastGroup.Previous);
        if (!scanner.TryNextGroup() || scanner.Head != log.Head)
        {
            return Errno.InputOutput; // It verified a moment ago.
        }

        string path = SegmentFiles.PathOf(directory, geometry.SegmentOf(log.LastGroupAddress));
        int errno = ground.Disk.Open(path, FileCalls.ReadWrite, 0, out IDiskFile? file);
        if (errno != 0)
        {
            return errno;
        }

        using (file)
        {
            return file!.WriteAt(scanner.GroupBytes, geometry.OffsetInSegment(log.LastGroupAddress));
        }
    }

    private static int SyncSegment(IJournalDisk disk, string directory, int segment)
    {
        int errno = disk.Open(SegmentFiles.PathOf(directory, segment), FileCalls.ReadWrite, 0, out IDiskFile? file);
        if (errno != 0)
        {
            return errno;
        }

        using (file)
        {
            return file!.SyncData();
        }
    }

    private static JournalOpenResult Assemble(
        JournalOptions options, StateLock taken, AnchorFile file, RecoveredLog log, in Anchor anchor, int ready, RecoveryReport report)
    {
        ReplaySource replay = new(options.Ground, options.Directory, log, options.Copy);
        FasterAppender appender;
        try
        {
            appender = FasterAppender.Open(
                options.Ground.Disk, options.Directory, anchor.Geometry, anchor.Geometry.SegmentStart(anchor.BaseSegment), log.End);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FasterException or InvalidDataException)
        {
            return Refuse(JournalOpenStatus.DeviceError, $"{options.Directory}: the append device did not open: {e.Message}");
        }

        JournalState state = new(options, anchor, log, ready);
        StagingArea staging = new(anchor.Geometry, log.NextSequence, log.Head);
        CommitThread commit = new(state, staging, appender, log);
        Housekeeper keeper = new(state, file, anchor, options.AnchorIntervalMs);
        NodeJournal journal = new(state, staging, commit, keeper, appender, file, taken, replay, log);
        if (!options.Ground.Stepped)
        {
            commit.Start();
            keeper.Start();
        }

        return new JournalOpenResult(JournalOpenStatus.Opened, string.Empty, journal, report, null);
    }

    private static RecoveryReport Report(RecoveredLog log, in AnchorRead read, bool created) => new(
        created,
        log.Anchor.Id,
        log.Anchor.BaseSequence,
        log.NextSequence - 1,
        log.Head,
        log.Snapshots.Complete > 0 ? log.Snapshots.Newest.BeginSequence : 0,
        Math.Max(0, log.LastSegment - log.Anchor.BaseSegment + 1),
        log.DirtyUntil - log.End,
        log.End,
        log.Stop,
        read.ValidSlots);

    private static JournalOpenResult Newer(string place, ushort needed) =>
        Refuse(JournalOpenStatus.NewerFormat, LogRecovery.NewerText(place, needed));

    private static JournalOpenResult Refuse(int errno, string target)
    {
        (JournalOpenStatus status, string mend) = errno switch
        {
            Errno.AccessDenied or Errno.NotPermitted =>
                (JournalOpenStatus.PermissionDenied, "Run as the owner of the state directory, or mend its owner and mode (0700)."),
            Errno.ReadOnlyFileSystem => (JournalOpenStatus.ReadOnlyFileSystem, "Remount the file system read-write, or use another state directory."),
            Errno.NoSpace or Errno.QuotaExceeded or Errno.FileTooBig => (JournalOpenStatus.DiskFull, "Make room; the log needs whole segments."),
            Errno.NotDirectory or Errno.IsDirectory => (JournalOpenStatus.NotADirectory, "Something else has this name; move it away."),
            _ => (JournalOpenStatus.DeviceError, "Look at the kernel log for the device; nothing was taken as read."),
        };
        return Refuse(status, $"{target}: {Errno.Describe(errno)}. {mend}");
    }

    private static JournalOpenResult Refuse(JournalOpenStatus status, string message) => new(status, message, null, null, null);
}
