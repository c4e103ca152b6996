using System;
using System.Linq;
using Basisd.Peers.Transport;
using Xunit;

namespace Basisd.Tests.Peers;

public sealed class PullFormatTests
{
    private const int Seed = 20_261_130;
    private const int Slots = 4;

    public static TheoryData<PullStatus> Statuses => [.. Enum.GetValues<PullStatus>()];

    [Fact]
    public void A_request_comes_back_as_it_was()
    {
        PullRequest? read = PullFormat.ReadRequest(Bytes(Request()), Slots, out string problem);
        Assert.NotNull(read);
        Assert.Equal("", problem);
        Assert.Equal(Request() with { Hash = read.Hash, JournalId = read.JournalId }, read);
        Assert.Equal(Request().Hash.ToArray(), read.Hash.ToArray());
        Assert.Equal(Request().JournalId.ToArray(), read.JournalId.ToArray());
    }

    [Fact]
    public void The_bytes_are_those_of_the_document()
    {
        Assert.Equal(
            "4250525101000300" + "0600000000000000" + "6400000000000000" + "efbeadde00000000" + "5000000000000000" + "b80b000000000000"
            + "0102030405060708090a0b0c0d0e0f10" + "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f",
            Convert.ToHexStringLower(Bytes(Request())));
        Assert.Equal(
            "4250414e01000300" + "0600000000000000" + "5a00000000000000" + "efbeadde00000000" + "5000000000000000" + "0000000000000000"
            + "2900000000000000" + "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f" + "0102030405060708090a0b0c0d0e0f10"
            + "1418000003000000" + "070809",
            Convert.ToHexStringLower(Bytes(Answer(PullStatus.FromSnapshot))));
        byte[] failsafe = new byte[PullFormat.FailsafeBytes];
        PullFormat.WriteFailsafe(2, 9, failsafe);
        Assert.Equal("4250465301000200" + "0900000000000000", Convert.ToHexStringLower(failsafe));
        byte[] yes = new byte[PullFormat.FailsafeAnswerBytes];
        PullFormat.WriteFailsafeAnswer(true, yes);
        Assert.Equal("4250464101000100", Convert.ToHexStringLower(yes));
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public void An_answer_comes_back_as_it_was(PullStatus status)
    {
        PullAnswer answer = Answer(status);
        PullAnswer? read = PullFormat.ReadAnswer(Bytes(answer), out string problem);
        Assert.True(read is not null, problem);
        Assert.Equal(answer with { Frames = read.Frames, JournalId = read.JournalId, PreviousHash = read.PreviousHash }, read);
        Assert.Equal(answer.Frames.ToArray(), read.Frames.ToArray());
        Assert.Equal(answer.PreviousHash.ToArray(), read.PreviousHash.ToArray());
        Assert.Equal(answer.JournalId.ToArray(), read.JournalId.ToArray());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 2)]
    [InlineData(6, Slots)]
    [InlineData(7, 1)]
    [InlineData(41, 0xFF)]
    [InlineData(43, 1)]
    [InlineData(44, 1)]
    [InlineData(47, 1)]
    public void A_request_is_read_strictly(int offset, byte value)
    {
        byte[] bytes = Bytes(Request());
        bytes[offset] = value;
        Assert.Null(PullFormat.ReadRequest(bytes, Slots, out string problem));
        Assert.NotEqual("", problem);
    }

    [Theory]
    [InlineData(PullStatus.Frames, 6, 7)]
    [InlineData(PullStatus.Frames, 6, 1)]
    [InlineData(PullStatus.Nothing, 6, 0)]
    [InlineData(PullStatus.Frames, 7, 1)]
    [InlineData(PullStatus.Frames, 40, 1)]
    [InlineData(PullStatus.Frames, 48, 1)]
    [InlineData(PullStatus.Frames, 56, 1)]
    [InlineData(PullStatus.Frames, 104, 20)]
    [InlineData(PullStatus.Frames, 106, 1)]
    [InlineData(PullStatus.Frames, 108, 4)]
    [InlineData(PullStatus.Frames, 111, 0x80)]
    [InlineData(PullStatus.FromSnapshot, 48, 0)]
    [InlineData(PullStatus.FromSnapshot, 105, 0)]
    [InlineData(PullStatus.Diverged, 6, 4)]
    public void An_answer_is_read_strictly(PullStatus status, int offset, byte value)
    {
        byte[] bytes = Bytes(Answer(status));
        bytes[offset] = value;
        Assert.Null(PullFormat.ReadAnswer(bytes, out string problem));
        Assert.NotEqual("", problem);
    }

    [Fact]
    public void Random_and_cut_bytes_never_throw_and_what_is_read_is_what_is_written()
    {
        Random random = new(Seed);
        byte[][] good = [Bytes(Request()), .. Enum.GetValues<PullStatus>().Select(s => Bytes(Answer(s)))];
        int read = 0;
        for (int i = 0; i < 50_000; i++)
        {
            byte[] bytes = good[random.Next(good.Length)].ToArray();
            for (int flips = random.Next(1, 4); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            bytes = random.Next(10) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
            if (PullFormat.ReadRequest(bytes, Slots, out _) is { } request)
            {
                read++;
                Assert.Equal(bytes, Bytes(request));
            }

            if (PullFormat.ReadAnswer(bytes, out _) is { } answer)
            {
                read++;
                Assert.Equal(bytes, Bytes(answer));
            }

            if (PullFormat.TryReadFailsafe(bytes, Slots, out _, out _, out _) || PullFormat.ReadFailsafeAnswer(bytes, out _) is not null)
            {
                Assert.Fail($"seed {Seed}, round {i}: a pull was read as a failsafe question");
            }
        }

        Assert.InRange(read, 1_000, 49_000);
    }

    [Fact]
    public void What_the_format_cannot_hold_is_a_bug_of_the_caller()
    {
        Assert.Throws<ArgumentException>(() => Bytes(Request() with { Hash = new byte[31] }));
        Assert.Throws<ArgumentException>(() => Bytes(Request() with { WaitMs = PullRequest.MaxWaitMs + 1 }));
        Assert.Throws<ArgumentException>(() => Bytes(Request() with { Slot = -1 }));
        Assert.Throws<ArgumentException>(() => Bytes(Answer(PullStatus.Frames) with { Frames = default }));
        Assert.Throws<ArgumentException>(() => Bytes(Answer(PullStatus.Nothing) with { Frames = new byte[1] }));
        Assert.Throws<ArgumentException>(() => Bytes(Answer(PullStatus.Frames) with { Frames = new byte[PullAnswer.MaxFrameBytes + 1] }));
    }

    internal static PullRequest Request(int waitMs = 3_000) => new()
    {
        Slot = 3,
        Epoch = 6,
        Durable = 100,
        StateHash = 0xDEAD_BEEF,
        HashedAt = 80,
        WaitMs = waitMs,
        JournalId = Run(1, 16),
        Hash = Run(0x20, 32),
    };

    internal static PullAnswer Answer(PullStatus status) => new()
    {
        Status = status,
        Epoch = 6,
        Committed = 90,
        StateHash = 0xDEAD_BEEF,
        HashedAt = 80,
        Keep = status == PullStatus.Diverged ? 40UL : 0,
        Base = status == PullStatus.FromSnapshot ? 41UL : 0,
        PreviousHash = status == PullStatus.FromSnapshot ? Run(0x20, 32) : default,
        JournalId = Run(1, 16),
        PageBits = status == PullStatus.FromSnapshot ? 20 : 0,
        SegmentBits = status == PullStatus.FromSnapshot ? 24 : 0,
        Frames = status is PullStatus.Frames or PullStatus.FromSnapshot ? new byte[] { 7, 8, 9 } : default,
    };

    private static byte[] Run(byte first, int count) => [.. Enumerable.Range(first, count).Select(i => (byte)i)];

    private static byte[] Bytes(PullRequest request)
    {
        byte[] bytes = new byte[PullFormat.RequestBytes];
        PullFormat.Write(request, bytes);
        return bytes;
    }

    private static byte[] Bytes(PullAnswer answer)
    {
        byte[] bytes = new byte[PullFormat.AnswerBytes];
        PullFormat.Write(answer, bytes);
        return [.. bytes, .. answer.Frames.Span];
    }
}
