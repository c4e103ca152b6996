using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using Basisd.Journal;
using Xunit;

namespace Basisd.Tests.Journal;

/// <summary>R-11.5: reading and verifying work beside a running writer and never call a group in flight damage.</summary>
public sealed class ReaderTests
{
    [Fact]
    public void TailFollowsARunningJournal()
    {
        using JournalDirectory directory = new();
        using NodeJournal journal = directory.Open();
        Assert.True(JournalReader.Open(directory.Path, out JournalReader? reader, out string message), message);
        using (reader)
        {
            Assert.Equal(ReadStep.End, reader!.TryRead(out _, out _));
            for (ulong expected = 1; expected <= 100; expected++)
            {
                byte[] payload = JournalDirectory.Payload(expected, 3_000);
                JournalDirectory.Committed(journal, JournalDirectory.Append(journal, 4, payload));
                Assert.Equal(ReadStep.Frame, reader.TryRead(out FrameHeader header, out ReadOnlySpan<byte> read));
                Assert.Equal(expected, header.Sequence);
                Assert.Equal(4, header.Kind);
                Assert.Equal(7UL, header.Epoch);
                Assert.Equal(1_600_000_000_000_000_000L, header.WallNs);
                Assert.Equal(journal.Committed.Hash, header.Hash);
                Assert.True(read.SequenceEqual(payload));
            }

            Assert.Equal(ReadStep.End, reader.TryRead(out _, out _));
        }
    }

    [Fact]
    public void VerifyBesideABusyWriterThatCutsItsLogIsAlwaysSound()
    {
        using JournalDirectory directory = new();
        using Process child = ChildAppender.Start(directory.Path, 3);
        Assert.NotNull(child.StandardOutput.ReadLine());
        Thread drain = new(() => child.StandardOutput.ReadToEnd());
        drain.Start();
        ulong last = 0;
        for (int i = 0; i < 40; i++)
        {
            VerifyReport report = JournalVerifier.Verify(directory.Path);
            Assert.True(report.Sound, report.Message);
            Assert.True(report.Head.Sequence >= last && report.Head.Sequence >= report.AnchoredSequence);
            last = report.Head.Sequence;
        }

        child.Kill();
        child.WaitForExit();
        drain.Join();
        Assert.True(last > 0);
    }

    [Fact]
    public void NoJournalIsSaidPlainly()
    {
        using JournalDirectory directory = new();
        Assert.False(JournalReader.Open(directory.Path, out _, out string message));
        Assert.Contains("no journal", message, StringComparison.Ordinal);
        Assert.False(JournalVerifier.Verify(Path.Combine(directory.Path, "missing")).Sound);
    }
}
