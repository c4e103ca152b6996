using System;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Tests.Node;

namespace Basisd.Tests.Incidents;

/// <summary>One slot as its journal has it: what is acted on is always a core that was led there by the entries, on whatever node.</summary>
/// <param name="Journal">The entries.</param>
/// <param name="Committed">How many of them no failover may lose.</param>
/// <param name="Epoch">Under which it is owned.</param>
/// <param name="IsActing">Whether its owner was not fenced.</param>
internal sealed record ClusterDmmSlot((EntryKind Kind, byte[] Payload)[] Journal, int Committed, long Epoch, bool IsActing)
{
    private static readonly Topology Platform = new TopologyBuilder().Build();

    /// <summary>A slot that was taken over once.</summary>
    public static ClusterDmmSlot Begin(NodeGuards without)
    {
        ClusterDmmSlot begun = new ClusterDmmSlot([], 0, 0, true).TakenOver(0, 1, without);
        return begun with { Committed = begun.Journal.Length };
    }

    /// <summary>The node that is led by the first so many entries.</summary>
    public NodeRig Led(int entries, long now, NodeGuards without)
    {
        CoreSettings settings = new() { Without = without, ProtocolRequired = false };
        NodeRig rig = new(settings, Platform) { Now = NodeRig.Start + (now * FixedPoint.Second) };
        EntryReplay replay = new(rig.Core);
        for (int i = 0; i < entries; i++)
        {
            replay.Entry((ulong)i + 1, (ushort)Journal[i].Kind, Journal[i].Payload);
        }

        if (replay.Problem is not null || replay.Missing.Count > 0)
        {
            throw new InvalidOperationException($"the journal does not replay: {replay.Problem}");
        }

        rig.Journal.AddRange(Journal[..entries]);
        return rig;
    }

    /// <summary>The slot as that node left it.</summary>
    public ClusterDmmSlot After(NodeRig rig) => this with { Journal = [.. rig.Journal] };

    /// <summary>Another node takes it over with so many entries.</summary>
    public ClusterDmmSlot TakenOver(int entries, long now, NodeGuards without)
    {
        NodeRig rig = Led(entries, now, without);
        StepResult taken = rig.Step(new NodeInput
        {
            Kind = NodeInputKind.Takeover,
            Now = rig.Now,
            Number = Epoch + 1,
            Text = "node-b"u8,
        });
        if (taken != StepResult.Done)
        {
            throw new InvalidOperationException($"the takeover is {taken}");
        }

        rig.Step(new NodeInput { Kind = NodeInputKind.Start, Now = rig.Now, Text = "v"u8 });
        return new([.. rig.Journal], Math.Min(Committed, entries), Epoch + 1, true);
    }
}
