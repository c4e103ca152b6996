using Basisd.Engine;
using Basisd.Gate;
using Basisd.Linux;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Bench;

/// <summary>The load of a soak: prices, and every second bad news about the next venue, taken back half a second later.</summary>
internal sealed class SoakLoad(EngineClient client, GateReader gate)
{
    private const int Batch = 16;
    private const int BatchesPerHalf = (int)(FixedPoint.Second / 2 / ReactionBench.BatchEveryNs);

    private readonly Observation[] _batch = new Observation[Batch];
    private int _venue = -1;

    /// <summary>Faults so far.</summary>
    public int Faults { get; private set; }

    /// <summary>Runs for some seconds.</summary>
    public void Run(int seconds, Samples[] into)
    {
        using BenchProcessor own = BenchProcessor.First();
        long next = BootClock.NowNs();
        for (int half = 0; half < 2 * seconds; half++)
        {
            Half(half % 2 == 0, into, ref next);
        }
    }

    private void Half(bool breaks, Samples[] into, ref long next)
    {
        _venue = breaks ? (_venue + 1) % SoakBench.Venues : _venue;
        int cell = gate.IndexOf("venue/" + BenchNode.VenueName(_venue));
        GateSelection venue = gate.Select("venue/" + BenchNode.VenueName(_venue));
        bool wasOpen = breaks && venue.Check((int)GateAction.Open) == GateVerdict.Allow;
        long sentAt = 0;
        for (int i = 0; i < BatchesPerHalf; i++)
        {
            next += ReactionBench.BatchEveryNs;
            BootClock.SleepUntil(next);
            BenchMarket.Fill(_batch, BootClock.WallNs());
            if (i == 0)
            {
                BenchMarket.Breach(ref _batch[^1], _venue);
                _batch[^1].V0 = breaks ? BenchMarket.BadRatio : 2 * FixedPoint.Ppm;
                sentAt = BootClock.NowNs();
            }

            client.Send(_batch);
            while (client.TryReceive(0, out _))
            {
                // What the node says is counted by the node.
            }
        }

        Faults += breaks ? 1 : 0;
        long closedAt = gate.Cell(cell).ChangedAtBootNs;
        if (wasOpen && closedAt >= sentAt && into.Length > 0)
        {
            into[0].Add(closedAt - sentAt);
        }
    }
}
