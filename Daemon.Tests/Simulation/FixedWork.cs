using System;
using System.Threading;
using Basisd.Journal;

namespace Basisd.Tests.Simulation;

/// <summary>The same work every time: groups of several sizes over three segments, two snapshots, a cut. Each call has its number.</summary>
internal sealed class FixedWork
{
    private const int Batches = 36;
    private readonly SimDisk _disk;
    private readonly JournalGround _ground;

    public FixedWork(SimDisk disk, bool stepped)
    {
        _disk = disk;
        Stepped = stepped;
        _ground = new JournalGround { Disk = disk, Stepped = stepped, Identity = new JournalId(1, 2) };
    }

    public bool Stepped { get; }

    public RunModel Model { get; private set; } = new();

    public NodeJournal? Journal { get; private set; }

    public int DeadlineMs { get; init; } = 5_000;

    public JournalOpenResult Open()
    {
        JournalOpenResult result = NodeJournal.Open(new JournalOptions
        {
            Directory = SimDisk.Root,
            Geometry = CrashRun.Geometry,
            FreeFloorBytes = 0,
            CommitDeadlineMs = DeadlineMs,
            AnchorIntervalMs = 5,
            Ground = _ground,
        });
        Journal = result.Journal;
        return result;
    }

    /// <summary>Opens, works, closes.</summary>
    /// <returns>The fault, or null when all of it was taken and is called durable.</returns>
    public JournalFault? Run(out JournalOpenResult opened)
    {
        opened = Open();
        if (Journal is not { } journal)
        {
            return null;
        }

        Work(journal);
        if (journal.Fault is not null && journal.TryAppend(1, 1, 1, default, out _))
        {
            throw new SimViolation("a frame was taken after a fault");
        }

        JournalFault? fault = journal.Close(2_000);
        Model.Acknowledged = Math.Max(Model.Acknowledged, journal.CommittedSequence);
        if (fault is null && Model.Acknowledged != journal.Appended.Sequence)
        {
            throw new SimViolation("closed without a fault although not everything is durable");
        }

        return fault;
    }

    public void Work(NodeJournal journal)
    {
        for (int batch = 0; batch < Batches && journal.Fault is null; batch++)
        {
            Settle(journal, 0);
            if (batch is 20 or 30)
            {
                byte[] state = new byte[24_000];
                state.AsSpan().Fill((byte)batch);
                SnapshotWriter writer = journal.BeginSnapshot(state, 1, 1);
                while (!writer.TryAdvance() && journal.Fault is null)
                {
                    Settle(journal, 0);
                }

                Model.Reached(journal.Appended.Sequence);
                if (writer.EndSequence != 0)
                {
                    Model.Snapshot(writer.BeginSequence, writer.EndSequence, state);
                }
            }

            byte[] payload = new byte[(batch * 1_777) % 14_000];
            payload.AsSpan().Fill((byte)batch);
            if (journal.TryAppend((ushort)(batch + 1), 1, 1, payload, out ulong sequence))
            {
                Model.Frame(sequence, (ushort)(batch + 1), payload);
            }

            Settle(journal, journal.Appended.Sequence);
            if (Stepped && journal.Fault is null)
            {
                journal.StepKeeper(follow: batch % 4 == 0);
            }
        }
    }

    /// <summary>After the process is gone, and again after the power: what was acknowledged is there, and the same.</summary>
    public void CheckAfter()
    {
        Check(_disk.Copy());
        _disk.LosePower();
        Check(_disk);
    }

    /// <summary>The same for a disk whose process is dead but still there.</summary>
    public void CheckCopy() => Check(_disk.Copy());

    private void Check(SimDisk disk)
    {
        FixedWork after = new(disk, stepped: true);
        JournalOpenResult opened = after.Open();
        if (opened.Journal is not { } journal)
        {
            throw new SimViolation($"not opened afterwards, {opened.Status}: {opened.Message}");
        }

        using (journal)
        {
            ulong last = opened.Report!.LastSequence;
            if (last < Model.Acknowledged || last > Model.Appended)
            {
                throw new SimViolation($"{Model.Acknowledged} was acknowledged, {Model.Appended} appended, recovery ended at {last}");
            }

            Replayed replayed = new();
            if (journal.Replay(replayed) is { IsWhole: false } unread)
            {
                throw new SimViolation(unread.Message);
            }

            Model.Check(replayed, last);
        }
    }

    /// <summary>Lets the journal commit: by hand, or by its own threads until the sequence is there.</summary>
    private void Settle(NodeJournal journal, ulong sequence)
    {
        if (Stepped)
        {
            journal.StepSegment();
            if (journal.Fault is null)
            {
                journal.StepCommit();
            }

            return;
        }

        while (journal.Fault is null && journal.CommittedSequence < sequence)
        {
            Thread.Yield();
        }
    }
}
