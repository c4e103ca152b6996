using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Audit;

/// <summary>
/// Gives indexes of the journal their names. Names come from a configuration, and only as long as the journal does not say that another
/// topology was in force: a wrong name in an audit is worse than a number.
/// </summary>
public sealed class EntryNames(Topology? topology)
{
    private readonly string? _fingerprint = topology is null ? null : TopologyFingerprint.Of(topology);
    private bool _fits = topology is not null;

    /// <summary>Whether a start in the journal noted another topology than the one that was given.</summary>
    public bool Disagrees { get; private set; }

    /// <summary>A node started on the journal: from here on its topology counts.</summary>
    /// <param name="startText">The text of the start.</param>
    public void Started(string startText)
    {
        string? noted = TopologyFingerprint.Find(startText);
        _fits = _fingerprint is not null && (noted is null || noted == _fingerprint);
        Disagrees |= _fingerprint is not null && !_fits;
    }

    /// <summary>Name of a scope, or its index as <c>scope 7</c>.</summary>
    public string Scope(int index) =>
        _fits && (uint)index < (uint)topology!.Scopes.Length ? topology.Scopes[index].Name : $"scope {index}";

    /// <summary>Name of what an observation is about, or its table and index.</summary>
    public string Subject(ObservationKind kind, int index)
    {
        switch (kind)
        {
            case ObservationKind.CallResult:
                return Named("venue", _fits && (uint)index < (uint)topology!.Venues.Length ? topology.Venues[index].Name : null, index);
            case ObservationKind.Price or ObservationKind.Depth or ObservationKind.Funding:
                return Named("instrument", _fits && (uint)index < (uint)topology!.Instruments.Length ? topology.Instruments[index].Name : null, index);
            case ObservationKind.MarginRatio or ObservationKind.Position:
                return Named("position", _fits && (uint)index < (uint)topology!.Positions.Length ? topology.Positions[index].Name : null, index);
            case ObservationKind.ChainStatus:
                return Named("asset", _fits && (uint)index < (uint)topology!.Assets.Length ? topology.Assets[index].Name : null, index);
            case ObservationKind.UnitRate:
                return Named("reference", _fits && (uint)index < (uint)topology!.UnitReferences.Length ? topology.UnitReferences[index].Name : null, index);
            case ObservationKind.IntegrityReport:
                return Scope(index);
            case ObservationKind.Slippage or ObservationKind.CostAlpha or ObservationKind.TransferStatus or ObservationKind.Confirmation
                or ObservationKind.BalancePair or ObservationKind.OrderEvent or ObservationKind.Fill:
                return Named("route", _fits && (uint)index < (uint)topology!.Routes.Length ? topology.Routes[index].Name : null, index);
            default:
                return $"index {index}";
        }
    }

    private static string Named(string table, string? name, int index) => name is null ? $"{table} {index}" : $"{table}/{name}";
}
