using System;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Audit;

/// <summary>
/// Gives indexes of the journal their names. Names come from a configuration, and only if the journal was written with the same topology:
/// a wrong name in an audit is worse than a number.
/// </summary>
public sealed class EntryNames
{
    private readonly Topology? _topology;

    /// <summary>Takes the names of a topology where it is the journal's.</summary>
    /// <param name="topology">Names to use; null for none.</param>
    /// <param name="journalFingerprint">What the journal was written with, see <see cref="JournalTopology"/>; null where it does not say.</param>
    public EntryNames(Topology? topology, byte[]? journalFingerprint)
    {
        bool same = topology is not null && journalFingerprint is not null && topology.Fingerprint.AsSpan().SequenceEqual(journalFingerprint);
        _topology = same ? topology : null;
        Disagrees = topology is not null && journalFingerprint is not null && !same;
    }

    /// <summary>Whether the journal was written with another topology than the one that was given.</summary>
    public bool Disagrees { get; }

    /// <summary>Name of a scope, or its index as <c>scope 7</c>.</summary>
    public string Scope(int index) =>
        _topology is not null && (uint)index < (uint)_topology.Scopes.Length ? _topology.Scopes[index].Name : $"scope {index}";

    /// <summary>Name of what an observation is about, or its table and index.</summary>
    public string Subject(ObservationKind kind, int index)
    {
        switch (kind)
        {
            case ObservationKind.CallResult:
                return Named("venue", _topology is not null && (uint)index < (uint)_topology.Venues.Length ? _topology.Venues[index].Name : null, index);
            case ObservationKind.Price or ObservationKind.Depth or ObservationKind.Funding:
                return Named("instrument", _topology is not null && (uint)index < (uint)_topology.Instruments.Length ? _topology.Instruments[index].Name : null, index);
            case ObservationKind.MarginRatio or ObservationKind.Position:
                return Named("position", _topology is not null && (uint)index < (uint)_topology.Positions.Length ? _topology.Positions[index].Name : null, index);
            case ObservationKind.ChainStatus:
                return Named("asset", _topology is not null && (uint)index < (uint)_topology.Assets.Length ? _topology.Assets[index].Name : null, index);
            case ObservationKind.UnitRate:
                return Named("reference", _topology is not null && (uint)index < (uint)_topology.UnitReferences.Length ? _topology.UnitReferences[index].Name : null, index);
            case ObservationKind.IntegrityReport:
                return Scope(index);
            case ObservationKind.Slippage or ObservationKind.CostAlpha or ObservationKind.TransferStatus or ObservationKind.Confirmation
                or ObservationKind.BalancePair or ObservationKind.OrderEvent or ObservationKind.Fill:
                return Named("route", _topology is not null && (uint)index < (uint)_topology.Routes.Length ? _topology.Routes[index].Name : null, index);
            default:
                return $"index {index}";
        }
    }

    private static string Named(string table, string? name, int index) => name is null ? $"{table} {index}" : $"{table}/{name}";
}
