using System;
using System.Collections.Generic;
using Basisd.Journal;

namespace Basisd.Tests.Simulation;

/// <summary>One node's copy of a slot's journal on a simulated disk of its own, driven step by step.</summary>
internal sealed class SimNode
{
    private readonly JournalGround _ground;

    public SimNode(ulong seed)
        : this(new SimDisk(seed))
    {
    }

    public SimNode(SimDisk disk)
    {
        Disk = disk;
        _ground = new JournalGround { Disk = disk, Stepped = true, Identity = new JournalId(7, 8) };
        Options = new JournalOptions { Directory = SimDisk.Root, Geometry = CrashRun.Geometry, FreeFloorBytes = 0, Ground = _ground };
    }

    public SimDisk Disk { get; }

    public JournalOptions Options { get; }

    public NodeJournal Journal { get; private set; } = null!;

    /// <summary>Highest sequence that was called durable.</summary>
    public JournalHead Acknowledged { get; private set; }

    public SimNode Open(bool copy = true)
    {
        JournalOpenResult opened = NodeJournal.Open(Options with { Copy = copy });
        Journal = opened.Journal ?? throw new SimViolation($"not opened, {opened.Status}: {opened.Message}");
        return this;
    }

    public SimNode Begin(JournalBase from)
    {
        CopyReport made = JournalCopy.Create(Options, from);
        return made.Status == CopyStatus.Done ? Open() : throw new SimViolation(made.Message);
    }

    /// <summary>Makes all that is staged durable; false when the disk died over it.</summary>
    public bool Commit()
    {
        bool more = true;
        while (more && Journal.Fault is null && !Disk.Dead)
        {
            Journal.StepSegment();
            more = Journal.Fault is null && Journal.StepCommit();
        }

        Witness();
        return Journal.Fault is null && !Disk.Dead;
    }

    public void Write(ulong epoch, int frames, SimRandom random, int bytes)
    {
        for (int i = 0; i < frames && Journal.Fault is null && !Disk.Dead; i++)
        {
            byte[] payload = new byte[random.Below(bytes + 1)];
            payload.AsSpan().Fill(random.Byte());
            while (!Journal.TryAppend((ushort)random.Between(1, 30), epoch, (long)(random.Next() >> 1), payload, out _) && Commit())
            {
                // There is room again.
            }
        }
    }

    public void Witness()
    {
        // A process that died tells nobody any more what it believed.
        if (!Disk.Dead && Journal.CommittedSequence > Acknowledged.Sequence)
        {
            Acknowledged = Journal.Committed;
        }
    }

    public void Forget() => Acknowledged = default;

    public void Close()
    {
        Witness();
        _ = Journal.Close(1_000);
    }

    public FramePosition Position()
    {
        using FramePull pull = Journal.OpenPull();
        return pull.TryFind(ulong.MaxValue, ulong.MaxValue, out FramePosition position, out string problem)
            ? position
            : throw new SimViolation("no position: " + problem);
    }

    /// <summary>Exact bytes of the frames, by sequence; the journal is open or closed.</summary>
    public SortedDictionary<ulong, byte[]> Frames()
    {
        if (!JournalReader.Open(_ground, SimDisk.Root, out JournalReader? reader, out string message))
        {
            throw new SimViolation(message);
        }

        using (reader)
        {
            SortedDictionary<ulong, byte[]> frames = [];
            while (reader!.TryRead(out FrameHeader header, out _) == ReadStep.Frame)
            {
                frames.Add(header.Sequence, reader.FrameBytes.ToArray());
            }

            return reader.Failure is { } failure ? throw new SimViolation(failure.Message) : frames;
        }
    }
}
