using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Loop;

/// <summary>
/// A takeover waits for a poll that shows nothing in flight (SPEC 12). One is asked for as soon as the engine has told the last fill that was
/// missing, not at the polls' own turn: until then the slot trades nowhere.
/// </summary>
internal sealed class TakeoverPolls(NodeCore core, GatewayPolling gateways)
{
    private readonly bool[] _inFlight = new bool[core.Topology.Venues.Length];

    /// <summary>Looks; cheap while nothing is taken over.</summary>
    public void Look()
    {
        if (core.State.Takeover.Awaited == 0)
        {
            return;
        }

        foreach (Venue venue in core.Topology.Venues)
        {
            bool inFlight = core.State.Takeover.Awaits(venue.Index) && core.State.Records.Of(venue.Index) is { Fills.Count: > 0 };
            if (_inFlight[venue.Index] && !inFlight)
            {
                gateways.PollNow(venue.Index);
            }

            _inFlight[venue.Index] = inFlight;
        }
    }
}
