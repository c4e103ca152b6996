using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using Basisd.Journal;
using Xunit;

namespace Basisd.Tests.Journal;

/// <summary>R-11.4: kill -9 at random moments loses nothing that was acknowledged.</summary>
public sealed class KillTests
{
    private const int Kills = 50;
    private const int MaxDelayMs = 60;

    [Fact]
    public void AcknowledgedFramesSurviveKillNine()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        Random random = new(seed);
        using JournalDirectory directory = new();
        ulong acknowledged = 0;
        long cut = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            using Process child = ChildAppender.Start(directory.Path, random.NextInt64());
            string? line = child.StandardOutput.ReadLine();
            Assert.True(line is not null && char.IsAsciiDigit(line[0]), $"seed {seed}, kill {kill}: {line ?? child.StandardError.ReadToEnd()}");
            Thread.Sleep(random.Next(MaxDelayMs));
            child.Kill();
            while (line is not null)
            {
                // The last line may be cut short by the kill; a shorter number is a smaller one, so it claims too little, never too much.
                acknowledged = Math.Max(acknowledged, ulong.TryParse(line, CultureInfo.InvariantCulture, out ulong told) ? told : 0);
                line = child.StandardOutput.ReadLine();
            }

            child.WaitForExit();
            VerifyReport verified = JournalVerifier.Verify(directory.Path);
            Assert.True(verified.Sound, $"seed {seed}, kill {kill}: {verified.Message}");
            Assert.True(verified.Head.Sequence >= acknowledged,
                $"seed {seed}, kill {kill}: {acknowledged} acknowledged, {verified.Head.Sequence} there");
            JournalOpenResult opened = directory.TryOpen();
            Assert.True(opened.Status == JournalOpenStatus.Opened, $"seed {seed}, kill {kill}: {opened.Message}");
            cut += opened.Report!.DroppedBytes > 0 ? 1 : 0;
            using NodeJournal journal = opened.Journal!;
            Collected replayed = JournalDirectory.Replay(journal);
            foreach ((ulong sequence, _, byte[] payload) in replayed.Frames)
            {
                Assert.Equal(ChildAppender.Payload(sequence), payload);
            }

            Assert.Null(journal.Close(10_000));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Kills} kills, {acknowledged} acknowledged, {cut} torn tails cut");
    }
}
