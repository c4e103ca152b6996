using System.Linq;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Configuration;

/// <summary>The configuration as the core takes it. The triggers are mapped by <see cref="TriggerMapping"/>.</summary>
public static class CoreSettingsMapping
{
    // What the evaluators take at most, in core time.
    private const long LongestAgeNs = 30L * 24 * 60 * FixedPoint.Minute;

    /// <summary>Maps one configuration.</summary>
    public static CoreSettings Of(NodeConfiguration configuration) => new()
    {
        Matrix = configuration.Permissions,
        RequiredSignatures = configuration.ApprovalsRequired,
        ProtocolRequired = configuration.ProtocolRequired,
        CallMaxAgeNs = Age(configuration, configuration.Inputs.CallMaxAgeNs),
        GatewayVenues = [.. configuration.Topology.Venues.Select(v => configuration.VenueGateways.Any(g => g.Venue == v.Index))],
        StageDwellNs = configuration.StageDwellNs,
        Triggers = TriggerMapping.Of(configuration),
        Reduction = configuration.Reduction with
        {
            DepthMaxAgeNs = Age(configuration, configuration.Reduction.DepthMaxAgeNs),
            SlippageMaxAgeNs = Age(configuration, configuration.Reduction.SlippageMaxAgeNs),
        },
        Reallocation = configuration.Reallocation with
        {
            DepthMaxAgeNs = Age(configuration, configuration.Reallocation.DepthMaxAgeNs),
            SlippageMaxAgeNs = Age(configuration, configuration.Reallocation.SlippageMaxAgeNs),
        },
    };

    /// <summary>
    /// An age as core time. It bounds what machine and transport may delay, and no demonstration speeds these up: it stays a stretch of real time.
    /// </summary>
    internal static long Age(NodeConfiguration configuration, long maxAgeNs) =>
        maxAgeNs < LongestAgeNs / configuration.TimeScale ? maxAgeNs * configuration.TimeScale : LongestAgeNs;
}
