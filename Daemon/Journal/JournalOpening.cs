using System;
using System.Globalization;
using System.IO;
using Basisd.Linux;
using Microsoft.Win32.SafeHandles;

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
        if (!Directory.Exists(directory))
        {
            string what = File.Exists(directory) ? "is a file, not a directory" : "does not exist";
            return Refuse(JournalOpenStatus.NotADirectory,
                $"State directory {directory} {what}. Create it, owned by the user that runs the daemon, mode 0700.");
        }

        uint user = ProcessCalls.EffectiveUserId();
        if (FileCalls.Owner(directory, out uint owner) == 0 && owner != user)
        {
            string who = string.Create(CultureInfo.InvariantCulture, $"belongs to user id {owner}, the daemon runs as {user}");
            return Refuse(JournalOpenStatus.PermissionDenied, $"State directory {directory} {who}. Run as its owner, or change the owner.");
        }

        int errno = StateLock.TryTake(directory, out StateLock? taken, out string holder);
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
        AnchorRead read = AnchorFile.Read(directory);
        AnchorFile? file;
        bool created = false;
        switch (read.State)
        {
            case AnchorState.Missing when SegmentFiles.List(directory).Count == 0:
                Anchor fresh = new(
                    JournalId.Create(), options.Geometry, 0, 0, ChainHash.Genesis, JournalGeometry.FirstAddress, 0, 1, ChainHash.Genesis);
                int errno = AnchorFile.Create(directory, fresh, out file);
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
                return Newer(directory);
            case AnchorState.Unreadable:
                return Refuse(read.ReadError, Path.Combine(directory, AnchorFile.Name));
            default:
                errno = AnchorFile.Open(directory, read.Anchor.Generation, out file);
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
        RecoveryOutcome outcome = LogRecovery.Scan(directory, read.Anchor);
        if (outcome.Failure is { } failure)
        {
            return new JournalOpenResult(JournalOpenStatus.IntegrityFailure, failure.Message, null, null, failure);
        }

        if (outcome.NewerFormat)
        {
            return Newer(directory);
        }

        if (outcome.Log is not { } log)
        {
            return Refuse(outcome.ReadError, directory);
        }

        int errno = Prepare(directory, log, read, file, out Anchor anchor, out int ready);
        return errno != 0 ? Refuse(errno, directory) : Assemble(options, taken, file, log, anchor, ready, Report(log, read, created));
    }

    /// <summary>Makes the verified prefix the durable truth: cuts the torn tail, syncs, removes leftovers, anchors, has the current segment
    /// ready.</summary>
    private static int Prepare(string directory, RecoveredLog log, in AnchorRead read, AnchorFile file, out Anchor anchor, out int ready)
    {
        JournalGeometry geometry = log.Anchor.Geometry;
        anchor = log.Anchor with { Sequence = log.NextSequence - 1, Hash = log.Head, EndAddress = log.End };
        int current = geometry.SegmentOf(log.End);
        ready = Math.Max(log.LastSegment, current);
        int errno = SegmentFiles.Zero(directory, geometry, log.End, log.DirtyUntil);
        int anchored = Math.Max(log.Anchor.BaseSegment, geometry.SegmentOf(Math.Max(log.Anchor.EndAddress - 1, 0)));
        errno = errno != 0 || anchored > log.LastSegment ? errno : SyncSegment(directory, anchored);
        for (int segment = current; segment <= log.LastSegment; segment++)
        {
            errno = errno != 0 || segment == anchored ? errno : SyncSegment(directory, segment);
        }

        foreach (int segment in log.Leftovers)
        {
            errno = errno != 0 ? errno : FileCalls.Unlink(SegmentFiles.PathOf(directory, segment));
        }

        errno = errno != 0 ? errno : SegmentFiles.WriteAhead(directory, current, geometry.SegmentBytes, pause: null);
        bool behind = anchor.Sequence != read.Anchor.Sequence || read.ValidSlots < 2;
        return errno != 0 || !behind ? errno : file.Write(anchor);
    }

    private static int SyncSegment(string directory, int segment)
    {
        int errno = FileCalls.Open(SegmentFiles.PathOf(directory, segment), FileCalls.ReadWrite, 0, out SafeFileHandle? handle);
        if (errno != 0)
        {
            return errno;
        }

        using (handle)
        {
            return FileCalls.SyncData(handle!);
        }
    }

    private static JournalOpenResult Assemble(
        JournalOptions options, StateLock taken, AnchorFile file, RecoveredLog log, in Anchor anchor, int ready, RecoveryReport report)
    {
        ReplaySource replay = new(options.Directory, log);
        FasterAppender appender = FasterAppender.Open(
            options.Directory, anchor.Geometry, anchor.Geometry.SegmentStart(anchor.BaseSegment), log.End);
        JournalState state = new(options, anchor, log, ready);
        StagingArea staging = new(anchor.Geometry, log.NextSequence, log.Head);
        CommitThread commit = new(state, staging, appender, log);
        Housekeeper keeper = new(state, file, anchor, options.AnchorIntervalMs);
        NodeJournal journal = new(state, staging, commit, keeper, appender, file, taken, replay);
        commit.Start();
        keeper.Start();
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

    private static JournalOpenResult Newer(string directory) => Refuse(
        JournalOpenStatus.NewerFormat,
        $"The journal in {directory} was written by a newer version (this one knows format {FrameFormat.Version}). "
        + "Run the newer binary; nothing was changed.");

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
