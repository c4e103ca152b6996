using System;
using System.Collections.Generic;

namespace Basisd.Journal;

/// <summary>
/// Recomputes the whole chain of a journal, stopped or running, and returns the head or the first bad frame with file and offset. It
/// writes nothing.
/// </summary>
public static class JournalVerifier
{
    private const int MaxRestarts = 16;

    /// <summary>Verifies the journal in <paramref name="directory"/>.</summary>
    /// <param name="directory">The state directory.</param>
    /// <param name="reached">Told the sequence of every frame that was verified; null for nobody.</param>
    public static VerifyReport Verify(string directory, Action<ulong>? reached = null) => Verify(JournalGround.Machine, directory, reached);

    /// <inheritdoc cref="Verify(string, Action{ulong})"/>
    internal static VerifyReport Verify(JournalGround ground, string directory, Action<ulong>? reached = null)
    {
        for (int restart = 0; restart < MaxRestarts; restart++)
        {
            if (!JournalReader.Open(ground, directory, out JournalReader? reader, out string message))
            {
                return new VerifyReport(false, message, null, default, 0, default, 0, 0, 0, FrameDefect.None);
            }

            using (reader)
            {
                VerifyReport? report = Walk(ground, directory, reader!, reached);
                if (report is not null)
                {
                    return report;
                }
            }
        }

        return new VerifyReport(
            false, $"{directory}: the log was cut {MaxRestarts} times while it was verified; try again.", null,
            default, 0, default, 0, 0, 0, FrameDefect.None);
    }

    private static VerifyReport? Walk(JournalGround ground, string directory, JournalReader reader, Action<ulong>? reached)
    {
        using SnapshotCheck snapshots = new();
        ulong first = reader.Anchor.BaseSequence;
        long frames = 0;
        int complete = 0;
        ReadStep step;
        while ((step = reader.TryRead(out FrameHeader header, out ReadOnlySpan<byte> payload)) == ReadStep.Frame)
        {
            frames++;
            reached?.Invoke(header.Sequence);
            complete += snapshots.Take(header, payload) == SnapshotStep.Completed ? 1 : 0;
        }

        if (step == ReadStep.Truncated)
        {
            return null;
        }

        IntegrityFailure? failure = reader.Failure ?? HurtBehind(ground, directory, reader);
        return new VerifyReport(
            failure is null,
            failure?.Message ?? string.Empty,
            failure,
            reader.Anchor.Id,
            first,
            reader.Head,
            reader.Anchor.Sequence,
            frames,
            complete,
            reader.Stop);
    }

    /// <summary>A later valid group behind a hurt one proves that the hurt one was committed, even above the anchor.</summary>
    private static IntegrityFailure? HurtBehind(JournalGround ground, string directory, JournalReader reader)
    {
        if (reader.Stop is FrameDefect.MissingSegment)
        {
            int segment = reader.Anchor.Geometry.SegmentOf(reader.StopAddress);
            _ = SegmentFiles.TryList(ground.Disk, directory, out SortedSet<int> present);
            return present.Count > 0 && present.Max > segment ? reader.FailHere(IntegrityFailureKind.SegmentMissing) : null;
        }

        if (reader.Stop is FrameDefect.SegmentLength)
        {
            return reader.FailHere(IntegrityFailureKind.SegmentLength);
        }

        if (reader.Stop is FrameDefect.ForeignJournal)
        {
            return reader.FailHere(IntegrityFailureKind.ForeignGroup);
        }

        if (reader.Stop is FrameDefect.Sequence or FrameDefect.Chain or FrameDefect.Hash)
        {
            return reader.FailHere(IntegrityFailureKind.Altered);
        }

        if (SegmentFiles.TryList(ground.Disk, directory, out SortedSet<int> kept) == 0
            && SegmentFiles.FirstUnlike(ground.Disk, directory, reader.Anchor.Geometry, kept, reader.Anchor.BaseSegment, out int errno) is var unlike
            && unlike >= 0 && errno == 0)
        {
            return LogRecovery.Fail(
                IntegrityFailureKind.SegmentLength, FrameDefect.SegmentLength, directory, reader.Anchor.Geometry,
                reader.Anchor.Geometry.SegmentStart(unlike), 0, reader.Anchor);
        }

        return reader.LaterGroupExists() ? reader.FailHere(IntegrityFailureKind.HurtBeforeValid) : null;
    }
}
