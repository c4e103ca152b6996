using System;
using System.Linq;
using Basisd.Journal;
using Basisd.Linux;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Basisd.Tests.Journal;

/// <summary>Laws of the room: any payloads round-trip, appending allocates nothing, both checksums agree, commits signal.</summary>
public sealed class PropertyTests
{
    private const int AppendsOfARound = 400;

    [Fact]
    public void AnyPayloadsRoundTrip()
    {
        Property property = Prop.ForAll<byte[][]>(payloads =>
        {
            using JournalDirectory directory = new();
            using (NodeJournal journal = directory.Open())
            {
                foreach (byte[] payload in payloads)
                {
                    JournalDirectory.Append(journal, 9, payload);
                }

                Assert.Null(journal.Close(10_000));
            }

            using NodeJournal again = directory.Open();
            Collected replayed = JournalDirectory.Replay(again);
            return replayed.Frames.Select(f => f.Payload).SequenceEqual(payloads, Bytes.Equality);
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(30), property);
    }

    [Fact]
    public void ChecksumsOfInstructionAndTableAgree()
    {
        Assert.Equal(0xE3069283u, Crc32C.Compute("123456789"u8));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll<byte[]>(b => Crc32C.Compute(b) == Crc32C.AppendTable(0, b)));
    }

    [Fact]
    public void ChecksumsOfPartsGiveThatOfTheWhole()
    {
        byte[] bytes = new byte[70_000];
        new Random(3).NextBytes(bytes);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll<uint, uint>((a, b) =>
        {
            int length = (int)(a % (uint)(bytes.Length + 1));
            int cut = (int)(b % (uint)(length + 1));
            ReadOnlySpan<byte> whole = bytes.AsSpan(0, length);
            uint expected = Crc32C.AppendTable(0, whole);
            return Crc32C.Compute(whole) == expected
                && Crc32C.Append(Crc32C.Compute(whole[..cut]), whole[cut..]) == expected
                && Crc32C.Join(Crc32C.Compute(whole[..cut]), Crc32C.Compute(whole[cut..]), length - cut) == expected;
        }));
        foreach (int length in new[] { 4_095, 4_096, 4_103, 65_352, 70_000 })
        {
            Assert.Equal(Crc32C.AppendTable(0, bytes.AsSpan(0, length)), Crc32C.Compute(bytes.AsSpan(0, length)));
        }
    }

    [Fact]
    public void AppendingAllocatesNothing()
    {
        using JournalDirectory directory = new();
        using NodeJournal journal = directory.Open();
        byte[] payload = new byte[160];
        bool taken = false;
        ulong sequence = 0;
        Action append = () => taken = journal.TryAppend(1, 1, 1, payload, out sequence);
        Assert.Equal(0, SteadyAllocation.LeastOf(() =>
        {
            long allocated = 0;
            for (int i = 0; i < AppendsOfARound; i++)
            {
                allocated += SteadyAllocation.Of(append);
                if (!taken || i % 10 == 0)
                {
                    JournalDirectory.Committed(journal, sequence);
                }
            }

            return allocated;
        }));
    }

    [Fact]
    public void ACommitSignalsTheLoop()
    {
        using JournalDirectory directory = new();
        int signal = EventFd.Open();
        try
        {
            using NodeJournal journal = NodeJournal.Open(directory.Options() with { CommitSignal = signal }).Journal!;
            Assert.True(journal.TryAppend(1, 1, 1, "x"u8, out ulong sequence));
            Assert.True(EventFd.Wait(signal, 10_000));
            Assert.Equal(sequence, journal.CommittedSequence);
            Assert.Equal(journal.Appended, journal.Committed);
        }
        finally
        {
            EventFd.Close(signal);
        }
    }

    [Fact]
    public void TheStagingBoundPushesBack()
    {
        using JournalDirectory directory = new();
        using NodeJournal journal = directory.Open();
        int refused = 0;
        ulong taken = 0;
        for (int i = 0; i < 2_000; i++)
        {
            ulong expected = journal.Appended.Sequence + 1;
            bool ok = journal.TryAppend(1, 1, 1, new byte[1_000], out ulong sequence);
            Assert.Equal(ok ? expected : 0, sequence);
            refused += ok ? 0 : 1;
            taken = ok ? sequence : taken;
        }

        Assert.True(refused > 0);
        Assert.Null(journal.Close(10_000));
        Assert.Equal(taken, journal.CommittedSequence);
    }

    [Fact]
    public void WrongUseThrows()
    {
        using JournalDirectory directory = new();
        using NodeJournal journal = directory.Open();
        Assert.Throws<ArgumentOutOfRangeException>(() => journal.TryAppend(0xF000, 1, 1, default, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => journal.TryAppend(1, 1, 1, new byte[journal.MaxPayloadBytes + 1], out _));
        Assert.True(journal.TryAppend(1, 1, 1, default, out _));
        Assert.Throws<InvalidOperationException>(() => journal.Replay(new Collected()));
    }

    private sealed class Bytes : System.Collections.Generic.IEqualityComparer<byte[]>
    {
        public static readonly Bytes Equality = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => obj.Length;
    }
}
