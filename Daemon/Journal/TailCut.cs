using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Basisd.Linux;

namespace Basisd.Journal;

/// <summary>
/// Cuts a closed log behind a frame. The segment that the frame stands in is written anew beside, its last group shortened and zeros behind it; the
/// anchor goes back; later segments go, the last one first, each one for good before the next; then one rename puts the new segment in place. After
/// every one of these steps the log is whole and a part of what it was. It must never touch a frame that stays.
/// </summary>
internal sealed class TailCut(JournalGround ground, string directory, Anchor anchor, JournalHead keep)
{
    /// <summary>Names of the files that hold what was cut off begin so; the time follows, so that their order is that of the cuts.</summary>
    public const string KeptPrefix = "cut-";

    /// <summary>How many of them are kept.</summary>
    public const int MostKept = 8;

    private const string KeptSuffix = ".frames";
    private const string FreshSuffix = ".new";
    private const int OwnerOnly = 0x180; // 0600
    private readonly JournalGeometry _geometry = anchor.Geometry;
    private byte[] _group = [];
    private long _groupAddress;
    private long _end;
    private bool _found;
    private bool _hasState;
    private string _problem = string.Empty;

    /// <summary>Runs it; the lock is held.</summary>
    public CopyReport Run()
    {
        RecoveryOutcome outcome = LogRecovery.Scan(ground, directory, anchor, mayBeBare: true);
        if (outcome.Failure is { } failure)
        {
            return new CopyReport(CopyStatus.IntegrityFailure, failure.Message, null, failure);
        }

        if (outcome.Log is not { } log)
        {
            return outcome.NewerFormat is { } needed
                ? Refuse(LogRecovery.NewerText(directory, needed))
                : Report(CopyStatus.DeviceError, $"{directory}: {Errno.Describe(outcome.ReadError)}.");
        }

        using (log.Run)
        {
            JournalHead last = new(log.NextSequence - 1, log.Head);
            return last == keep ? Report(CopyStatus.Unchanged, string.Empty) : Judge(log) ?? Cut(log, last);
        }
    }

    /// <summary>Walks to the frame that stays; an answer where it cannot be the last one.</summary>
    private CopyReport? Judge(RecoveredLog log)
    {
        if (keep.Sequence >= log.NextSequence || keep.Sequence < anchor.BaseSequence - 1)
        {
            return Refuse(string.Create(
                CultureInfo.InvariantCulture,
                $"{directory} holds sequence {anchor.BaseSequence} to {log.NextSequence - 1}: it cannot be cut behind {keep.Sequence}."));
        }

        using LogScanner scanner = Walk();
        using SnapshotCheck snapshots = new();
        _hasState = anchor.BaseSequence == 1;
        _groupAddress = scanner.End;
        _end = scanner.End;
        _found = keep.Sequence == anchor.BaseSequence - 1 && keep.Hash == anchor.BasePrevious;
        while (scanner.NextSequence <= keep.Sequence && scanner.TryNextGroup())
        {
            int used = GroupFormat.HeaderBytes;
            int count = 0;
            while (!_found && scanner.TryNextFrame(out FrameHeader header, out ReadOnlySpan<byte> payload))
            {
                _hasState |= snapshots.Take(header, payload) == SnapshotStep.Completed;
                _found = header.Sequence == keep.Sequence && header.Hash == keep.Hash;
                used += FrameFormat.OverheadBytes + header.PayloadLength;
                count++;
            }

            if (_found)
            {
                Shorten(scanner, used, count);
            }
        }

        return !_found ? Refuse($"{directory} holds another frame at sequence {keep.Sequence} than the one that is to be the last.")
            : !_hasState ? Refuse($"Cut behind sequence {keep.Sequence}, {directory} would hold no complete snapshot of what was before it.")
            : null;
    }

    private void Shorten(LogScanner scanner, int used, int count)
    {
        _groupAddress = scanner.GroupAddress;
        _group = new byte[GroupFormat.TotalBytes(_groupAddress, used - GroupFormat.HeaderBytes)];
        scanner.GroupBytes[..used].CopyTo(_group);
        GroupFormat.Write(_group, _groupAddress, anchor.Id, scanner.GroupFirstSequence, count, used - GroupFormat.HeaderBytes);
        _end = _groupAddress + _group.Length;
    }

    private CopyReport Cut(RecoveredLog log, in JournalHead last)
    {
        IJournalDisk disk = ground.Disk;
        string kept = Path.Combine(directory, KeptName(last));
        Forget(disk);
        if (!Keep(kept))
        {
            return Report(CopyStatus.DeviceError, _problem);
        }

        int segment = _geometry.SegmentOf(_groupAddress);
        string path = SegmentFiles.PathOf(directory, segment);
        int errno = WriteSegment(path);
        errno = errno != 0 ? errno : SetAnchor();
        for (int gone = log.LastSegment; gone > segment; gone--)
        {
            errno = errno != 0 ? errno : disk.Unlink(SegmentFiles.PathOf(directory, gone));
            errno = errno != 0 ? errno : disk.SyncDirectory(directory);
        }

        errno = errno != 0 ? errno : disk.Rename(path + FreshSuffix, path);
        errno = errno != 0 ? errno : disk.SyncDirectory(directory);
        return errno == 0
            ? new CopyReport(CopyStatus.Done, string.Empty, kept, null)
            : new CopyReport(CopyStatus.DeviceError, $"{directory}: {Errno.Describe(errno)}. Cut again.", kept, null);
    }

    /// <summary>Writes the frames that go into a file of their own; it has its name only when it is whole and durable.</summary>
    private bool Keep(string path)
    {
        using FrameFileWriter? writer = FrameFileWriter.Create(ground.Disk, path, out _problem);
        using LogScanner scanner = Walk();
        while (_problem.Length == 0 && scanner.TryNextGroup())
        {
            while (_problem.Length == 0 && scanner.TryNextFrame(out FrameHeader header, out _))
            {
                _problem = header.Sequence > keep.Sequence ? writer!.Add(anchor.Id, _geometry, header, scanner.FrameBytes) : string.Empty;
            }
        }

        _problem = _problem.Length == 0 ? writer!.Finish() : _problem;
        return _problem.Length == 0;
    }

    /// <summary>The segment as it will be: what stands before the last group, that group, zeros.</summary>
    private int WriteSegment(string path)
    {
        int errno = ground.Disk.Open(path, FileCalls.ReadOnly, 0, out IDiskFile? old);
        using (old)
        {
            IDiskFile? fresh = null;
            errno = errno != 0 ? errno : ground.Disk.Open(path + FreshSuffix, FileCalls.ReadWrite | FileCalls.Create, OwnerOnly, out fresh);
            using (fresh)
            {
                errno = errno != 0 ? errno : fresh!.Truncate(0);
                return errno != 0 ? errno : Fill(old!, fresh!);
            }
        }
    }

    private int Fill(IDiskFile old, IDiskFile fresh)
    {
        byte[] bytes = new byte[_geometry.PageBytes];
        long group = _geometry.OffsetInSegment(_groupAddress);
        int errno = 0;
        for (long at = 0; at < _geometry.SegmentBytes && errno == 0; at += bytes.Length)
        {
            Span<byte> page = bytes;
            page.Clear();
            int before = (int)Math.Clamp(group - at, 0, bytes.Length);
            if (before > 0)
            {
                errno = old.ReadAt(page[..before], at, out int read);
                errno = errno == 0 && read != before ? Errno.InputOutput : errno;
            }

            // A group lies within one page.
            if (group >= at && group < at + bytes.Length)
            {
                _group.CopyTo(page[before..]);
            }

            errno = errno != 0 ? errno : fresh.WriteAt(page, at);
        }

        return errno != 0 ? errno : fresh.Sync();
    }

    /// <summary>Both slots: an older one that survives alone would miss what goes now.</summary>
    private int SetAnchor()
    {
        int errno = AnchorFile.Open(ground.Disk, directory, anchor.Generation, out AnchorFile? file);
        using (file)
        {
            Anchor lowered = anchor with { Sequence = keep.Sequence, Hash = keep.Hash, EndAddress = _end };
            errno = errno != 0 ? errno : file!.Write(lowered);
            return errno != 0 ? errno : file!.Write(lowered);
        }
    }

    private void Forget(IJournalDisk disk)
    {
        if (disk.Names(directory, out List<string> names) != 0)
        {
            return; // What cannot be listed now is found the next time.
        }

        names.RemoveAll(static name => !name.StartsWith(KeptPrefix, StringComparison.Ordinal)
            || !name.EndsWith(KeptSuffix, StringComparison.Ordinal));
        names.Sort(StringComparer.Ordinal);
        for (int i = 0; i <= names.Count - MostKept; i++)
        {
            _ = disk.Unlink(Path.Combine(directory, names[i]));
        }
    }

    private string KeptName(in JournalHead last)
    {
        DateTimeOffset now = DateTimeOffset.FromUnixTimeMilliseconds(BootClock.WallNs() / 1_000_000L);
        string stamp = now.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{KeptPrefix}{stamp}-{keep.Sequence + 1}-{last.Sequence}{KeptSuffix}");
    }

    private LogScanner Walk() => new(
        ground, directory, _geometry, anchor.Id, _geometry.SegmentStart(anchor.BaseSegment), anchor.BaseSequence, anchor.BasePrevious, rehash: false);

    private static CopyReport Refuse(string message) => Report(CopyStatus.Refused, message);

    private static CopyReport Report(CopyStatus status, string message) => new(status, message, null, null);
}
