using System;
using System.Collections.Generic;
using Basisd.Controls;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Tests.Node;

/// <summary>A node with gateways at alpha and carol, what its engine is told, and what its venues answer.</summary>
internal sealed class ControlRig
{
    public const int Alpha = 0;
    public const int Carol = 2;

    public ControlRig(CoreSettings? settings = null)
    {
        Rig = HistoryPlay.Started(NodeRig.SmallTopology(), (settings ?? new CoreSettings { StageDwellNs = 5 * FixedPoint.Second }) with
        {
            GatewayVenues = [true, false, true],
        });
        Step(new NodeInput { Kind = NodeInputKind.Tick, Now = Rig.Now });
        Observe(ObservationKind.EngineHeartbeat, 0, 1);
    }

    public NodeRig Rig { get; }

    /// <summary>Everything that was to be told to the engine, in order.</summary>
    public List<Command> Told { get; } = [];

    public Command Latest => Rig.Core.State.Commands.Items[^1];

    public Command Of(long id) => Rig.Core.State.Commands.TryFind(id, out Command command) ? command : default;

    public StepResult Order(CommandKind kind, string scope, long argument0 = 0, long argument1 = 0) => Step(new NodeInput
    {
        Kind = NodeInputKind.Command,
        Now = Rig.Now,
        Scope = Rig.Scope(scope),
        Number = (long)kind,
        Argument0 = argument0,
        Argument1 = argument1,
        Uid = 1000,
        Text = "because"u8,
    });

    public void Ack(long id, bool refused = false) => Observe(ObservationKind.CommandAck, 0, id, refused ? 1 : 0);

    public void Tick(long advance)
    {
        Rig.Now += advance;
        Step(new NodeInput { Kind = NodeInputKind.Tick, Now = Rig.Now });
    }

    public void Observe(ObservationKind kind, int index, long v0, long v1 = 0, long v2 = 0, long v3 = 0)
    {
        Rig.Observe(kind, index, v0, v1, v2, v3);
        Take();
    }

    /// <summary>A complete poll that began a nanosecond ago: open orders of BTC, and the position at alpha.</summary>
    public void Poll(int venue, int orders = 0, long position = 0, long? begunAt = null, long orderId = 7)
    {
        Rig.Now++;
        Record(new VenueRecord { Kind = VenueRecordKind.PollBegin, Venue = venue, Time = begunAt ?? Rig.Now });
        if (venue == Alpha && position != 0)
        {
            Record(new VenueRecord { Kind = VenueRecordKind.Position, Venue = venue, Item = 0, Quantity = position });
        }

        for (int i = 0; i < orders; i++)
        {
            Record(new VenueRecord { Kind = VenueRecordKind.OpenOrder, Venue = venue, Item = venue, OrderId = orderId + i });
        }

        Record(new VenueRecord { Kind = VenueRecordKind.PollEnd, Venue = venue });
    }

    public void Record(VenueRecord record) => Step(new NodeInput { Kind = NodeInputKind.VenueRecord, Now = Rig.Now, Record = ref record });

    public StepResult Step(in NodeInput input)
    {
        StepResult result = Rig.Step(input);
        Take();
        return result;
    }

    public Cause Cause(string scope)
    {
        int slot = Rig.Core.State.Safety.Causes.Find(Rig.Scope(scope), TriggerId.RiskControlTimeout);
        return slot < 0 ? default : Rig.Core.State.Safety.Causes[slot];
    }

    private void Take()
    {
        foreach (ref readonly Command command in Rig.Effects.Commands)
        {
            Told.Add(command);
        }
    }
}
