using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Basisd.Journal;

/// <summary>
/// Finds the verified prefix of a log and holds it against the anchor. It only reads. It must never take a shorter log for the
/// whole one:
/// a tail is given up only when nothing proves that it was committed.
/// </summary>
internal static class LogRecovery
{
    private const string Mend = "The node must stay closed; repair this journal with `basisd journal repair --from-replica FILE`, "
        + "FILE being frames that a replica of it exported, or `--from FILE` with frames exported from it earlier.";

    /// <summary>Scans the segments of <paramref name="directory"/>.</summary>
    /// <param name="ground">The disk.</param>
    /// <param name="directory">The state directory.</param>
    /// <param name="anchor">What must at least be there.</param>
    /// <param name="mayBeBare">A copy that has not got its first snapshot yet is no failure (<see cref="JournalOptions.Copy"/>).</param>
    /// <returns>The verified prefix, or the failure, or the errno of a device that failed.</returns>
    public static RecoveryOutcome Scan(JournalGround ground, string directory, in Anchor anchor, bool mayBeBare = false)
    {
        JournalGeometry geometry = anchor.Geometry;
        int unlisted = SegmentFiles.TryList(ground.Disk, directory, out SortedSet<int> present);
        if (unlisted != 0)
        {
            return new RecoveryOutcome(null, null, unlisted, NewerFormat: null);
        }

        int first = anchor.BaseSegment;
        List<int> leftovers = [.. present.Where(segment => segment < first)];
        int last = present.Count == 0 ? -1 : present.Max;
        if (CheckSegments(ground, directory, anchor, present, last) is { } refused)
        {
            return refused;
        }

        using LogScanner scanner = new(
            ground, directory, geometry, anchor.Id, geometry.SegmentStart(anchor.BaseSegment), anchor.BaseSequence, anchor.BasePrevious);
        Dictionary<int, SegmentOrigin> origins = [];
        SnapshotLedger ledger = new();
        SegmentOrigin lastGroup = default;
        byte[]? signed = null;
        ulong epoch = 0;
        SnapshotCheck run = new();
        if (!Walk(ground, scanner, anchor, origins, ledger, run, ref lastGroup, ref signed, ref epoch))
        {
            run.Dispose();
            return RecoveryOutcome.Failed(Fail(
                IntegrityFailureKind.AnchorMismatch, FrameDefect.Hash, directory, geometry, scanner.GroupAddress, anchor.Sequence, anchor));
        }

        IntegrityFailure? failure = Judge(ground, scanner, directory, anchor, last, out int errno, out long dirtyUntil);
        bool bare = anchor.BaseSequence > 1 && ledger.Complete == 0 && !mayBeBare && ground.Has(JournalGuards.SnapshotBehindCut);
        if (errno == 0 && failure is null && bare && scanner.Defect != FrameDefect.NewerVersion)
        {
            failure = Fail(
                IntegrityFailureKind.SnapshotMissing, scanner.Defect, directory, geometry, geometry.SegmentStart(anchor.BaseSegment),
                anchor.BaseSequence, anchor);
        }

        if (errno != 0 || failure is not null || scanner.Defect == FrameDefect.NewerVersion)
        {
            run.Dispose();
            return new RecoveryOutcome(null, failure, errno, scanner.Defect == FrameDefect.NewerVersion ? scanner.NewerFormat : null);
        }

        return new RecoveryOutcome(
            new RecoveredLog
            {
                Anchor = anchor,
                End = scanner.End,
                NextSequence = scanner.NextSequence,
                Head = scanner.Head,
                Origins = origins,
                Snapshots = ledger,
                Leftovers = leftovers,
                LastSegment = last,
                DirtyUntil = dirtyUntil,
                LastGroupAddress = origins.Count > 0 ? scanner.GroupAddress : -1,
                LastGroup = lastGroup,
                SignedHead = signed,
                Run = run,
                Epoch = epoch,
                Stop = scanner.Defect,
            },
            null,
            0,
            NewerFormat: null);
    }

    /// <summary>Whether every segment that must be there is there, and as long as a segment is; null when all is well.</summary>
    private static RecoveryOutcome? CheckSegments(
        JournalGround ground, string directory, in Anchor anchor, SortedSet<int> present, int last)
    {
        JournalGeometry geometry = anchor.Geometry;
        bool empty = anchor.EndAddress == 0 && last < anchor.BaseSegment;
        int needed = empty ? anchor.BaseSegment - 1 : Math.Max(last, geometry.SegmentOf(Math.Max(anchor.EndAddress - 1, 0)));
        for (int segment = anchor.BaseSegment; segment <= needed; segment++)
        {
            if (!present.Contains(segment) && ground.Has(JournalGuards.SegmentContinuity))
            {
                return RecoveryOutcome.Failed(Fail(
                    IntegrityFailureKind.SegmentMissing, FrameDefect.MissingSegment, directory, geometry, geometry.SegmentStart(segment), 0, anchor));
            }
        }

        int unlike = SegmentFiles.FirstUnlike(ground.Disk, directory, geometry, present, anchor.BaseSegment, out int unread);
        if (unlike >= 0)
        {
            IntegrityFailure failed = Fail(
                IntegrityFailureKind.SegmentLength, FrameDefect.SegmentLength, directory, geometry, geometry.SegmentStart(unlike), 0, anchor);
            return unread != 0 ? new RecoveryOutcome(null, null, unread, NewerFormat: null) : RecoveryOutcome.Failed(failed);
        }

        return null;
    }

    /// <summary>Walks all groups; false when the frame at the anchor's sequence is not the anchor's.</summary>
    private static bool Walk(
        JournalGround ground, LogScanner scanner, in Anchor anchor, Dictionary<int, SegmentOrigin> origins, SnapshotLedger ledger,
        SnapshotCheck snapshots, ref SegmentOrigin lastGroup, ref byte[]? signed, ref ulong epoch)
    {
        JournalGeometry geometry = anchor.Geometry;
        if (anchor.Sequence == anchor.BaseSequence - 1 && anchor.Hash != anchor.BasePrevious)
        {
            return false;
        }

        ChainHash before = scanner.Head;
        while (scanner.TryNextGroup())
        {
            lastGroup = new SegmentOrigin(scanner.GroupFirstSequence, before);
            while (scanner.TryNextFrame(out FrameHeader header, out ReadOnlySpan<byte> payload))
            {
                origins.TryAdd(geometry.SegmentOf(scanner.GroupAddress), lastGroup with { FirstWallNs = header.WallNs });
                if (header.Sequence == anchor.Sequence && header.Hash != anchor.Hash && ground.Has(JournalGuards.AnchorHash))
                {
                    return false;
                }

                epoch = Math.Max(epoch, header.Epoch);
                signed = header.Kind == ReservedKinds.SignedHead ? payload.ToArray() : signed;
                switch (snapshots.Take(header, payload))
                {
                    case SnapshotStep.Begun:
                        ledger.Begin(new SnapshotPoint(header.Sequence, scanner.GroupAddress, scanner.GroupFirstSequence, before));
                        if (!ground.Has(JournalGuards.SnapshotComplete))
                        {
                            ledger.End(header.Sequence);
                        }

                        break;
                    case SnapshotStep.Completed:
                        ledger.End(snapshots.BeginSequence);
                        break;
                    default:
                        break;
                }
            }

            before = scanner.Head;
        }

        return true;
    }

    private static IntegrityFailure? Judge(
        JournalGround ground, LogScanner scanner, string directory, in Anchor anchor, int last, out int errno, out long dirtyUntil)
    {
        JournalGeometry geometry = anchor.Geometry;
        errno = 0;
        dirtyUntil = scanner.End;
        if (scanner.Defect == FrameDefect.Unreadable)
        {
            errno = scanner.ReadError;
            return null;
        }

        if (scanner.Defect == FrameDefect.NewerVersion)
        {
            return null;
        }

        bool beyond = geometry.SegmentOf(scanner.End) > last;
        long later = -1;
        if (scanner.Defect is not FrameDefect.SegmentLength and not FrameDefect.ForeignJournal && !beyond)
        {
            errno = scanner.Inspect(last, out later, out dirtyUntil);
            if (errno != 0 && scanner.ReadError != 0)
            {
                return null;
            }

            errno = 0;
        }

        IntegrityFailureKind? kind = scanner.Defect switch
        {
            FrameDefect.SegmentLength => IntegrityFailureKind.SegmentLength,
            FrameDefect.ForeignJournal => IntegrityFailureKind.ForeignGroup,
            _ when scanner.NextSequence - 1 < anchor.Sequence && ground.Has(JournalGuards.AnchorReached) => IntegrityFailureKind.BelowAnchor,
            FrameDefect.Sequence or FrameDefect.Chain or FrameDefect.Hash => IntegrityFailureKind.Altered,
            _ when later >= 0 && ground.Has(JournalGuards.LaterGroup) => IntegrityFailureKind.HurtBeforeValid,
            _ => null,
        };
        return kind is { } found
            ? Fail(found, scanner.Defect, directory, geometry, scanner.DefectAddress, scanner.NextSequence, anchor)
            : null;
    }

    /// <summary>What to do about a journal of a newer format.</summary>
    /// <param name="place">Where it shows.</param>
    /// <param name="needed">The format that a reader needs.</param>
    public static string NewerText(string place, ushort needed)
    {
        string what = needed > FrameFormat.Version
            ? string.Create(CultureInfo.InvariantCulture, $"has journal format {needed}; this basisd knows formats up to {FrameFormat.Version}")
            : "has kinds of frames that this basisd does not know";
        return $"{place} {what}. Start the basisd that wrote it, or a later one (`basisd version` prints what it knows); nothing was changed.";
    }

    /// <summary>A failure at a log address.</summary>
    public static IntegrityFailure Fail(
        IntegrityFailureKind kind, FrameDefect defect, string directory, in JournalGeometry geometry, long address, ulong expected, in Anchor anchor,
        ushort newer = 0)
    {
        string file = SegmentFiles.PathOf(directory, geometry.SegmentOf(address));
        long offset = geometry.OffsetInSegment(address);
        string what = kind switch
        {
            IntegrityFailureKind.SegmentMissing => "the segment file is missing",
            IntegrityFailureKind.SegmentLength => $"the segment file is not {geometry.SegmentBytes} bytes long",
            IntegrityFailureKind.BelowAnchor => $"the verified log ends before sequence {expected} ({defect})",
            IntegrityFailureKind.AnchorMismatch => $"the frame with sequence {expected} is not the one that was committed",
            IntegrityFailureKind.SnapshotMissing => $"the log begins at sequence {expected} and holds no complete snapshot of the state before it",
            IntegrityFailureKind.Altered =>
                $"the bytes where sequence {expected} must stand fit their checksum but not the log ({defect}): no torn write looks like this",
            IntegrityFailureKind.ReadDiffers =>
                $"sequence {expected} was verified in this start and reads back otherwise now ({defect}): the device or the memory fails, or another "
                + "process writes here",
            IntegrityFailureKind.ForeignGroup => "a group of another journal stands here",
            _ => $"sequence {expected} is hurt ({defect}) while later groups are valid",
        };
        if (defect == FrameDefect.NewerVersion)
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"{file}, offset {offset}, sequence {expected}:");
            return new IntegrityFailure(IntegrityFailureKind.NewerFormat, defect, file, offset, expected, NewerText(place, newer));
        }

        string message = string.Create(
            CultureInfo.InvariantCulture,
            $"{file}, offset {offset}: {what}; committed up to sequence {anchor.Sequence} according to {AnchorFile.Name}. {Mend}");
        return new IntegrityFailure(kind, defect, file, offset, expected, message);
    }

    /// <summary>The failure of an anchor that is missing or invalid while segments are there.</summary>
    public static IntegrityFailure AnchorFailure(string directory, AnchorState state)
    {
        string file = Path.Combine(directory, AnchorFile.Name);
        IntegrityFailureKind kind = state == AnchorState.Missing ? IntegrityFailureKind.AnchorMissing : IntegrityFailureKind.AnchorInvalid;
        string what = state == AnchorState.Missing
            ? "is missing while segment files are there"
            : "has no valid slot";
        return new IntegrityFailure(
            kind, FrameDefect.None, file, 0, 0, $"{file} {what}: how much was committed is not known, so the log cannot be taken as whole. {Mend}");
    }
}
