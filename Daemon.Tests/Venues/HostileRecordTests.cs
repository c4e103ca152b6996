using System;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Tests.Node;
using Basisd.Venues;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Basisd.Tests.Venues;

/// <summary>Whatever records come in whatever order: nothing throws, nothing is lost, nothing is allocated, the journal rebuilds it.</summary>
public sealed class HostileRecordTests
{
    private static readonly long[] s_amounts =
        [0, 1, -1, FixedPoint.Scale, FixedPoint.MaxPrice, -FixedPoint.MaxPrice, long.MaxValue, long.MinValue, 12_345];

    [Fact]
    public void No_records_make_it_throw_and_the_journal_rebuilds_what_they_made() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            Random random = new(seed);
            NodeRig rig = HistoryPlay.Started(TradedPlay.Topology, new CoreSettings { GatewayVenues = [true, false, true] });
            for (int i = 0; i < 400; i++)
            {
                rig.Now += random.Next(1_200) * FixedPoint.Millisecond;
                VenueRecord record = Any(random);
                rig.Step(new NodeInput { Kind = NodeInputKind.VenueRecord, Now = rig.Now, Record = ref record });
                if (random.Next(5) == 0)
                {
                    rig.Observe((ObservationKind)random.Next((int)ObservationKind.OrderEvent, (int)ObservationKind.CommandAck), 0, random.Next(6),
                        random.Next(4), OneOf(random, s_amounts), 5);
                }

                if (random.Next(40) == 0)
                {
                    rig.Step(new NodeInput { Kind = NodeInputKind.Explain, Now = rig.Now, Number = random.Next(-1, 4), Text = "so it is"u8 });
                }
            }

            rig.Tick(FixedPoint.Second);
            Assert.Equal(0, rig.Core.Counters.EvaluatorFaults);
            DurableState copy = new(TradedPlay.Topology, 1);
            Effects derived = new(TradedPlay.Topology.Scopes.Length);
            for (int entry = 0; entry < rig.Journal.Count; entry++)
            {
                derived.Clear();
                Assert.True(copy.Replay(rig.Journal[entry].Kind, rig.Journal[entry].Payload, derived), $"entry {entry}, {rig.Journal[entry].Kind}");
                entry += Math.Max(0, derived.Entries.Length - 1);
            }

            Assert.Equal(Convert.ToHexString(rig.Core.State.Hash()), Convert.ToHexString(copy.Hash()));
            CanonicalWriter snapshot = new();
            rig.Core.WriteSnapshot(snapshot);
            NodeCore again = new(TradedPlay.Topology, rig.Settings);
            again.ReadSnapshot(snapshot.Written);
            CanonicalWriter other = new();
            again.State.Write(other);
            CanonicalWriter one = new();
            rig.Core.State.Write(one);
            Assert.Equal(Convert.ToHexString(one.Written), Convert.ToHexString(other.Written));
        }));

    [Fact]
    public void A_record_that_this_topology_could_not_have_sent_is_refused_and_counted()
    {
        NodeRig rig = HistoryPlay.Started(TradedPlay.Topology, new CoreSettings { GatewayVenues = [true] });
        VenueRecord[] foreign =
        [
            new() { Kind = VenueRecordKind.PollBegin, Venue = 1 }, new() { Kind = VenueRecordKind.PollBegin, Venue = -1 },
            new() { Kind = VenueRecordKind.Watched }, new() { Kind = VenueRecordKind.Explained }, new() { Kind = (VenueRecordKind)99 },
            new() { Kind = VenueRecordKind.Fill, Item = 3 }, new() { Kind = VenueRecordKind.Balance, Item = 10_000 },
            new() { Kind = VenueRecordKind.Position, Item = 1 }, new() { Kind = VenueRecordKind.Funding, CashAccount = -2 },
        ];
        int before = rig.Journal.Count;
        foreach (VenueRecord record in foreign)
        {
            VenueRecord one = record;
            Assert.Equal(StepResult.Refused, rig.Step(new NodeInput { Kind = NodeInputKind.VenueRecord, Now = rig.Now, Record = ref one }));
        }

        Assert.Equal((foreign.Length, before), (rig.Core.Counters.RefusedRecords, rig.Journal.Count));
    }

    [Fact]
    public void A_poll_allocates_nothing()
    {
        NodeRig rig = HistoryPlay.Started(TradedPlay.Topology, new CoreSettings { GatewayVenues = [true] });
        VenueRecord record = default;
        long seq = 0;
        void Send(VenueRecordKind kind, int item, long id, long quantity)
        {
            record = new VenueRecord { Kind = kind, Item = item, Id = id, Seq = seq, Quantity = quantity, OrderId = 1, Price = FixedPoint.Scale };
            rig.Core.Step(new NodeInput { Kind = NodeInputKind.VenueRecord, Now = rig.Now, Record = ref record }, rig.Effects);
        }

        Assert.Equal(0, SteadyAllocation.Least(() =>
        {
            for (int i = 0; i < 300; i++)
            {
                rig.Now += 100 * FixedPoint.Millisecond;
                Send(VenueRecordKind.PollBegin, 0, i, 0);
                seq++;
                Send(VenueRecordKind.Transfer, 0, seq, 1);
                seq++;
                Send(VenueRecordKind.Fill, 0, seq, 1);
                Observation fill = new() { Kind = ObservationKind.Fill, V0 = 1, V1 = seq, V2 = 1, V3 = FixedPoint.Scale, SourceTime = rig.Now };
                rig.Core.Step(new NodeInput { Kind = NodeInputKind.Observation, Now = rig.Now, Observation = ref fill }, rig.Effects);
                Send(VenueRecordKind.Balance, 0, 0, seq);
                Send(VenueRecordKind.Position, 0, 0, 0);
                Send(VenueRecordKind.OpenOrder, 0, 1, 1);
                Send(VenueRecordKind.PollEnd, 0, i, 0);
            }
        }));
    }

    private static T OneOf<T>(Random random, T[] of) => of[random.Next(of.Length)];

    private static VenueRecord Any(Random random) => new()
    {
        Kind = (VenueRecordKind)random.Next(0, 14),
        Venue = random.Next(-1, 4),
        Seq = random.Next(400),
        Item = random.Next(-2, 14),
        IsDerivative = random.Next(2) == 0,
        OrderId = random.Next(6),
        Id = random.Next(6),
        Quantity = OneOf(random, s_amounts),
        Price = OneOf(random, s_amounts),
        Cash = OneOf(random, s_amounts),
        CashAccount = random.Next(-1, 20),
        Fee = OneOf(random, s_amounts),
        FeeAccount = random.Next(-1, 20),
        RatePpm = OneOf(random, s_amounts),
    };
}
