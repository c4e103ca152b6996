using System;
using System.Collections.Generic;
using System.Security.Cryptography;

namespace Basisd.Safety;

/// <summary>
/// Everything that has a name: scopes and the venues, assets, units, routes and markets behind them. Fixed at start by the configuration
/// (SPEC 4: the configuration fixes each index); never changes while the process runs. Built by <see cref="TopologyBuilder"/> only.
/// </summary>
public sealed class Topology
{
    /// <summary>Most scopes that one node serves.</summary>
    public const int MaxScopes = 5_120;

    /// <summary>Longest name of a scope, in UTF-8 bytes: the gate's name directory holds 62.</summary>
    public const int MaxNameBytes = 62;

    /// <summary>Index of the platform scope.</summary>
    public const int Platform = 0;

    private readonly Dictionary<string, Scope> _byName;

    internal Topology(TopologyBuilder source)
    {
        Scopes = source.Scopes.ToArray();
        Venues = source.Venues.ToArray();
        Assets = source.Assets.ToArray();
        Units = source.Units.ToArray();
        Routes = source.Routes.ToArray();
        Instruments = source.Instruments.ToArray();
        UnitReferences = source.UnitReferences.ToArray();
        Positions = source.Positions.ToArray();
        SharedParts = source.SharedParts.ToArray();
        Peers = source.Peers.ConvertAll(name => source.Scopes.Find(s => s.Name == name)!).ToArray();
        Fingerprint = FingerprintOf();
        _byName = new Dictionary<string, Scope>(StringComparer.Ordinal);
        foreach (Scope scope in Scopes)
        {
            _byName.Add(scope.Name, scope);
        }
    }

    /// <summary>All scopes; index 0 is the platform.</summary>
    public Scope[] Scopes { get; }

    /// <summary>All venues.</summary>
    public Venue[] Venues { get; }

    /// <summary>All assets.</summary>
    public Asset[] Assets { get; }

    /// <summary>All quote units.</summary>
    public Unit[] Units { get; }

    /// <summary>All routes, the pairs of one venue and one asset among them.</summary>
    public Route[] Routes { get; }

    /// <summary>All priced markets.</summary>
    public Instrument[] Instruments { get; }

    /// <summary>All references of unit rates.</summary>
    public UnitReference[] UnitReferences { get; }

    /// <summary>All position keys whose margin is watched.</summary>
    public Position[] Positions { get; }

    /// <summary>What venues may have in common, by name: a cloud, a custodian, an issuer (<see cref="Venue.Shares"/>).</summary>
    public string[] SharedParts { get; }

    /// <summary>Module scopes of the other nodes of the cluster.</summary>
    public Scope[] Peers { get; }

    /// <summary>
    /// SHA-256 over every name in its order. Indexes in a journal mean something only under the topology that they were written with, so
    /// snapshots and starts carry it.
    /// </summary>
    public byte[] Fingerprint { get; }

    /// <summary>Finds a scope by its full name.</summary>
    public bool TryFind(string name, out Scope scope) => _byName.TryGetValue(name, out scope!);

    /// <summary>What a cause names besides its scope (<see cref="Evidence.Subject"/>): the part that the failed venues share; else empty.</summary>
    public string SubjectOf(in Evidence evidence) => evidence.Measure switch
    {
        Measure.Breadth when evidence.Subject > 0 && evidence.Subject <= SharedParts.Length => "all share " + SharedParts[evidence.Subject - 1],
        Measure.BalanceDifference when evidence.Subject > 0 => AccountNamed(evidence.Subject - 1),
        Measure.PositionDifference or Measure.UnknownPosition when evidence.Subject > 0 && evidence.Subject <= Positions.Length =>
            Positions[evidence.Subject - 1].Name,
        _ => string.Empty,
    };

    /// <summary>
    /// The narrowest scope of a market (SPEC 6: a cause on venue and asset binds that pair and nothing wider): the route of the pair that
    /// settles in the market's unit, else any route of the pair; null where none is configured.
    /// </summary>
    public Route? RouteOf(Instrument instrument)
    {
        bool IsPair(Route route) => route.Asset == instrument.Asset && route.Venue == instrument.Venue && route.SecondVenue < 0;
        return Array.Find(Routes, r => IsPair(r) && r.SettlementUnit == instrument.Unit) ?? Array.Find(Routes, IsPair);
    }

    /// <summary>By scope, the shared parts of the venue that it is on, of both venues for a route over two; empty for all other scopes.</summary>
    public int[][] SharesByScope()
    {
        int[][] shares = new int[Scopes.Length][];
        Array.Fill(shares, []);
        foreach (Venue venue in Venues)
        {
            shares[venue.ScopeIndex] = venue.Shares;
        }

        foreach (Route route in Routes)
        {
            int[] second = route.SecondVenue < 0 ? [] : Venues[route.SecondVenue].Shares;
            shares[route.ScopeIndex] = [.. Venues[route.Venue].Shares, .. second];
        }

        return shares;
    }

    // The order of accounts is that of Venues/LedgerAccounts: routes, then the units of each venue.
    private string AccountNamed(int account)
    {
        if (account < Routes.Length)
        {
            return Routes[account].Name;
        }

        int cash = account - Routes.Length;
        return cash < Venues.Length * Units.Length ? $"{Units[cash % Units.Length].Name}@{Venues[cash / Units.Length].Name}" : string.Empty;
    }

    private byte[] FingerprintOf()
    {
        CanonicalWriter names = new();
        WriteNames(names, Array.ConvertAll(Scopes, s => s.Name));
        WriteNames(names, Array.ConvertAll(Venues, v => v.Name));
        WriteNames(names, Array.ConvertAll(Assets, a => a.Name));
        WriteNames(names, Array.ConvertAll(Units, u => u.Name));
        WriteNames(names, Array.ConvertAll(Routes, r => r.Name));
        WriteNames(names, Array.ConvertAll(Instruments, i => i.Name));
        WriteNames(names, Array.ConvertAll(UnitReferences, r => r.Name));
        WriteNames(names, Array.ConvertAll(Positions, p => p.Name));
        WriteNames(names, SharedParts);
        WriteNames(names, Array.ConvertAll(Peers, p => p.Name));
        return SHA256.HashData(names.Written);
    }

    private static void WriteNames(CanonicalWriter to, string[] names)
    {
        to.I32(names.Length);
        foreach (string name in names)
        {
            to.Text(name);
        }
    }
}
