using System;
using Basisd.Journal;

namespace Basisd.Tests.Simulation;

/// <summary>What a node does with its journal, step by step: batches, snapshots, commits, housekeeping; and a second daemon that tries.</summary>
internal sealed class JournalWork(NodeJournal journal, JournalGround ground, RunModel model, SimRandom random, RunPlan plan)
{
    private SnapshotWriter? _writer;
    private byte[] _state = [];

    public void Step()
    {
        switch (random.Below(20))
        {
            case < 9:
                Batch();
                break;
            case < 14:
                Commit();
                break;
            case < 16:
                journal.StepKeeper(random.Percent(plan.FollowPercent));
                break;
            case < 19:
                Snapshot();
                break;
            default:
                Intrude();
                break;
        }
    }

    private void Batch()
    {
        if (_writer is { BeginSequence: 0 })
        {
            return; // A snapshot is of the state before its begin: nothing comes in between.
        }

        int frames = random.Between(1, 4);
        for (int i = 0; i < frames; i++)
        {
            int size = random.OneIn(3) ? random.Below(plan.Payload + 1) : random.Below(120);
            byte[] payload = new byte[size];
            for (int at = 0; at < size; at += 1 + (at / 2))
            {
                payload[at] = random.Byte();
            }

            ushort kind = (ushort)random.Between(1, 40);
            if (!journal.TryStage(kind, 1, (long)journal.Appended.Sequence, payload, out ulong sequence))
            {
                break;
            }

            model.Frame(sequence, kind, payload);
        }

        journal.Flush();
        if (random.OneIn(2))
        {
            Commit();
        }
    }

    private void Commit()
    {
        journal.StepSegment();

        if (journal.Fault is null)
        {
            journal.StepCommit();
        }
    }

    private void Snapshot()
    {
        if (_writer is null)
        {
            _state = new byte[random.Between(1, plan.State)];
            _state.AsSpan().Fill(random.Byte());
            _state[0] = random.Byte();
            _writer = journal.BeginSnapshot(_state, 1, 1);
        }

        while (!_writer.TryAdvance())
        {
            model.Reached(journal.Appended.Sequence);
            if (random.OneIn(4) || journal.Fault is not null)
            {
                return;
            }

            Commit();
        }

        model.Reached(journal.Appended.Sequence);
        model.Snapshot(_writer.BeginSequence, _writer.EndSequence, _state);
        _writer = null;
    }

    private void Intrude()
    {
        JournalOpenResult second = NodeJournal.Open(
            new JournalOptions { Directory = SimDisk.Root, Geometry = CrashRun.Geometry, FreeFloorBytes = 0, Ground = ground });
        if (second.Journal is { } intruder)
        {
            intruder.Dispose();
            throw new SimViolation("a second daemon opened the journal of a running one");
        }
    }
}
