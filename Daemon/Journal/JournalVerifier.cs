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
    public static VerifyReport Verify(string directory)
    {
        for (int restart = 0; restart < MaxRestarts; restart++)
        {
            if (!JournalReader.Open(directory, out JournalReader? reader, out string message))
            {
                return new VerifyReport(false, message, null, default, 0, default, 0, 0, 0, FrameDefect.None);
            }

            using (reader)
            {
                VerifyReport? report = Walk(directory, reader!);
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

    private static VerifyReport? Walk(string directory, JournalReader reader)
    {
        using SnapshotCheck snapshots = new();
        ulong first = reader.Anchor.BaseSequence;
        long frames = 0;
        int complete = 0;
        ReadStep step;
        while ((step = reader.TryRead(out FrameHeader header, out ReadOnlySpan<byte> payload)) == ReadStep.Frame)
        {
            frames++;
            complete += snapshots.Take(header, payload) == SnapshotStep.Completed ? 1 : 0;
        }

        if (step == ReadStep.Truncated)
        {
            return null;
        }

        IntegrityFailure? failure = reader.Failure ?? HurtBehind(directory, reader);
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
    private static IntegrityFailure? HurtBehind(string directory, JournalReader reader)
    {
        if (reader.Stop is FrameDefect.MissingSegment)
        {
            SortedSet<int> present = SegmentFiles.List(directory);
            int segment = reader.Anchor.Geometry.SegmentOf(reader.StopAddress);
            return present.Max > segment ? reader.FailHere(IntegrityFailureKind.SegmentMissing) : null;
        }

        if (reader.Stop is FrameDefect.SegmentLength)
        {
            return reader.FailHere(IntegrityFailureKind.SegmentLength);
        }

        if (reader.Stop is FrameDefect.ForeignJournal)
        {
            return reader.FailHere(IntegrityFailureKind.ForeignGroup);
        }

        return reader.LaterGroupExists() ? reader.FailHere(IntegrityFailureKind.HurtBeforeValid) : null;
    }
}
