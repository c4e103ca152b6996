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
        Ledger = new LedgerNames(_topology);
        Disagrees = topology is not null && journalFingerprint is not null && !same;
    }

    /// <summary>Names of what the venues' records are about.</summary>
    public LedgerNames Ledger { get; }

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
                return Named("venue", index, _topology?.Venues.Length ?? 0, i => _topology!.Venues[i].Name);
            case ObservationKind.Price or ObservationKind.Depth or ObservationKind.Funding:
                return Named("instrument", index, _topology?.Instruments.Length ?? 0, i => _topology!.Instruments[i].Name);
            case ObservationKind.MarginRatio or ObservationKind.Position:
                return Named("position", index, _topology?.Positions.Length ?? 0, i => _topology!.Positions[i].Name);
            case ObservationKind.ChainStatus:
                return Named("asset", index, _topology?.Assets.Length ?? 0, i => _topology!.Assets[i].Name);
            case ObservationKind.UnitRate:
                return Named("reference", index, _topology?.UnitReferences.Length ?? 0, i => _topology!.UnitReferences[i].Name);
            case ObservationKind.IntegrityReport:
                return Scope(index);
            case ObservationKind.Slippage or ObservationKind.CostAlpha or ObservationKind.TransferStatus or ObservationKind.Confirmation
                or ObservationKind.BalancePair or ObservationKind.OrderEvent or ObservationKind.Fill:
                return Named("route", index, _topology?.Routes.Length ?? 0, i => _topology!.Routes[i].Name);
            default:
                return $"index {index}";
        }
    }

    private static string Named(string table, int index, int count, Func<int, string> name) =>
        (uint)index < (uint)count ? $"{table}/{name(index)}" : $"{table} {index}";
}
