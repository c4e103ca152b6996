using Basisd.Safety;
using Basisd.Sims.Book;

namespace Basisd.Sims.Cluster;

/// <summary>The network between the nodes: cuts in either direction, loss, doubling and delay of datagrams, delay of streams.</summary>
internal sealed class SimNetwork(SimWorld world)
{
    private const long Nearest = 80_000;
    private const long Spread = 700_000;

    private readonly SeededRandom _random = new(world.Plan.Seed, "network");
    private readonly int[] _cuts = new int[world.Plan.Nodes * world.Plan.Nodes];

    /// <summary>How many faults of loss hold.</summary>
    public int Lossy { get; set; }

    public bool IsCut(int from, int to) => _cuts[(from * world.Plan.Nodes) + to] > 0;

    public void Cut(int from, int to, int by) => _cuts[(from * world.Plan.Nodes) + to] += by;

    /// <summary>Cuts a set of nodes off, or joins it again.</summary>
    public void Cut(int mask, int by)
    {
        for (int from = 0; from < world.Plan.Nodes; from++)
        {
            for (int to = 0; to < world.Plan.Nodes; to++)
            {
                if ((mask >> from & 1) != (mask >> to & 1))
                {
                    Cut(from, to, by);
                }
            }
        }
    }

    /// <summary>How many copies of a datagram arrive: 0 to 2.</summary>
    public int Copies(int from, int to)
    {
        if (IsCut(from, to))
        {
            return 0;
        }

        if (Lossy == 0)
        {
            return 1;
        }

        long chance = _random.Below(10);
        return chance < 4 ? 0 : chance < 8 ? 1 : 2;
    }

    /// <summary>How long a datagram takes, ns.</summary>
    public long DatagramDelay() => Nearest + _random.Below(Lossy > 0 ? 150 * FixedPoint.Millisecond : Spread);

    /// <summary>How long a message on a stream takes, ns; a stream that is cut delivers nothing.</summary>
    public bool TryStream(int from, int to, out long delay)
    {
        delay = Nearest + _random.Below(Spread);
        if (Lossy > 0)
        {
            delay += _random.Below(4) == 0 ? _random.Below(2 * FixedPoint.Second) : _random.Below(50 * FixedPoint.Millisecond);
        }

        return !IsCut(from, to);
    }
}
