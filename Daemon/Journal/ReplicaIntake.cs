using System;
using System.Buffers.Binary;
using System.Globalization;

namespace Basisd.Journal;

/// <summary>
/// Verifies frames of another node's log and stages them as they are (SPEC 12). All that a call looks at is verified before any of it is staged.
/// It follows the snapshots among them itself: one counts here only when it would count at recovery. It must never stage a frame that this log
/// could not be recovered with.
/// </summary>
internal sealed class ReplicaIntake(StagingArea staging, JournalGeometry geometry, SnapshotCheck snapshots) : IDisposable
{
    /// <summary>Takes frames.</summary>
    /// <param name="frames">Whole frames, back to back.</param>
    /// <param name="head">The last appended frame.</param>
    /// <param name="epoch">Highest epoch so far.</param>
    public ReplicaAppend Take(ReadOnlySpan<byte> frames, in JournalHead head, ulong epoch)
    {
        FramePosition start = new(head.Sequence, head.Hash, epoch);
        FramePosition last = start;
        int room = staging.Room(out bool begun, out bool ended);
        int length = 0;
        int count = 0;
        bool full = false;
        while (length < frames.Length && !full)
        {
            ReadOnlySpan<byte> rest = frames[length..];
            full = Length(rest) > room - length;
            if (full)
            {
                break;
            }

            FrameDefect defect = Check(rest, last, length, out FrameHeader header);
            if (defect != FrameDefect.None)
            {
                return Refuse(start, defect, Why(defect, last.Sequence + 1));
            }

            if (header.Epoch < last.Epoch)
            {
                return Refuse(start, FrameDefect.None, string.Create(
                    CultureInfo.InvariantCulture,
                    $"sequence {header.Sequence} has epoch {header.Epoch}, and epoch {last.Epoch} stands before it: its owner has been replaced"));
            }

            full = (begun && ReservedKinds.BeginsSnapshot(header.Kind)) || (ended && ReservedKinds.EndsSnapshot(header.Kind));
            if (!full)
            {
                begun |= ReservedKinds.BeginsSnapshot(header.Kind);
                ended |= ReservedKinds.EndsSnapshot(header.Kind);
                length += FrameFormat.OverheadBytes + header.PayloadLength;
                last = new FramePosition(header.Sequence, header.Hash, header.Epoch);
                count++;
            }
        }

        Stage(frames[..length]);
        return new ReplicaAppend(full ? ReplicaAppendStatus.Full : ReplicaAppendStatus.Staged, last) { Bytes = length, Frames = count };
    }

    /// <inheritdoc/>
    public void Dispose() => snapshots.Dispose();

    private FrameDefect Check(ReadOnlySpan<byte> rest, in FramePosition last, int at, out FrameHeader header)
    {
        FrameDefect defect = FrameFormat.Check(rest, last.Sequence + 1, last.Hash, at, rehash: true, JournalGuards.None, out header);
        return defect == FrameDefect.None && header.PayloadLength > geometry.MaxPayloadBytes ? FrameDefect.Length : defect;
    }

    private void Stage(ReadOnlySpan<byte> frames)
    {
        for (int at = 0; at < frames.Length;)
        {
            FrameHeader header = FrameFormat.ReadHeader(frames[at..], at);
            ReadOnlySpan<byte> frame = frames.Slice(at, FrameFormat.OverheadBytes + header.PayloadLength);
            SnapshotStep step = snapshots.Take(header, frame.Slice(FrameFormat.HeaderBytes, header.PayloadLength));
            staging.AppendVerified(frame, header, step == SnapshotStep.Begun, step == SnapshotStep.Completed ? snapshots.BeginSequence : 0);
            at += frame.Length;
        }
    }

    /// <summary>What a frame will take, as far as it can be one of this log; 0 where it cannot, which its check says.</summary>
    private int Length(ReadOnlySpan<byte> frame)
    {
        uint length = frame.Length >= sizeof(uint) ? BinaryPrimitives.ReadUInt32LittleEndian(frame) : 0;
        return length <= FrameFormat.OverheadBytes + (uint)geometry.MaxPayloadBytes ? (int)length : 0;
    }

    private static string Why(FrameDefect defect, ulong sequence)
    {
        string what = defect switch
        {
            FrameDefect.Length => "is cut off, or has a length that no frame has",
            FrameDefect.Checksum => "does not fit its checksum",
            FrameDefect.Sequence => "is another one: a frame was left out or came twice",
            FrameDefect.Chain => "does not continue the frame before it",
            FrameDefect.Hash => "does not fit its chain hash",
            FrameDefect.NewerVersion => "has a format or kind that this basisd does not know: update this node",
            _ => $"is hurt ({defect})",
        };
        return string.Create(CultureInfo.InvariantCulture, $"the frame where sequence {sequence} must stand {what}");
    }

    private static ReplicaAppend Refuse(in FramePosition last, FrameDefect defect, string reason) =>
        new(ReplicaAppendStatus.Refused, last) { Defect = defect, Reason = reason };
}
