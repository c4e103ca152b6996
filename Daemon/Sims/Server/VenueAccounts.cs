using System;
using System.Collections.Generic;

namespace Basisd.Sims.Server;

/// <summary>
/// The accounts of a simulated venue. One without a name is the venue itself, under <c>/v1/</c> and <c>/sim/</c>; named ones stand below their
/// names, each with money, orders, prices and faults of its own, so that every slot of a cluster can trade on one.
/// </summary>
public sealed class VenueAccounts
{
    private readonly List<(string Root, VenueSimulator Venue)> _accounts = [];

    /// <summary>One account without a name.</summary>
    public VenueAccounts(VenueSimulator only) => _accounts.Add(("", only));

    /// <summary>Accounts by name.</summary>
    public VenueAccounts(IEnumerable<KeyValuePair<string, VenueSimulator>> named)
    {
        foreach ((string name, VenueSimulator venue) in named)
        {
            _accounts.Add(("/" + name, venue));
        }
    }

    /// <summary>Paths of the contract, one per account.</summary>
    public IEnumerable<string> Contracts => _accounts.ConvertAll(a => a.Root + "/v1");

    /// <summary>Finds the account of a request.</summary>
    /// <param name="path">Path of the request.</param>
    /// <param name="rest">Path within the account; the whole path where there is none.</param>
    /// <returns>Null where no account is of that name.</returns>
    public VenueSimulator? Find(string path, out string rest)
    {
        foreach ((string root, VenueSimulator venue) in _accounts)
        {
            if (path.StartsWith(root + "/", StringComparison.Ordinal))
            {
                rest = path[root.Length..];
                return venue;
            }
        }

        rest = path;
        return null;
    }

    /// <summary>One step of every price of every account.</summary>
    public void Tick() => _accounts.ForEach(a => a.Venue.Tick());
}
