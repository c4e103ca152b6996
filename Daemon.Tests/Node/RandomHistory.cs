using System;
using System.Collections.Generic;
using Basisd.Controls;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Tests.Node;

/// <summary>
/// Streams of every kind of observation as an engine might send them, from one seed: prices that walk and jump, feeds that stop and come back,
/// values at the very ends of their ranges now and then. A tick stands at every whole second before what comes in it, so that a second ends at
/// the same time whatever else is played. The same seed gives the same history, bit for bit.
/// </summary>
internal sealed class RandomHistory
{
    private const int Calm = 20;
    private const int Wild = 300;
    private const int Phase = 2_600;

    private static readonly long[] s_offsets = [0, 0, 200, 500];
    private static readonly long[] s_codes = [7, IntegrityCode.UnknownOrder, IntegrityCode.DecisionDiffers, IntegrityCode.VenueDistress];

    private readonly Random _random;
    private readonly Topology _topology;
    private readonly List<Happening> _happenings = [];
    private readonly long[] _prices;
    private readonly HashSet<(ObservationKind Kind, int Index)> _silent = [];
    private readonly Dictionary<(ObservationKind Kind, int Index), int> _moods = [];
    private readonly int _wildness;
    private readonly Random _gateway;
    private long _events;
    private long _held = 100;
    private long _off;
    private long _now = NodeRig.Start;
    private long _height;

    private RandomHistory(int seed, Topology topology)
    {
        _random = new Random(seed);
        _gateway = new Random(seed);
        _topology = topology;
        _prices = new long[topology.Assets.Length];
        Array.Fill(_prices, 2_000 * FixedPoint.Scale);
        _wildness = _random.Next(3);
    }

    /// <summary>A history of observations and ticks.</summary>
    public static List<Happening> Make(int seed, Topology topology, int rounds, bool acts = false)
    {
        RandomHistory history = new(seed, topology);
        for (int round = 0; round < rounds; round++)
        {
            history.Round(round);
            if (acts)
            {
                history.Act(round % Phase);
                history.Poll(round % Phase);
            }
        }

        return history._happenings;
    }

    private bool OneIn(int n) => _random.Next(n) == 0;

    private void Round(int round)
    {
        // A quiet start, so that every scope opens and every baseline has a beginning; then minutes in which anything may happen, with holes in
        // time; then quiet for as long as the longest hold, so that recoveries complete.
        bool calm = round % Phase is < Calm or > Wild;
        if (calm)
        {
            _silent.Clear();
            _moods.Clear();
        }

        _now += (!calm && OneIn(60) ? _random.Next(2, 200) : 1) * FixedPoint.Second;
        _happenings.Add(new Happening(_now, NodeInputKind.Tick));
        List<Happening> second = [];
        for (int asset = 0; asset < _prices.Length; asset++)
        {
            int width = OneIn(calm ? int.MaxValue : 80) ? 120_000 : 400;
            _prices[asset] = Math.Clamp(_prices[asset] + (_prices[asset] / 1_000_000 * _random.Next(-width, width + 1)), 1_000, 1L << 50);
        }

        for (ObservationKind kind = ObservationKind.CallResult; kind <= ObservationKind.EngineHeartbeat; kind++)
        {
            int count = CountOf(kind);
            for (int index = 0; index < count; index++)
            {
                Stream(kind, index, calm, second);
            }
        }

        second.Sort((a, b) => a.At.CompareTo(b.At));
        _happenings.AddRange(second);
    }

    private void Stream(ObservationKind kind, int index, bool calm, List<Happening> second)
    {
        if (!calm)
        {
            Turn(kind, index);
        }

        int every = kind is ObservationKind.Price or ObservationKind.CallResult ? 1
            : kind is ObservationKind.IntegrityReport ? 60_000 - (25_000 * _wildness) : kind is ObservationKind.CommandAck ? 40 : 3;
        if (_silent.Contains((kind, index)) || (calm && every > 3) || _random.Next(every) != 0)
        {
            return;
        }

        Observation observation = new() { Kind = kind, Index = (uint)index };
        int mood = _moods.GetValueOrDefault((kind, index));
        Plausible(ref observation, mood);
        if (!calm && OneIn(4_000 / ((2 * _wildness) + 1)))
        {
            AtAnEnd(ref observation);
        }

        long at = _now + (s_offsets[_random.Next(s_offsets.Length)] * FixedPoint.Millisecond);
        observation.SourceTime = at;
        second.Add(new Happening(at, NodeInputKind.Observation, observation));
    }

    // Feeds fall silent and come back; moods say whether a source behaves.
    private void Turn(ObservationKind kind, int index)
    {
        if (_silent.Contains((kind, index)) ? OneIn(20) : OneIn(700))
        {
            _ = _silent.Remove((kind, index)) || _silent.Add((kind, index));
        }

        int mood = _moods.GetValueOrDefault((kind, index));
        if (mood == 0 ? OneIn(300) : OneIn(15))
        {
            _moods[(kind, index)] = mood == 0 ? _random.Next(1, 4) : 0;
        }
    }

    private void Plausible(ref Observation o, int mood)
    {
        bool bad = mood > 0;
        switch (o.Kind)
        {
            case ObservationKind.CallResult:
                (o.V0, o.V1, o.V2) = (bad ? mood % 3 : 0, _random.Next(1, bad ? 1_900 : 300) * FixedPoint.Millisecond, -1);
                break;
            case ObservationKind.Price: o.V0 = PriceOf((int)o.Index, mood); break;
            case ObservationKind.Depth:
                (o.V0, o.V1, o.V2) = ((bad ? 3 : 50) * FixedPoint.Scale, _random.Next(50, 90) * FixedPoint.Scale, 2_500);
                break;
            case ObservationKind.Slippage: (o.V0, o.V1, o.V2) = (100, bad ? 350 : _random.Next(50, 190), _random.Next(2)); break;
            case ObservationKind.CostAlpha: (o.V0, o.V1) = (bad ? 500 : 100, _random.Next(150, 400)); break;
            case ObservationKind.MarginRatio: (o.V0, o.V1) = (bad ? 1_600_000 - (150_000 * mood) : 2_000_000, FixedPoint.Scale); break;
            case ObservationKind.Funding: (o.V0, o.V1) = (bad ? 30 * mood : _random.Next(2, 4), 10 * FixedPoint.Minute); break;
            case ObservationKind.TransferStatus: (o.V0, o.V1, o.V2) = (mood == 1 ? 0 : 1, mood == 2 ? 0 : 1, mood == 3 ? 1 : 0); break;
            case ObservationKind.Confirmation:
                (o.V0, o.V1, o.V2) = ((bad ? 90 : 3) * FixedPoint.Minute, bad ? mood - 1 : 0, _random.Next(1, 40));
                break;
            case ObservationKind.ChainStatus:
                o.V0 = mood == 1 ? 95 * FixedPoint.Minute : _random.Next(1, 120) * FixedPoint.Second;
                (o.V1, o.V2, o.V3) = (mood == 2 ? 6 : 0, mood == 3 ? 2 : 0, mood == 3 ? 1 : 0);
                break;
            case ObservationKind.UnitRate: o.V0 = 1_000_000 + _random.Next(-500, 500) - (mood * 18_000); break;
            case ObservationKind.Gold: (o.V0, o.V1) = (bad ? 2_000 * FixedPoint.Scale : _prices[^1], mood == 1 ? 0 : 1); break;
            case ObservationKind.BalancePair: (o.V0, o.V1) = (FixedPoint.Scale, bad ? FixedPoint.Scale - mood : FixedPoint.Scale); break;
            case ObservationKind.OrderEvent: (o.V0, o.V1, o.V2, o.V3) = (_height++, _random.Next(5), FixedPoint.Scale, FixedPoint.Scale); break;
            case ObservationKind.Fill: (o.V0, o.V1, o.V2, o.V3) = (_height, _height, -FixedPoint.Scale, FixedPoint.Scale); break;
            case ObservationKind.Position: (o.V0, o.V1) = (_random.Next(-5, 6) * FixedPoint.Scale, FixedPoint.Scale); break;
            case ObservationKind.CommandAck: (o.V0, o.V1) = (_random.Next(1, 12), _random.Next(4) == 0 ? 1 : 0); break;
            case ObservationKind.IntegrityReport: (o.V0, o.V1) = (s_codes[_random.Next(s_codes.Length)], _random.Next(3)); break;
            case ObservationKind.EngineHeartbeat: o.V0 = _height++; break;
        }
    }

    private long PriceOf(int index, int mood)
    {
        Instrument of = _topology.Instruments[index];
        long price = _prices[of.Asset];
        return mood switch
        {
            0 => price + (price / 1_000_000 * _random.Next(-100, 101)),
            1 => 2_000 * FixedPoint.Scale, // frozen
            2 => price + (price / 50),
            _ => price - (price / 12),
        };
    }

    private void AtAnEnd(ref Observation o)
    {
        Span<long> values = [o.V0, o.V1, o.V2, o.V3];
        for (int i = 0; i < ObservationRanges.ValuesOf(o.Kind); i++)
        {
            (long min, long max) = ObservationRanges.RangeOf(o.Kind, i);
            values[i] = _random.Next(4) switch { 0 => min, 1 => max, _ => values[i] };
        }

        (o.V0, o.V1, o.V2, o.V3) = (values[0], values[1], values[2], values[3]);
        if (o.Kind == ObservationKind.Fill && o.V2 == 0)
        {
            o.V2 = 1;
        }
    }

    // Whatever was paused is lifted when quiet returns, and at its end somebody signs.
    private void Act(int round)
    {
        long at = _now + (600 * FixedPoint.Millisecond);
        for (int scope = 1; round == Wild + 1 && scope < _topology.Scopes.Length; scope++)
        {
            _happenings.Add(new Happening(at, NodeInputKind.Lift, Scope: scope));
        }

        if (round == Calm / 2)
        {
            _happenings.Add(new Happening(at, NodeInputKind.Command, Number: (long)CommandKind.Limit));
            _happenings.Add(new Happening(at, NodeInputKind.Command, Number: (long)CommandKind.Reduce));
        }

        if (round == Phase - 100)
        {
            for (int record = 0; record < 12; record++)
            {
                _happenings.Add(new Happening(at, NodeInputKind.IncidentRecord));
            }

            _happenings.Add(new Happening(at, NodeInputKind.Resume));
        }

        if (round == Wild / 2)
        {
            _happenings.Add(new Happening(at, NodeInputKind.RecordRefused, Number: 1));
            _happenings.Add(new Happening(at, NodeInputKind.EngineCommit, Number: ++_height));
            _happenings.Add(new Happening(at, NodeInputKind.Resume));
        }

        if (round > Wild || !OneIn(40))
        {
            return;
        }

        _happenings.Add(_random.Next(20) switch
        {
            0 => new Happening(at, NodeInputKind.Halt),
            1 or 2 => new Happening(at, NodeInputKind.Pause, Scope: _random.Next(1, _topology.Scopes.Length)),
            3 => new Happening(at, NodeInputKind.Lift, Scope: _random.Next(1, _topology.Scopes.Length)),
            4 => new Happening(
                at, NodeInputKind.Statement, Number: _random.Next((int)TriggerId.VenueInsolvency, (int)TriggerId.ExecutionIntegrity + 2)),
            5 => new Happening(at, NodeInputKind.EngineCommit, Number: ++_height),
            6 => new Happening(at, NodeInputKind.SignatureRefused),
            7 => new Happening(at, NodeInputKind.RecordRefused, Number: 1),
            8 or 9 => new Happening(at, NodeInputKind.Command, Scope: _random.Next(_topology.Scopes.Length), Number: _random.Next(1, 6))
            {
                Argument0 = _random.Next(2_000_000),
                Argument1 = _random.Next(3),
            },
            18 or 19 => new Happening(at, NodeInputKind.IncidentRecord, Number: _random.Next(8)),
            10 or 11 => new Happening(at, NodeInputKind.Command, Number: (long)CommandKind.Reduce),
            _ => new Happening(at, NodeInputKind.Resume),
        });
    }

    // A poll of the last venue's gateway: transfers that are listed, and now and then a balance that is off by one until quiet returns.
    private void Poll(int round)
    {
        long at = _now + (700 * FixedPoint.Millisecond);
        int venue = _topology.Venues.Length - 1;
        int account = Array.Find(_topology.Routes, r => r.Venue == venue)!.Index;
        void Say(VenueRecord record)
        {
            record.Venue = venue;
            record.Seq = _events;
            _happenings.Add(new Happening(at, NodeInputKind.VenueRecord, Record: record));
        }

        Say(new VenueRecord { Kind = VenueRecordKind.PollBegin, Time = at });
        if (_gateway.Next(3) == 0)
        {
            _events++;
            _held += 5;
            Say(new VenueRecord { Kind = VenueRecordKind.Transfer, Item = account, Id = _events, Quantity = 5 });
        }

        _off = round > Wild ? 0 : _gateway.Next(30) == 0 ? 1 - _off : _off;
        Say(new VenueRecord { Kind = VenueRecordKind.Balance, Item = account, Quantity = _held + _off });
        Say(new VenueRecord { Kind = _gateway.Next(40) == 0 ? VenueRecordKind.PollFailed : VenueRecordKind.PollEnd });
    }

    private int CountOf(ObservationKind kind) => ObservationRanges.TableOf(kind) switch
    {
        IndexTable.Assets => _topology.Assets.Length,
        IndexTable.Venues => _topology.Venues.Length,
        IndexTable.Instruments => _topology.Instruments.Length,
        IndexTable.Routes => _topology.Routes.Length,
        IndexTable.UnitReferences => _topology.UnitReferences.Length,
        IndexTable.Positions => _topology.Positions.Length,
        IndexTable.Scopes => _topology.Scopes.Length,
        _ => 1,
    };
}
