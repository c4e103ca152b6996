using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Tests.Node;
using Basisd.Venues;

namespace Basisd.Tests.Venues;

/// <summary>Plays a traded history into a node: a poll a second, the engine's facts between its records, more polls at the end until all is said.</summary>
internal sealed class TradedPlay
{
    private const long Tick = 100 * FixedPoint.Millisecond;
    private const int QuietTicks = 90;

    private readonly TradedHistory _history;
    private readonly bool _engineFirst;
    private int _event;
    private int _fact;

    private TradedPlay(TradedHistory history, bool engineFirst)
    {
        _history = history;
        _engineFirst = engineFirst;
        Rig = NewRig();
        Venue = new GatewayFeed(Rig, 0);
        foreach (int account in Rig.Core.State.Records.Accounts.OfVenue[0])
        {
            Venue.Move(Rig.Core.State.Records.Accounts.IsUnconfigured(account) ? -1 : account, 1_000 * FixedPoint.Scale);
        }
    }

    public static Topology Topology { get; } = RichTopology.Build();

    public NodeRig Rig { get; private set; }

    public GatewayFeed Venue { get; }

    public List<Injected> Found => [.. Rig.Core.State.Records.Of(0)!.Differences.Open.ToArray().Select(d => Injected.Of(d)).Order(ByText)];

    public static Comparer<Injected> ByText { get; } = Comparer<Injected>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));

    /// <summary>Plays it to its end.</summary>
    /// <param name="history">The history.</param>
    /// <param name="restartAt">Tick before which the node starts anew from its snapshot, -1 for none.</param>
    /// <param name="engineFirst">Whether the engine's word comes before the venue's within a tick.</param>
    /// <param name="beforeTick">Told of each tick.</param>
    public static TradedPlay Of(TradedHistory history, int restartAt = -1, bool engineFirst = false, Action<TradedPlay>? beforeTick = null)
    {
        TradedPlay play = new(history, engineFirst);
        long ticks = ((history.End - NodeRig.Start) / Tick) + QuietTicks;
        for (int tick = 0; tick < ticks; tick++)
        {
            if (tick == restartAt)
            {
                play.Restart();
            }

            beforeTick?.Invoke(play);
            play.Next(tick);
        }

        return play;
    }

    private static NodeRig NewRig()
    {
        NodeRig rig = HistoryPlay.Started(Topology, new CoreSettings { GatewayVenues = [true] });
        return rig;
    }

    private void Restart()
    {
        CanonicalWriter snapshot = new();
        Rig.Core.WriteSnapshot(snapshot);
        NodeRig again = new(Rig.Settings, Topology) { Now = Rig.Now };
        again.Core.ReadSnapshot(snapshot.Written);
        again.Journal.AddRange(Rig.Journal);
        again.Step(new NodeInput { Kind = NodeInputKind.Start, Now = again.Now, Text = "v"u8 });
        Rig = again;
        Venue.Rig = again;
    }

    private void Next(int tick)
    {
        Rig.Tick(Tick);
        if (tick % 10 == 0)
        {
            Rig.Observe(ObservationKind.EngineHeartbeat, 0, tick);
        }

        if (tick == 0)
        {
            foreach (Position position in Topology.Positions)
            {
                Rig.Observe(ObservationKind.Position, position.Index, 0);
            }
        }

        for (; _event < _history.Venue.Count && _history.Venue[_event].At <= Rig.Now; _event++)
        {
            _history.Venue[_event].Do(Venue);
        }

        if (_engineFirst)
        {
            Say(int.MaxValue);
        }

        if (tick % 10 == 5)
        {
            Venue.Poll(() => Say(1));
        }

        Say(int.MaxValue);
    }

    private void Say(int most)
    {
        for (; most > 0 && _fact < _history.Engine.Count && _history.Engine[_fact].At <= Rig.Now; _fact++, most--)
        {
            Observation fact = _history.Engine[_fact].Fact;
            Rig.Step(new NodeInput { Kind = NodeInputKind.Observation, Now = Rig.Now, Observation = ref fact });
        }
    }
}
