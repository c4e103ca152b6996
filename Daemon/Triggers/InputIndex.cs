using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// The numbers of all inputs that <see cref="InputStale"/> can watch, laid out one kind behind the other. Which of them are required is said with
/// <see cref="InputStale.Define"/>. Fixed by the topology, so a snapshot keeps its meaning.
/// </summary>
public sealed class InputIndex
{
    private readonly int _reference;
    private readonly int _unitRate;
    private readonly int _unit;
    private readonly int _call;
    private readonly int _margin;
    private readonly int _balance;
    private readonly int _poll;

    /// <summary>Lays the inputs of a topology out.</summary>
    public InputIndex(Topology topology)
    {
        _reference = topology.Instruments.Length;
        _unitRate = _reference + topology.Assets.Length;
        _unit = _unitRate + topology.UnitReferences.Length;
        _call = _unit + topology.Units.Length;
        _margin = _call + topology.Venues.Length;
        _balance = _margin + topology.Positions.Length;
        Engine = _balance + topology.Routes.Length;
        _poll = Engine + 1;
        Count = _poll + topology.Venues.Length;
    }

    /// <summary>Number of inputs.</summary>
    public int Count { get; }

    /// <summary>The engine's heartbeat.</summary>
    public int Engine { get; }

    /// <summary>Price of one market.</summary>
    public int Price(int instrument) => instrument;

    /// <summary>Reference price of an asset: any fresh market is one.</summary>
    public int ReferencePrice(int asset) => _reference + asset;

    /// <summary>Rate of one unit reference.</summary>
    public int UnitRate(int unitReference) => _unitRate + unitReference;

    /// <summary>Worth of a unit: enough fresh references are one.</summary>
    public int UnitWorth(int unit) => _unit + unit;

    /// <summary>Call results of a venue.</summary>
    public int Calls(int venue) => _call + venue;

    /// <summary>Margin ratio of a position.</summary>
    public int Margin(int position) => _margin + position;

    /// <summary>Balance pair of a route.</summary>
    public int Balance(int route) => _balance + route;

    /// <summary>Complete polls of a venue's gateway.</summary>
    public int Polls(int venue) => _poll + venue;
}
