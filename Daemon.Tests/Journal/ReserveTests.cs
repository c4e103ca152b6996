using System;
using System.IO;
using System.Threading;
using Basisd.Journal;
using Basisd.Linux;
using Xunit;

namespace Basisd.Tests.Journal;

/// <summary>The segments that are written ahead for a burst, and the memory from which its large groups are written.</summary>
public sealed class ReserveTests
{
    private const int PatienceMs = 10_000;

    [Fact]
    public void A_quiet_log_keeps_segments_ready_and_a_burst_uses_them_up()
    {
        using JournalDirectory directory = new();
        using (NodeJournal journal = Open(directory, floorBytes: 0))
        {
            JournalDirectory.Committed(journal, JournalDirectory.Append(journal, 1, "x"u8));
            Until(() => journal.ReserveFull);
            Assert.True(File.Exists(directory.Segment(4)));
            Assert.False(File.Exists(directory.Segment(5)));

            // More than all that is ready: what is needed next is still made in time, and the reserve comes again behind it.
            for (int i = 0; i < 200; i++)
            {
                JournalDirectory.Committed(journal, JournalDirectory.Append(journal, 1, new byte[10_000]));
            }

            Until(() => journal.ReserveFull);
            Assert.Null(journal.Close(PatienceMs));
        }

        using NodeJournal again = Open(directory, floorBytes: 0);
        Assert.Equal(201UL, again.Appended.Sequence);
        Assert.True(again.ReserveFull, "what was ready was not found again");
    }

    [Fact]
    public void Where_room_is_scarce_only_what_is_needed_next_is_written_ahead()
    {
        FreeSpaceFloor floor = new(1_000);
        Assert.True(floor.Spares(1_350, 100));
        Assert.False(floor.Spares(1_349, 100));
        Assert.True(floor.Take(999));
        Assert.False(floor.Spares(1_240, 100), "still below the floor");

        using JournalDirectory directory = new();
        using NodeJournal journal = Open(directory, floorBytes: long.MaxValue / 2);
        for (int i = 0; i < 40; i++)
        {
            JournalDirectory.Committed(journal, JournalDirectory.Append(journal, 1, new byte[10_000]));
        }

        Until(() => File.Exists(directory.Segment(2)));
        Assert.False(File.Exists(directory.Segment(3)));
        Assert.Null(journal.Close(PatienceMs));
        Assert.False(File.Exists(directory.Segment(3)));
    }

    [Theory]
    [InlineData(4_096, false)]
    [InlineData(64 * 1024, true)]
    [InlineData(512 * 1024, true)]
    public void Large_groups_are_gathered_and_small_ones_left_where_they_are(int length, bool gathered)
    {
        using WriteBuffer buffer = new();
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        ReadOnlySpan<byte> written = buffer.Gather(bytes);
        Assert.True(written.SequenceEqual(bytes));
        Assert.Equal(gathered, !written.Overlaps(bytes));
        Assert.True(!gathered || IsAligned(written), "past the kernel's cache only whole blocks go");
    }

    private static unsafe bool IsAligned(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            return (nuint)start % JournalGeometry.BlockBytes == 0;
        }
    }

    private static NodeJournal Open(JournalDirectory directory, long floorBytes)
    {
        JournalOpenResult opened = NodeJournal.Open(directory.Options() with { ReserveAfterMs = 0, FreeFloorBytes = floorBytes });
        Assert.True(opened.Journal is not null, opened.Message);
        return opened.Journal;
    }

    private static void Until(Func<bool> done)
    {
        long deadline = BootClock.NowNs() + (PatienceMs * 1_000_000L);
        while (!done())
        {
            Assert.True(BootClock.NowNs() < deadline, "not within 10 s");
            Thread.Yield();
        }
    }
}
