using System;
using System.Collections.Generic;
using Basisd.Journal;
using Xunit;

namespace Basisd.Tests.Journal;

/// <summary>What tests of copies do again and again: pull, append, follow to the end, compare.</summary>
internal static class CopyNodes
{
    public static JournalOptions Copy(JournalDirectory directory) => directory.Options() with { Copy = true };

    /// <summary>A copy that was begun from what the owner says, open.</summary>
    public static NodeJournal Begin(JournalDirectory directory, NodeJournal owner)
    {
        using FramePull pull = owner.OpenPull();
        FramePullAnswer answer = pull.PullBase();
        Assert.Equal(FramePullKind.FromSnapshot, answer.Kind);
        CopyReport made = JournalCopy.Create(directory.Options(), answer.Base!.Value);
        Assert.True(made.Status == CopyStatus.Done, made.Message);
        return Open(directory);
    }

    public static NodeJournal Open(JournalDirectory directory)
    {
        JournalOpenResult opened = NodeJournal.Open(Copy(directory));
        Assert.True(opened.Status == JournalOpenStatus.Opened, opened.Message);
        return opened.Journal!;
    }

    public static FramePosition Position(NodeJournal journal)
    {
        using FramePull pull = journal.OpenPull();
        Assert.True(pull.TryFind(ulong.MaxValue, ulong.MaxValue, out FramePosition position, out string problem), problem);
        return position;
    }

    /// <summary>Pulls and appends until the copy has what is durable at the owner now.</summary>
    public static void Follow(NodeJournal owner, NodeJournal copy)
    {
        using FramePull pull = owner.OpenPull();
        FramePosition at = Position(copy);
        byte[] buffer = new byte[FramePull.MinBufferBytes * 3];
        while (true)
        {
            FramePullAnswer answer = pull.Pull(copy.Id, at, buffer);
            if (answer.Kind == FramePullKind.Current)
            {
                break;
            }

            Assert.True(answer.Kind == FramePullKind.Frames, $"{answer.Kind}: {answer.Message}");
            at = Append(copy, buffer.AsSpan(0, answer.Bytes));
        }

        JournalDirectory.Committed(copy, at.Sequence);
    }

    /// <summary>Appends all of it.</summary>
    public static FramePosition Append(NodeJournal copy, ReadOnlySpan<byte> frames)
    {
        while (true)
        {
            ReplicaAppend taken = copy.TryAppendReplicated(frames);
            Assert.True(taken.Status is ReplicaAppendStatus.Staged or ReplicaAppendStatus.Full, taken.Reason ?? copy.Fault?.Message);
            frames = frames[taken.Bytes..];
            if (frames.IsEmpty)
            {
                return taken.Last;
            }

            JournalDirectory.Committed(copy, copy.Appended.Sequence);
        }
    }

    /// <summary>The exact bytes of all frames, by sequence.</summary>
    public static SortedDictionary<ulong, byte[]> Frames(string directory)
    {
        Assert.True(JournalReader.Open(directory, out JournalReader? reader, out string message), message);
        using (reader)
        {
            SortedDictionary<ulong, byte[]> frames = [];
            ReadStep step;
            while ((step = reader!.TryRead(out FrameHeader header, out _)) == ReadStep.Frame)
            {
                frames.Add(header.Sequence, reader.FrameBytes.ToArray());
            }

            Assert.True(step == ReadStep.End, reader.Failure?.Message);
            return frames;
        }
    }

    /// <summary>Both verify, end alike, and where both have a frame it is the same to the byte.</summary>
    public static void AssertCopy(JournalDirectory owner, JournalDirectory copy)
    {
        VerifyReport one = JournalVerifier.Verify(owner.Path);
        VerifyReport other = JournalVerifier.Verify(copy.Path);
        Assert.True(one.Sound, one.Message);
        Assert.True(other.Sound, other.Message);
        Assert.Equal(one.Head, other.Head);
        Assert.Equal(one.Id, other.Id);
        SortedDictionary<ulong, byte[]> frames = Frames(owner.Path);
        int same = 0;
        foreach ((ulong sequence, byte[] bytes) in Frames(copy.Path))
        {
            if (frames.TryGetValue(sequence, out byte[]? expected))
            {
                Assert.Equal(expected, bytes);
                same++;
            }
        }

        Assert.True(same > 0);
    }

    /// <summary>Appends frames under an epoch and waits until they are durable.</summary>
    public static void Write(NodeJournal journal, ulong epoch, int frames, int bytes = 40)
    {
        ulong last = 0;
        for (int i = 0; i < frames; i++)
        {
            byte[] payload = JournalDirectory.Payload(journal.Appended.Sequence + 1, bytes);
            while (!journal.TryAppend((ushort)(1 + (i % 5)), epoch, 1_000 + i, payload, out last))
            {
                JournalDirectory.Committed(journal, journal.Appended.Sequence);
            }
        }

        JournalDirectory.Committed(journal, last);
    }

    /// <summary>Writes a whole snapshot.</summary>
    public static SnapshotWriter Snapshot(NodeJournal journal, ulong epoch, byte[] state)
    {
        SnapshotWriter writer = journal.BeginSnapshot(state, epoch, 1, atOnce: true);
        while (!writer.TryAdvance())
        {
            JournalDirectory.Committed(journal, journal.Appended.Sequence);
        }

        JournalDirectory.Committed(journal, writer.EndSequence);
        return writer;
    }
}
