using Basisd.Safety;

namespace Basisd.Venues;

/// <summary>The positions at the venues: what the engine reported last, and what the venue said last. It compares nothing.</summary>
public sealed class PositionBook
{
    private readonly Topology _topology;
    private readonly long[] _ours;
    private readonly long[] _venues;
    private readonly bool[] _reported;

    /// <summary>Starts with none known.</summary>
    public PositionBook(Topology topology)
    {
        _topology = topology;
        _ours = new long[topology.Positions.Length];
        _venues = new long[topology.Positions.Length];
        _reported = new bool[topology.Positions.Length];
    }

    /// <summary>Number of positions.</summary>
    public int Count => _ours.Length;

    /// <summary>Signed quantity that the engine reported last, 1e-8.</summary>
    public long OursOf(int position) => _ours[position];

    /// <summary>Signed quantity that the venue said last, 1e-8.</summary>
    public long VenuesOf(int position) => _venues[position];

    /// <summary>Whether the engine ever reported it.</summary>
    public bool IsReported(int position) => _reported[position];

    /// <summary>The engine reports it.</summary>
    public void Report(int position, long quantity)
    {
        _ours[position] = quantity;
        _reported[position] = true;
    }

    /// <summary>The venue says it.</summary>
    public void Say(int position, long quantity) => _venues[position] = quantity;

    /// <summary>Forgets the positions at a venue.</summary>
    public void Forget(int venue)
    {
        foreach (Position position in _topology.Positions)
        {
            if (position.Venue == venue)
            {
                _ours[position.Index] = 0;
                _venues[position.Index] = 0;
                _reported[position.Index] = false;
            }
        }
    }

    /// <summary>Writes the positions at a venue.</summary>
    public void Write(CanonicalWriter writer, int venue)
    {
        foreach (Position position in _topology.Positions)
        {
            if (position.Venue == venue)
            {
                writer.I64(_ours[position.Index]);
                writer.I64(_venues[position.Index]);
                writer.Bool(_reported[position.Index]);
            }
        }
    }

    /// <summary>Reads them.</summary>
    public void Read(ref CanonicalReader reader, int venue)
    {
        foreach (Position position in _topology.Positions)
        {
            if (position.Venue == venue)
            {
                _ours[position.Index] = reader.I64();
                _venues[position.Index] = reader.I64();
                _reported[position.Index] = reader.Bool();
            }
        }
    }
}
