using System;
using Basisd.Linux;

namespace Basisd.Journal;

/// <summary>
/// Plays the verified log to a visitor: the last complete snapshot, then every ordinary frame behind its begin. It reads the segments again and
/// checks checksums and links
/// again (SHA-256 was computed a moment ago), so that what is replayed is what was verified; a difference between the two is a dying disk or another
/// writer, and is said with its place.
/// </summary>
internal sealed class ReplaySource(JournalGround ground, string directory, RecoveredLog log, bool copy)
{
    private readonly SnapshotPoint? _snapshot = log.Snapshots.Complete > 0 ? log.Snapshots.Newest : null;
    private readonly ulong _last = log.NextSequence - 1;

    /// <summary>Runs it.</summary>
    /// <returns>How it went; anything but whole means that what the visitor took counts for nothing.</returns>
    public ReplayReport Run(IJournalVisitor visitor)
    {
        Anchor anchor = log.Anchor;
        using LogScanner scanner = _snapshot is { } point
            ? new LogScanner(
                ground, directory, anchor.Geometry, anchor.Id, point.GroupAddress, point.GroupFirstSequence, point.GroupPrevious, rehash: false)
            : new LogScanner(
                ground, directory, anchor.Geometry, anchor.Id,
                    anchor.Geometry.SegmentStart(anchor.BaseSegment), anchor.BaseSequence, anchor.BasePrevious, rehash: false);
        if (_snapshot is { } wanted)
        {
            return Assemble(scanner, wanted.BeginSequence, visitor) ? Frames(directory, anchor, wanted, visitor) : Differs(scanner, 0);
        }

        // A copy that has not got its first snapshot yet has no state that its frames could change.
        return copy && anchor.BaseSequence > 1 ? new ReplayReport(0, string.Empty, null) : Visit(scanner, 0, visitor);
    }

    private static bool Assemble(LogScanner scanner, ulong begin, IJournalVisitor visitor)
    {
        FrameHeader beginHeader = default;
        byte[] state = [];
        while (scanner.TryNextGroup())
        {
            while (scanner.TryNextFrame(out FrameHeader header, out ReadOnlySpan<byte> payload))
            {
                if (ReservedKinds.BeginsSnapshot(header.Kind) && header.Sequence == begin
                    && SnapshotFormat.TryReadBegin(payload, out long total, out _))
                {
                    beginHeader = header;
                    state = new byte[total];
                }
                else if (SnapshotFormat.TryReadBytes(header.Kind, payload, out ulong owner, out long offset, out ReadOnlySpan<byte> bytes)
                    && owner == begin)
                {
                    bytes.CopyTo(state.AsSpan((int)offset));
                }
                else if (ReservedKinds.EndsSnapshot(header.Kind) && SnapshotFormat.TryReadPair(payload, out owner, out _) && owner == begin)
                {
                    visitor.Snapshot(beginHeader, state);
                    return true;
                }
            }
        }

        return false;
    }

    private ReplayReport Frames(string path, in Anchor anchor, in SnapshotPoint point, IJournalVisitor visitor)
    {
        using LogScanner scanner = new(
            ground, path, anchor.Geometry, anchor.Id, point.GroupAddress, point.GroupFirstSequence, point.GroupPrevious, rehash: false);
        return Visit(scanner, point.BeginSequence, visitor);
    }

    private ReplayReport Visit(LogScanner scanner, ulong behind, IJournalVisitor visitor)
    {
        ulong last = behind;
        while (last < _last && scanner.TryNextGroup())
        {
            while (scanner.TryNextFrame(out FrameHeader header, out ReadOnlySpan<byte> payload))
            {
                last = header.Sequence;
                if (header.Sequence > behind && header.Kind < ReservedKinds.First)
                {
                    visitor.Frame(header, payload);
                }
            }
        }

        return last == _last || _last == 0 ? new ReplayReport(last, string.Empty, null) : Differs(scanner, last);
    }

    private ReplayReport Differs(LogScanner scanner, ulong last)
    {
        JournalGeometry geometry = log.Anchor.Geometry;
        if (scanner.Defect == FrameDefect.Unreadable)
        {
            string file = SegmentFiles.PathOf(directory, geometry.SegmentOf(scanner.DefectAddress));
            return new ReplayReport(
                last, $"{file}: {Errno.Describe(scanner.ReadError)}. Look at the kernel log for the device; nothing was taken as read.", null);
        }

        IntegrityFailure failure = LogRecovery.Fail(
            IntegrityFailureKind.ReadDiffers, scanner.Defect, directory, geometry, scanner.DefectAddress, scanner.NextSequence, log.Anchor);
        return new ReplayReport(last, failure.Message, failure);
    }
}
