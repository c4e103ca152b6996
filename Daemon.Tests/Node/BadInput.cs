using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Basisd.Host.Configuration;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Tests.Node;

/// <summary>What goes wrong with the records of one kind.</summary>
internal enum Fault
{
    Missing,
    Stale,
    Late,
    Future,
    Frozen,
    Duplicated,
    OutOfOrder,
    Absurd,
    WrongKind,
}

/// <summary>
/// A node that is fed with every kind in good health, one second at a time, through the real gateway; and one kind of it that breaks. Holds are
/// five seconds, so that what can clear does.
/// </summary>
internal sealed class BadInput
{
    private const long Fair = 2_000 * FixedPoint.Scale;
    private const ushort NoKind = 20;

    private readonly ObservationKind _kind;
    private readonly ObservationAges _ages;
    private readonly long _stoppedAt;
    private long _second;
    private long _firstTransfer = 1;

    public BadInput(ObservationKind kind)
    {
        _kind = kind;
        NodeConfiguration configuration = ConfigurationLoader.Parse("holds", Encoding.UTF8.GetBytes(ShortHolds())).Configuration!;
        CoreSettings settings = CoreSettingsMapping.Of(configuration);
        _ages = new ObservationAges(settings);
        Rig = HistoryPlay.Started(RichTopology.Build(), settings);
        Gate = new Gateway(Rig);
        for (int second = 0; second < 40; second++)
        {
            Second((_, record) => Gate.Send(record));
        }

        _stoppedAt = Rig.Now;
    }

    public NodeRig Rig { get; }

    public Gateway Gate { get; }

    /// <summary>The trigger that a kind can trip and clear, with the scope that it trips here; none where nothing clears by itself.</summary>
    public static (TriggerId Trigger, string Scope) Watched(ObservationKind kind) => kind switch
    {
        ObservationKind.CallResult => (TriggerId.ApiFailure, "venue/alpha"),
        ObservationKind.Price => (TriggerId.AbnormalPricing, "route/BTC@alpha"),
        ObservationKind.Depth => (TriggerId.LiquidityCompression, "route/BTC@alpha"),
        ObservationKind.Slippage => (TriggerId.ExecutionAnomaly, "route/BTC@alpha"),
        ObservationKind.CostAlpha => (TriggerId.ExecutionPrecisionInversion, "route/BTC@alpha"),
        ObservationKind.MarginRatio => (TriggerId.MarginBufferBreach, "venue/alpha"),
        ObservationKind.Funding => (TriggerId.FundingDislocation, "route/BTC@alpha"),
        ObservationKind.TransferStatus => (TriggerId.TransferHalt, "route/BTC@alpha"),
        ObservationKind.Confirmation => (TriggerId.SettlementDegradation, "route/BTC@alpha"),
        ObservationKind.ChainStatus => (TriggerId.ChainStress, "asset/BTC"),
        ObservationKind.UnitRate => (TriggerId.SettlementUnitDeviation, "route/BTC@alpha"),
        ObservationKind.Gold => (TriggerId.PaxgDislocation, "asset/PAXG"),
        ObservationKind.BalancePair => (TriggerId.ReconciliationFailure, "route/BTC@alpha"),
        _ => default,
    };

    /// <summary>Feeds seconds in which the kind's records suffer a fault.</summary>
    public void Suffer(Fault fault, int seconds, Func<bool>? until = null)
    {
        for (int second = 0; second < seconds && until?.Invoke() != true; second++)
        {
            Second((kind, record) =>
            {
                if (kind == _kind)
                {
                    Break(fault, record);
                }
                else
                {
                    Gate.Send(record);
                }
            });
        }
    }

    /// <summary>Feeds what trips the kind's trigger, until it has.</summary>
    public bool Trip()
    {
        (TriggerId trigger, string scope) = Watched(_kind);
        _firstTransfer += 4; // others than those that are through already
        for (int second = 0; second < 400 && !IsActive(trigger, scope); second++)
        {
            Second((kind, record) => Gate.Send(kind == _kind ? Sick(record) : record));
        }

        return IsActive(trigger, scope);
    }

    public bool IsActive(TriggerId trigger, string scope)
    {
        int slot = Rig.Core.State.Safety.Causes.Find(Rig.Scope(scope), trigger);
        return slot >= 0 && Rig.Core.State.Safety.Causes[slot].Status == CauseStatus.Active;
    }

    private void Second(Action<ObservationKind, Observation> feed)
    {
        _second++;
        Rig.Tick(FixedPoint.Second);
        for (ObservationKind kind = ObservationKind.CallResult; kind <= ObservationKind.EngineHeartbeat; kind++)
        {
            int count = CountOf(kind);
            for (int index = 0; index < count && kind is not (ObservationKind.CommandAck or ObservationKind.IntegrityReport); index++)
            {
                feed(kind, Good(kind, index));
            }

            if (kind == _kind && kind is ObservationKind.CommandAck or ObservationKind.IntegrityReport && _stoppedAt != 0)
            {
                feed(kind, Good(kind, 0));
            }
        }
    }

    private void Break(Fault fault, Observation record)
    {
        long age = _ages.MaxAgeOf(_kind) == long.MaxValue ? FixedPoint.Minute : _ages.MaxAgeOf(_kind) + FixedPoint.Second;
        switch (fault)
        {
            case Fault.Missing: break;
            case Fault.Stale: Gate.Send(Good(_kind, (int)record.Index, 0) with { SourceTime = _stoppedAt - age }); break;
            case Fault.Late: Gate.Send(record with { SourceTime = Rig.Now - age }); break;
            case Fault.Future: Gate.Send(record with { SourceTime = Rig.Now + FixedPoint.Second + 1 }); break;

            // One feed stands still while the others go on.
            case Fault.Frozen: Gate.Send(record.Index == 0 ? Good(_kind, 0, 0) with { SourceTime = Rig.Now } : record); break;
            case Fault.Duplicated:
                Gate.Send(record);
                Gate.Send(record, Gate.Sequence);
                break;
            case Fault.OutOfOrder:
                Gate.Send(record, Gate.Sequence + 2);
                Gate.Send(record, Gate.Sequence + 1);
                Gate.Sequence += 2;
                break;
            case Fault.WrongKind: Gate.Send(record with { Kind = (ObservationKind)NoKind }); break;
            case Fault.Absurd: Absurd(record); break;
        }
    }

    private void Absurd(Observation record)
    {
        Gate.Send(record with { Index = (uint)CountOf(_kind) });
        Gate.Send(record with { Flags = 1 });
        for (int value = 0; value < ObservationRanges.Values; value++)
        {
            (long min, long max) = ObservationRanges.RangeOf(_kind, value);
            if (min != long.MinValue)
            {
                Gate.Send(With(record, value, min - 1));
            }

            if (max != long.MaxValue)
            {
                Gate.Send(With(record, value, max + 1));
            }
        }
    }

    private static Observation With(Observation record, int value, long to) => value switch
    {
        0 => record with { V0 = to },
        1 => record with { V1 = to },
        2 => record with { V2 = to },
        3 => record with { V3 = to },
        _ => record with { V4 = to },
    };

    private Observation Good(ObservationKind kind, int index) => Good(kind, index, _second);

    private Observation Good(ObservationKind kind, int index, long turn)
    {
        Observation o = new() { Kind = kind, Index = (uint)index, SourceTime = Rig.Now };
        switch (kind)
        {
            case ObservationKind.CallResult: (o.V1, o.V2) = (20 * FixedPoint.Millisecond, -1); break;

            // A market moves, half a percent to and fro within some seconds.
            case ObservationKind.Price: o.V0 = Fair + (Math.Abs((turn % 20) - 10) * Fair / 2_000); break;
            case ObservationKind.Depth: (o.V0, o.V1, o.V2) = (90 * FixedPoint.Scale, 90 * FixedPoint.Scale, 2_500); break;
            case ObservationKind.Slippage: (o.V0, o.V1) = (100, 90); break;
            case ObservationKind.CostAlpha: (o.V0, o.V1) = (100, 300); break;
            case ObservationKind.MarginRatio: (o.V0, o.V1) = (2_000_000, FixedPoint.Scale); break;
            case ObservationKind.Funding: o.V1 = FixedPoint.Minute; break;
            case ObservationKind.TransferStatus: (o.V0, o.V1) = (1, 1); break;
            case ObservationKind.Confirmation: (o.V0, o.V2) = (3 * FixedPoint.Minute, _firstTransfer + (turn % 4)); break;
            case ObservationKind.ChainStatus: o.V0 = (1 + (turn % 4)) * FixedPoint.Second; break;
            case ObservationKind.UnitRate: o.V0 = FixedPoint.Ppm; break;
            case ObservationKind.Gold: (o.V0, o.V1) = (Fair, 1); break;
            case ObservationKind.BalancePair: (o.V0, o.V1) = (100, 100); break;
            case ObservationKind.OrderEvent or ObservationKind.Fill: (o.V0, o.V1, o.V2, o.V3) = (turn, 1, 1, 1); break;
            case ObservationKind.CommandAck: o.V0 = 1; break;
            case ObservationKind.IntegrityReport: (o.V0, o.V1) = (IntegrityCode.VenueDistress, 1); break;
            case ObservationKind.EngineHeartbeat: o.V0 = turn; break;
        }

        // The report that is about something: a feed that is in doubt of one venue, which alone trips nothing.
        o.Index = kind == ObservationKind.IntegrityReport ? (uint)Rig.Scope("venue/alpha") : o.Index;
        return o;
    }

    private Observation Sick(Observation record)
    {
        bool isPerpetual = _kind == ObservationKind.Funding && Rig.Topology.Instruments[(int)record.Index].Name == "BTC/USDT:perp@alpha";
        bool isFirst = record.Index == 0 || isPerpetual;
        return _kind switch
        {
            ObservationKind.UnitRate => record with { V0 = 970_000 },
            ObservationKind.Gold => record with { V0 = Fair * 12 / 10 },
            _ when !isFirst => record,
            ObservationKind.CallResult => record with { V0 = 1 },
            ObservationKind.Price => record with { V0 = record.V0 * 11 / 10 },
            ObservationKind.Depth => record with { V0 = FixedPoint.Scale },
            ObservationKind.Slippage => record with { V1 = 400 },
            ObservationKind.CostAlpha => record with { V0 = 500 },
            ObservationKind.MarginRatio => record with { V0 = 1_400_000 },
            ObservationKind.Funding => record with { V0 = 20 },
            ObservationKind.TransferStatus => record with { V1 = 0 },
            ObservationKind.Confirmation => record with { V0 = 90 * FixedPoint.Minute, V1 = 1, V2 = _firstTransfer + (_second % 2) },
            ObservationKind.ChainStatus => record with { V0 = 95 * FixedPoint.Minute },
            ObservationKind.BalancePair => record with { V1 = 99 },
            _ => record,
        };
    }

    private int CountOf(ObservationKind kind) => ObservationRanges.TableOf(kind) switch
    {
        IndexTable.Assets => Rig.Topology.Assets.Length,
        IndexTable.Venues => Rig.Topology.Venues.Length,
        IndexTable.Instruments => Rig.Topology.Instruments.Length,
        IndexTable.Routes => Rig.Topology.Routes.Length,
        IndexTable.UnitReferences => Rig.Topology.UnitReferences.Length,
        IndexTable.Positions => Rig.Topology.Positions.Length,
        IndexTable.Scopes => Rig.Topology.Scopes.Length,
        _ => 1,
    };

    private static string ShortHolds()
    {
        IEnumerable<string> held = TriggerTable.Rows().Select(r => r.Path.Split('/')).Where(keys => keys[2] == "hold")
            .Select(keys => $"\"{keys[1]}\": {{ \"hold\": \"5s\" }}");
        return $"{{ \"triggers\": {{ {string.Join(", ", held)} }} }}";
    }
}
