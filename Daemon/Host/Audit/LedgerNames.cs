using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Host.Audit;

/// <summary>Names of what records and differences are about; an index that no topology names stays a number.</summary>
public sealed class LedgerNames
{
    /// <summary>What stands where the configuration does not have the name.</summary>
    public const string Unconfigured = "a name that is not configured";

    private readonly Topology? _topology;
    private readonly LedgerAccounts? _accounts;

    /// <summary>Takes the names of a topology; null for none.</summary>
    public LedgerNames(Topology? topology)
    {
        _topology = topology;
        _accounts = topology is null ? null : new LedgerAccounts(topology);
    }

    /// <summary>Name of a venue.</summary>
    public string Venue(int index) => _topology is not null && (uint)index < (uint)_topology.Venues.Length ? _topology.Venues[index].Name : $"venue {index}";

    /// <summary>Name of an account, for example <c>BTC@alpha</c>.</summary>
    public string Account(int index) => index < 0
        ? Unconfigured
        : _accounts is not null && index < _accounts.Count ? _accounts.NameOf(index) : $"account {index}";

    /// <summary>Name of a route.</summary>
    public string Route(int index) => index < 0
        ? Unconfigured
        : _topology is not null && index < _topology.Routes.Length ? _topology.Routes[index].Name : $"route {index}";

    /// <summary>The account that the fills of a route move: that of its asset's first route at the venue.</summary>
    public int AccountOfRoute(int index) => index < 0 || _accounts is null || index >= _topology!.Routes.Length
        ? index : _accounts.OfAsset(_topology.Routes[index].Venue, _topology.Routes[index].Asset);

    /// <summary>Name of a position.</summary>
    public string Position(int index) => index < 0
        ? Unconfigured
        : _topology is not null && index < _topology.Positions.Length ? _topology.Positions[index].Name["position/".Length..] : $"position {index}";

    /// <summary>What a difference is about.</summary>
    public string Subject(in Difference difference) => difference.Kind switch
    {
        DifferenceKind.Balance or DifferenceKind.DuplicateTransfer => Account(difference.Item),
        DifferenceKind.FundingAmount or DifferenceKind.DuplicateFunding or DifferenceKind.Position or DifferenceKind.UnknownPosition =>
            Position(difference.Item),
        DifferenceKind.FillOverflow or DifferenceKind.DifferenceOverflow or DifferenceKind.OrderOverflow => Venue(difference.Venue),
        _ => Route(difference.Item),
    };
}
