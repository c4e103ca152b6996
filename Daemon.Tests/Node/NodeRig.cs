using System;
using System.Collections.Generic;
using System.Text;
using Basisd.Host.Loop;
using Basisd.Incidents;
using Basisd.Journal;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Triggers;

namespace Basisd.Tests.Node;

/// <summary>A node on a virtual clock with a journal in memory that commits when it is told to.</summary>
internal sealed class NodeRig : IGateSink
{
    public const long Start = 1_700_000_000L * FixedPoint.Second;

    public NodeRig(CoreSettings? settings = null, Topology? topology = null)
    {
        Topology = topology ?? SmallTopology();
        Settings = settings ?? new CoreSettings { StageDwellNs = 5 * FixedPoint.Second };
        Core = new NodeCore(Topology, Settings);
        Effects = new Effects(Topology.Scopes.Length) { Gate = this };
        Page = new ulong[Topology.Scopes.Length];
    }

    public Topology Topology { get; }

    public CoreSettings Settings { get; }

    public NodeCore Core { get; }

    public Effects Effects { get; }

    public ulong[] Page { get; }

    public long Now { get; set; } = Start;

    public bool AutoCommit { get; set; } = true;

    public ulong Sequence { get; private set; }

    public ulong Committed { get; private set; }

    public List<(EntryKind Kind, byte[] Payload)> Journal { get; } = [];

    public static Topology SmallTopology()
    {
        TopologyBuilder builder = new();
        builder.AddAsset("BTC", "USDT", 50_000);
        builder.AddAsset("ETH", "USDT", 50_000);
        foreach (string venue in new[] { "alpha", "bravo", "carol" })
        {
            builder.AddVenue(venue);
            builder.AddRoute("BTC", venue, null, "USDT");
            builder.AddInstrument("BTC", "USDT", venue, isPerpetual: false);
        }

        builder.AddPosition("BTC-PERP@alpha", "alpha");
        return builder.Build();
    }

    public void Tighten(in GateWrite write)
    {
        if ((write.Word & ~Page[write.Scope]) != 0)
        {
            throw new InvalidOperationException($"scope {write.Scope} was loosened by a tightening");
        }

        Page[write.Scope] = write.Word;
    }

    public int Scope(string name) => Topology.TryFind(name, out Scope scope) ? scope.Index : throw new ArgumentException(name);

    public Mode ModeOf(string name) => Core.State.Safety.ModeOf(Scope(name));

    public Permission PermissionOf(string scope, GateAction action) => PermissionWord.Of(Page[Scope(scope)], action);

    public StepResult Step(in NodeInput input)
    {
        StepResult result = Core.Step(input, Effects);
        foreach (ref readonly EntryRef entry in Effects.Entries)
        {
            Journal.Add((entry.Kind, Effects.PayloadOf(entry).ToArray()));
            Sequence++;
        }

        if (Effects.Entries.Length > 0)
        {
            Core.Appended(Sequence);
        }

        if (AutoCommit)
        {
            Commit();
        }

        return result;
    }

    public void Commit()
    {
        Committed = Sequence;
        while (Core.TryTakeLoosened(Committed, out GateWrite write))
        {
            Page[write.Scope] = write.Word;
        }
    }

    /// <summary>The node that starts where this one was killed: from a snapshot and the entries behind it, as a start does it.</summary>
    /// <param name="snapshot">An earlier <see cref="NodeCore.WriteSnapshot"/>.</param>
    /// <param name="behind">Entries that the journal had when it was taken.</param>
    public NodeRig Restarted(ReadOnlySpan<byte> snapshot, int behind)
    {
        NodeRig again = new(Settings, Topology) { Now = Now };
        JournalReplay replay = new(again.Core);
        replay.Snapshot(new FrameHeader { Sequence = (ulong)behind }, snapshot);
        for (int i = behind; i < Journal.Count; i++)
        {
            replay.Frame(new FrameHeader { Sequence = (ulong)i + 1, Kind = (ushort)Journal[i].Kind }, Journal[i].Payload);
        }

        if (replay.Problem is not null || replay.Missing.Count > 0)
        {
            throw new InvalidOperationException($"the journal does not replay: {replay.Problem}, {replay.Missing.Count} entries are missing");
        }

        again.Journal.AddRange(Journal);
        again.Sequence = Sequence;
        again.Step(new NodeInput { Kind = NodeInputKind.Start, Now = Now, Text = "again"u8 });
        return again;
    }

    public StepResult Tick(long advance = 0)
    {
        Now += advance;
        return Step(new NodeInput { Kind = NodeInputKind.Tick, Now = Now });
    }

    public StepResult Observe(ObservationKind kind, int index, long v0, long v1 = 0, long v2 = 0, long v3 = 0)
    {
        Observation observation = new()
        {
            Kind = kind,
            Index = (uint)index,
            SourceTime = Now,
            V0 = v0,
            V1 = v1,
            V2 = v2,
            V3 = v3,
        };
        return Step(new NodeInput { Kind = NodeInputKind.Observation, Now = Now, Observation = ref observation });
    }

    public StepResult Act(NodeInputKind kind, string scope, string reason = "because") => Step(new NodeInput
    {
        Kind = kind,
        Now = Now,
        Scope = Scope(scope),
        Text = Encoding.UTF8.GetBytes(reason),
        Uid = 1000,
    });

    /// <summary>Records every step of the DMM protocol that people record and that is not recorded yet.</summary>
    /// <param name="document">SHA-256 of the root cause document, 64 hex digits.</param>
    public void Protocol(string document)
    {
        Tick();
        while (Core.State.Register.Open is { } file && file.NextStep is > ProtocolStep.StateFreeze and < ProtocolStep.Approval)
        {
            int left = (int)(DmmProtocol.RolesOf(file.NextStep) & ~file.RolesOf(file.NextStep));
            IncidentRecord record = StepOf(file, file.NextStep, (OperatorRoles)(left & -left), document);
            if (Record(record) != StepResult.Done)
            {
                throw new InvalidOperationException($"{record} is refused: {Core.Incidents.Refusal}");
            }
        }
    }

    public StepResult Record(IncidentRecord record) =>
        Step(new NodeInput { Kind = NodeInputKind.IncidentRecord, Now = Now, Incident = record, Uid = 1000 });

    public static IncidentRecord StepOf(IncidentFile file, ProtocolStep step, OperatorRoles role, string document) => new()
    {
        Kind = IncidentRecordKind.Step,
        Incident = file.Number,
        Step = step,
        Role = role,
        Author = "dora",
        Document = step == ProtocolStep.RootCause ? document : "",
        Text = $"step {(int)step}",
    };

    /// <summary>Feeds steady prices once a second.</summary>
    public void Live(int seconds, long price = 50_000 * FixedPoint.Scale)
    {
        for (int second = 0; second < seconds; second++)
        {
            foreach (Instrument instrument in Topology.Instruments)
            {
                Observe(ObservationKind.Price, instrument.Index, price);
            }

            Tick(FixedPoint.Second);
        }
    }
}
