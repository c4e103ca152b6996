using System;
using Basisd.Controls;
using Basisd.Safety;
using Basisd.Triggers;
using Basisd.Venues;

namespace Basisd.Node;

/// <summary>Everything that the core is told by the configuration. Immutable.</summary>
public sealed record CoreSettings
{
    /// <summary>The permission matrix with its stricter cells.</summary>
    public PermissionMatrix Matrix { get; init; } = new();

    /// <summary>Thresholds, holds and switches of all triggers.</summary>
    public TriggerSettings Triggers { get; init; } = new();

    /// <summary>Distinct senior signatures that a resumption needs .</summary>
    public int RequiredSignatures { get; init; } = 1;

    /// <summary>Whether a resumption needs the DMM protocol to be complete up to its approval (SPEC 10).</summary>
    public bool ProtocolRequired { get; init; } = true;

    /// <summary>Age beyond which a venue's calls are stale, nanoseconds.</summary>
    public long CallMaxAgeNs { get; init; } = 5 * FixedPoint.Second;

    /// <summary>Limits of reductions.</summary>
    public ReductionSettings Reduction { get; init; } = new();

    /// <summary>Limits of reallocations.</summary>
    public ReallocationSettings Reallocation { get; init; } = new();

    /// <summary>
    /// By venue, whether its fills, balances, funding, orders and positions come from a gateway; empty for none. It then reconciles itself, and the
    /// balance pairs of an engine only keep a route from counting as clean.
    /// </summary>
    public bool[] GatewayVenues { get; init; } = [];

    /// <summary>Age beyond which the latest complete poll of a gateway is stale, nanoseconds.</summary>
    public long PollMaxAgeNs { get; init; } = 10 * FixedPoint.Second;

    /// <summary>Least time in each recovery stage, nanoseconds.</summary>
    public long StageDwellNs { get; init; } = FixedPoint.Minute;

    /// <summary>Whether somebody outside is told of incidents and modes; where not, no notice is queued.</summary>
    public bool TellsNotices { get; init; }

    /// <summary>Guards that a test takes away.</summary>
    internal NodeGuards Without { get; init; }

    /// <summary>Whether a venue has a gateway.</summary>
    public bool HasGateway(int venue) => venue < GatewayVenues.Length && GatewayVenues[venue];

    /// <summary>What reconciliation is told.</summary>
    public ReconcilerSettings ReconcilerOf(Topology topology)
    {
        bool[] gateways = Array.ConvertAll(topology.Venues, v => HasGateway(v.Index));
        ReconciliationFailureSettings tolerance = Triggers.ReconciliationFailure;
        return new ReconcilerSettings(gateways, tolerance.TripPolls, tolerance.TripAgeNs, PollMaxAgeNs);
    }
}
