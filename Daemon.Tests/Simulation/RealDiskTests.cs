using System;
using System.Diagnostics;
using System.IO;
using Basisd.Journal;
using Basisd.Tests.Journal;
using Xunit;

namespace Basisd.Tests.Simulation;

/// <summary>The same faults from a real file system where this machine can make them: a small ext4 on a loop device, a file size limit.</summary>
public sealed class RealDiskTests
{
    private const int WaitMs = 120_000;

    [Fact]
    public void AnExt4ThatFillsUpIsAFaultAndLosesNothing()
    {
        using LoopDisk disk = new(megabytes: 8);
        string state = disk.Folder("state");
        (ulong acknowledged, JournalFault? fault) = Fill(state, frames: int.MaxValue);
        Assert.Equal(JournalFaultKind.SegmentFailed, fault?.Kind);
        Verify(state, acknowledged);
    }

    [Fact]
    public void AnExt4ThatTurnsReadOnlyIsAFaultAndLosesNothing()
    {
        using LoopDisk disk = new(megabytes: 16);
        string state = disk.Folder("state");
        ulong acknowledged;
        using (NodeJournal journal = Open(state))
        {
            for (int i = 0; i < 20; i++)
            {
                JournalDirectory.Committed(journal, JournalDirectory.Append(journal, 1, new byte[3_000]));
            }

            // As the kernel does it after an error on the device, with files open for writing.
            disk.TurnReadOnly();
            long deadline = Environment.TickCount64 + WaitMs;
            acknowledged = journal.CommittedSequence;
            while (journal.Fault is null && Environment.TickCount64 < deadline)
            {
                journal.TryAppend(1, 1, 1, new byte[3_000], out _);
                acknowledged = journal.CommittedSequence;
            }

            Assert.NotNull(journal.Fault);
            Assert.NotNull(journal.Close(10_000));
        }

        Assert.Equal(JournalOpenStatus.ReadOnlyFileSystem, NodeJournal.Open(Options(state)).Status);
        disk.Remount();
        Verify(state, acknowledged);
    }

    /// <summary>What was acknowledged is on the device itself: a copy of the image behind the running file system has it.</summary>
    [Fact]
    public void WhatWasAcknowledgedIsOnTheDevice()
    {
        using LoopDisk disk = new(megabytes: 16);
        string state = disk.Folder("state");
        using NodeJournal journal = Open(state);
        for (int i = 0; i < 60; i++)
        {
            JournalDirectory.Committed(journal, JournalDirectory.Append(journal, 1, new byte[i * 150]));
        }

        ulong acknowledged = journal.CommittedSequence;
        using LoopDisk image = disk.CopyOfTheDevice();
        Verify(image.Path("state"), acknowledged);
    }

    [Fact]
    public void AFileSizeLimitIsNamedAndLeavesNothingHalf()
    {
        using JournalDirectory directory = new();
        using Process child = ChildAppender.StartLimited(directory.Path, seed: 1, fileKilobytes: 100);
        string said = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.StartsWith("refused", said, StringComparison.Ordinal);
        Assert.Contains("errno 27", said, StringComparison.Ordinal);
        Assert.False(File.Exists(directory.Segment(0)));
        directory.Fill(3);
    }

    private static JournalOptions Options(string state) => new() { Directory = state, Geometry = JournalDirectory.Small, FreeFloorBytes = 0 };

    private static NodeJournal Open(string state)
    {
        JournalOpenResult opened = NodeJournal.Open(Options(state));
        Assert.True(opened.Journal is not null, opened.Message);
        return opened.Journal!;
    }

    private static (ulong Acknowledged, JournalFault? Fault) Fill(string state, int frames)
    {
        using NodeJournal journal = Open(state);
        long deadline = Environment.TickCount64 + WaitMs;
        ulong acknowledged = 0;
        for (int i = 0; i < frames && journal.Fault is null && Environment.TickCount64 < deadline; i++)
        {
            journal.TryAppend(1, 1, 1, new byte[6_000], out _);
            acknowledged = journal.CommittedSequence;
        }

        Assert.NotNull(journal.Close(10_000));
        return (acknowledged, journal.Fault);
    }

    private static void Verify(string state, ulong acknowledged)
    {
        Assert.True(acknowledged > 0);
        VerifyReport report = JournalVerifier.Verify(state);
        Assert.True(report.Sound, report.Message);
        Assert.True(report.Head.Sequence >= acknowledged, $"{acknowledged} acknowledged, {report.Head.Sequence} there");
    }
}
