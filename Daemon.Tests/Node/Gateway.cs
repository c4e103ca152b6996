using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using Basisd.Engine;
using Basisd.Node;
using Xunit;

namespace Basisd.Tests.Node;

/// <summary>One engine's session at the real decoder, and what comes through it into a node on a virtual clock, as the loop hands it on.</summary>
internal sealed class Gateway
{
    private readonly Inbox _inbox;
    private readonly EngineDecoder _decoder;
    private readonly EngineSession _session;
    private readonly EngineCounters _counters = new();
    private readonly NodeRig _rig;

    public Gateway(NodeRig rig)
    {
        EngineOptions options = new();
        _rig = rig;
        _inbox = new Inbox(options.InboxItems);
        _session = new EngineSession(0, options.OutboxBytes);
        _session.Connect(0, 1, 0, default);
        ObservationRules rules = new(IndexLimits.Of(rig.Topology), options.MaxFutureNs, options.MaxAgeNs);
        _decoder = new EngineDecoder(options, rules, NameTable.Of(rig.Topology), _inbox, _counters);
        ControlRecord hello = EngineClient.Hello("bad", SessionFlags.Commits);
        byte[] packet = MemoryMarshal.AsBytes(new ReadOnlySpan<ControlRecord>(in hello)).ToArray();
        _decoder.Decode(_session, packet, packet.Length, rig.Now);
        Assert.True(_session.IsOpen);
        _inbox.Clear();
    }

    /// <summary>Number of the latest record.</summary>
    public ulong Sequence { get; set; }

    /// <summary>Records that the core took.</summary>
    public long Taken { get; private set; }

    /// <summary>Records that nobody applied, by reason.</summary>
    public SortedDictionary<RejectReason, long> Refused
    {
        get
        {
            SortedDictionary<RejectReason, long> refused = [];
            foreach (RejectReason reason in Enum.GetValues<RejectReason>())
            {
                long count = _counters.Rejected(reason);
                if (count > 0)
                {
                    refused[reason] = count;
                }
            }

            return refused;
        }
    }

    /// <summary>Refusals that were journaled.</summary>
    public List<string> Journaled { get; } = [];

    /// <summary>Sends the next record.</summary>
    public void Send(Observation record) => Send(record, ++Sequence);

    /// <summary>Sends a record under a number of its own.</summary>
    public void Send(Observation record, ulong sequence)
    {
        record.Sequence = sequence;
        byte[] packet = MemoryMarshal.AsBytes(new ReadOnlySpan<Observation>(in record)).ToArray();
        _decoder.Decode(_session, packet, packet.Length, _rig.Now);
        foreach (ref readonly InboxItem item in _inbox.Items)
        {
            Take(item);
        }

        _inbox.Clear();
    }

    // As EngineIntake does.
    private void Take(in InboxItem item)
    {
        Observation record = item.Record;
        switch (item.Kind)
        {
            case InboxItemKind.Observation:
                long at = Math.Min(_rig.Now, record.SourceTime);
                StepResult taken = _rig.Step(new NodeInput { Kind = NodeInputKind.Observation, Now = at, Observation = ref record });
                Taken += taken == StepResult.Done ? 1 : 0;
                if (taken == StepResult.Late && _decoder.RefuseLate(_session, record))
                {
                    Note(RejectReason.SourceTimeOld);
                }

                break;
            case InboxItemKind.Rejected: Note(item.Reason); break;
            case InboxItemKind.SequenceGap:
                _rig.Step(new NodeInput { Kind = NodeInputKind.IntegrityFault, Now = _rig.Now, Number = 1, Text = "records are missing"u8 });
                break;
        }
    }

    private void Note(RejectReason reason)
    {
        int before = _rig.Journal.Count;
        _rig.Step(new NodeInput { Kind = NodeInputKind.RecordRefused, Now = _rig.Now, Number = 1, Text = Encoding.UTF8.GetBytes(reason.ToString()) });
        Assert.Equal(EntryKind.RecordRefused, _rig.Journal[before].Kind);
        Journaled.Add(reason.ToString());
    }
}
