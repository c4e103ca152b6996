using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using Basisd.Journal;
using Xunit;

namespace Basisd.Tests.Journal;

/// <summary>A state directory of its own per test, with the small geometry, and what tests do with it again and again.</summary>
internal sealed class JournalDirectory : IDisposable
{
    public static readonly JournalGeometry Small = new(16, 18);

    public JournalDirectory()
    {
        Path = Directory.CreateTempSubdirectory("basisd-journal-").FullName;
    }

    public string Path { get; }

    public string Segment(int number) => System.IO.Path.Combine(Path, "journal." + number.ToString(CultureInfo.InvariantCulture));

    public string Anchor => System.IO.Path.Combine(Path, "anchor");

    public JournalOptions Options(JournalGeometry? geometry = null) =>
        new() { Directory = Path, Geometry = geometry ?? Small, FreeFloorBytes = 0 };

    public JournalOpenResult TryOpen(JournalGeometry? geometry = null) => NodeJournal.Open(Options(geometry));

    public NodeJournal Open(JournalGeometry? geometry = null)
    {
        JournalOpenResult result = TryOpen(geometry);
        Assert.True(result.Status == JournalOpenStatus.Opened, result.Message);
        return result.Journal!;
    }

    /// <summary>Creates a journal of <paramref name="frames"/> small frames, one group each, closed cleanly.</summary>
    public void Fill(int frames, int payloadBytes = 20)
    {
        using NodeJournal journal = Open();
        for (int i = 0; i < frames; i++)
        {
            Committed(journal, Append(journal, 1, Payload(journal.Appended.Sequence + 1, payloadBytes)));
        }

        Assert.Null(journal.Close(10_000));
    }

    public static byte[] Payload(ulong sequence, int bytes)
    {
        byte[] payload = new byte[bytes];
        Encoding.ASCII.GetBytes(sequence.ToString(CultureInfo.InvariantCulture).AsSpan(), payload);
        return payload;
    }

    public static ulong Append(NodeJournal journal, ushort kind, ReadOnlySpan<byte> payload)
    {
        ulong sequence;
        long deadline = Environment.TickCount64 + 10_000;
        while (!journal.TryAppend(kind, 7, 1_600_000_000_000_000_000L, payload, out sequence))
        {
            Assert.True(journal.Fault is null, journal.Fault?.Message);
            Assert.True(Environment.TickCount64 < deadline, "no room in the staging area for 10 s");
            Thread.Yield();
        }

        return sequence;
    }

    public static void Committed(NodeJournal journal, ulong sequence)
    {
        long deadline = Environment.TickCount64 + 10_000;
        while (journal.CommittedSequence < sequence)
        {
            Assert.True(journal.Fault is null, journal.Fault?.Message);
            Assert.True(Environment.TickCount64 < deadline, "not committed within 10 s");
            Thread.Yield();
        }
    }

    public static Collected Replay(NodeJournal journal)
    {
        Collected collected = new();
        Assert.Equal(string.Empty, journal.Replay(collected).Message);
        return collected;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>Keeps what was replayed.</summary>
internal sealed class Collected : IJournalVisitor
{
    public byte[]? State { get; private set; }

    public ulong SnapshotSequence { get; private set; }

    public List<(ulong Sequence, ushort Kind, byte[] Payload)> Frames { get; } = [];

    public void Snapshot(in FrameHeader begin, ReadOnlySpan<byte> state)
    {
        State = state.ToArray();
        SnapshotSequence = begin.Sequence;
    }

    public void Frame(in FrameHeader header, ReadOnlySpan<byte> payload) => Frames.Add((header.Sequence, header.Kind, payload.ToArray()));
}
