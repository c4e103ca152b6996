using System;

namespace Basisd.Journal;

/// <summary>
/// Plays the verified log to a visitor: the last complete snapshot, then every ordinary frame behind its begin. It reads the segments again and
/// checks checksums and links
/// again (SHA-256 was computed a moment ago), so that what is replayed is what was verified; a difference between the two is a bug or a dying
/// disk, and throws.
/// </summary>
internal sealed class ReplaySource(JournalGround ground, string directory, RecoveredLog log)
{
    private readonly SnapshotPoint? _snapshot = log.Snapshots.Complete > 0 ? log.Snapshots.Newest : null;
    private readonly ulong _last = log.NextSequence - 1;

    /// <summary>Runs it.</summary>
    /// <returns>The last sequence that was visited.</returns>
    public ulong Run(IJournalVisitor visitor)
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
            Assemble(scanner, wanted.BeginSequence, visitor);
            return Frames(directory, anchor, wanted, visitor);
        }

        return Visit(scanner, 0, visitor);
    }

    private static void Assemble(LogScanner scanner, ulong begin, IJournalVisitor visitor)
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
                    return;
                }
            }
        }

        throw new InvalidOperationException($"The snapshot at sequence {begin} was there during recovery and is gone now.");
    }

    private ulong Frames(string path, in Anchor anchor, in SnapshotPoint point, IJournalVisitor visitor)
    {
        using LogScanner scanner = new(
            ground, path, anchor.Geometry, anchor.Id, point.GroupAddress, point.GroupFirstSequence, point.GroupPrevious, rehash: false);
        return Visit(scanner, point.BeginSequence, visitor);
    }

    private ulong Visit(LogScanner scanner, ulong behind, IJournalVisitor visitor)
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

        return last == _last || _last == 0
            ? last
            : throw new InvalidOperationException($"Recovery verified up to sequence {_last}, replay only up to {last}.");
    }
}
