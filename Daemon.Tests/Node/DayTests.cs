using System.Collections.Generic;
using System.Text;
using Basisd.Host.Configuration;
using Basisd.Node;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Node;

/// <summary>
/// A day of 1 s prices for every pair of the built-in configuration, and of everything else at the rate at which it comes: nothing is allocated
/// once the buffers have their size, and nothing that the node holds grows.
/// </summary>
public sealed class DayTests
{
    private const int Hours = 24;
    private const int WarmUpHours = 1;
    private const int SecondsOfHour = 3600;
    private const long MostBytesOfAnHour = 64 * 1024;

    private readonly ITestOutputHelper _output;
    private readonly NodeCore _core;
    private readonly Effects _effects;
    private long _second = NodeRig.Start / FixedPoint.Second;
    private long _now = NodeRig.Start;
    private ulong _sequence;
    private long _observations;

    public DayTests(ITestOutputHelper output)
    {
        _output = output;
        NodeConfiguration configuration = ConfigurationLoader.Parse("built-in", Encoding.UTF8.GetBytes("{}")).Configuration!;
        _core = new NodeCore(configuration.Topology, CoreSettingsMapping.Of(configuration));
        _effects = new Effects(_core.Topology.Scopes.Length);
    }

    [Fact]
    public void A_day_at_one_price_a_second_allocates_nothing_and_nothing_grows()
    {
        Step(new NodeInput { Kind = NodeInputKind.Start, Now = _now, Text = "v"u8 });
        List<long> allocated = [];
        (long Arrays, long Elements) before = default;
        for (int hour = 0; hour < Hours; hour++)
        {
            before = hour == WarmUpHours ? HeldMemory.Of(_core) : before;
            allocated.Add(SteadyAllocation.Of(Hour));
        }

        (long Arrays, long Elements) after = HeldMemory.Of(_core);
        allocated.RemoveRange(0, WarmUpHours);
        allocated.Sort();
        _output.WriteLine(
            $"{_observations} observations; bytes allocated per hour, least first: {string.Join(", ", allocated)}; "
            + $"held: {after.Elements} elements in {after.Arrays} arrays");
        Assert.Equal(0, _core.Counters.EvaluatorFaults + _core.Counters.UnknownIndex);
        Assert.Equal(before, after);

        // A collection that another test's thread starts counts the unused rest of this thread's allocation context: a few kilobytes in some hours.
        Assert.Equal(0, allocated[allocated.Count / 2]);
        Assert.True(allocated[^1] < MostBytesOfAnHour, $"{allocated[^1]} bytes in one hour");
        Assert.Equal(Mode.Normal, _core.State.Safety.ModeOf(Topology.Platform));
        for (ObservationKind kind = ObservationKind.CallResult; kind <= ObservationKind.EngineHeartbeat; kind++)
        {
            bool isRare = kind is ObservationKind.CommandAck or ObservationKind.IntegrityReport;
            Assert.True(isRare || _core.Counters.Observations[(int)kind] > 0, $"no {kind}");
        }
    }

    private void Hour()
    {
        for (int i = 0; i < SecondsOfHour; i++)
        {
            _second++;
            _now = _second * FixedPoint.Second;
            Step(new NodeInput { Kind = NodeInputKind.Tick, Now = _now });
            Markets();
            Venues();
            Engine();
        }
    }

    private void Markets()
    {
        Topology topology = _core.Topology;
        foreach (Instrument market in topology.Instruments)
        {
            long noise = unchecked((uint)(_second * 2_654_435_761 + market.Index)) % 1_000;
            Send(ObservationKind.Price, market.Index, (2_000_000 + noise) * FixedPoint.Scale / 1_000);
            if (Due(5))
            {
                Send(ObservationKind.Depth, market.Index, (1_000_000 + noise) * FixedPoint.Scale, (1_000_000 - noise) * FixedPoint.Scale, 2_500);
            }

            if (Due(SecondsOfHour) && !market.IsReference)
            {
                Send(ObservationKind.Funding, market.Index, 100 + (noise / 100), 480 * FixedPoint.Minute);
            }
        }

        for (int reference = 0; Due(10) && reference < topology.UnitReferences.Length; reference++)
        {
            Send(ObservationKind.UnitRate, reference, 1_000_000 + (_second % 100));
        }

        if (Due(10))
        {
            Send(ObservationKind.Gold, 0, 2_000 * FixedPoint.Scale, 1);
        }
    }

    private void Venues()
    {
        Topology topology = _core.Topology;
        foreach (Venue venue in topology.Venues)
        {
            Send(ObservationKind.CallResult, venue.Index, 0, (10 + (_second % 50)) * FixedPoint.Millisecond, 20 * FixedPoint.Millisecond);
        }

        for (int asset = 0; Due(10) && asset < topology.Assets.Length; asset++)
        {
            Send(ObservationKind.ChainStatus, asset, _second % 12 * FixedPoint.Second);
        }

        for (int position = 0; Due(5) && position < topology.Positions.Length; position++)
        {
            Send(ObservationKind.MarginRatio, position, 3_000_000 + (_second % 100), FixedPoint.Scale);
            Send(ObservationKind.Position, position, FixedPoint.Scale, 2_000 * FixedPoint.Scale);
        }
    }

    private void Engine()
    {
        Send(ObservationKind.EngineHeartbeat, 0, _second);
        foreach (Route route in _core.Topology.Routes)
        {
            Send(ObservationKind.CostAlpha, route.Index, 100 + (_second % 7), 300);
            if (Due(10))
            {
                Send(ObservationKind.Slippage, route.Index, 100, 90 + (_second % 20), _second / 10 % 2);
                Send(ObservationKind.BalancePair, route.Index, _second, _second);
                Send(ObservationKind.OrderEvent, route.Index, _second, 2, FixedPoint.Scale, 2_000 * FixedPoint.Scale);
                Send(ObservationKind.Fill, route.Index, _second, _second, FixedPoint.Scale, 2_000 * FixedPoint.Scale);
            }

            if (Due(60))
            {
                Send(ObservationKind.TransferStatus, route.Index, 1, 1);
            }

            if (Due(600))
            {
                Send(ObservationKind.Confirmation, route.Index, 3 * FixedPoint.Minute, _second / 600 % 2, 1 + (_second / 1_200 % 1_000));
            }
        }
    }

    private bool Due(int seconds) => _second % seconds == 0;

    private void Send(ObservationKind kind, int index, long v0, long v1 = 0, long v2 = 0, long v3 = 0)
    {
        Observation observation = new() { Kind = kind, Index = (uint)index, SourceTime = _now, V0 = v0, V1 = v1, V2 = v2, V3 = v3 };
        _observations++;
        Step(new NodeInput { Kind = NodeInputKind.Observation, Now = _now, Observation = ref observation });
    }

    // As the loop does: what is appended is committed, and what waits is loosened.
    private void Step(in NodeInput input)
    {
        _core.Step(input, _effects);
        if (_effects.Entries.Length > 0)
        {
            _sequence += (ulong)_effects.Entries.Length;
            _core.Appended(_sequence);
        }

        while (_core.TryTakeLoosened(_sequence, out _))
        {
        }
    }
}
