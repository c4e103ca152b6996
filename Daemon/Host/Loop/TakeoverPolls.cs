using System.Threading.Tasks;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Loop;

/// <summary>
/// A takeover waits for a poll that shows nothing in flight and no difference (SPEC 12). One is asked for when the engine has told of orders, fills
/// or positions since the last and is through with it, not at the polls' own turn: until then the slot trades nowhere. One at a time.
/// </summary>
internal sealed class TakeoverPolls(NodeCore core, GatewayPolling gateways)
{
    // A poll in the middle of what the engine tells would show a difference once more than there is one.
    private const long QuietNs = 20 * FixedPoint.Millisecond;

    private readonly Task[] _asked = NoneAsked(core.Topology.Venues.Length);
    private readonly long[] _told = new long[core.Topology.Venues.Length];
    private long _heard;
    private long _heardAt;

    /// <summary>Looks; cheap while nothing is taken over.</summary>
    /// <param name="bootNow">CLOCK_BOOTTIME, ns.</param>
    public void Look(long bootNow)
    {
        if (core.State.Takeover.Awaited == 0)
        {
            return;
        }

        if (_heard != core.TakeoverFacts)
        {
            (_heard, _heardAt) = (core.TakeoverFacts, bootNow);
        }

        if (bootNow - _heardAt < QuietNs)
        {
            return;
        }

        foreach (Venue venue in core.Topology.Venues)
        {
            int at = venue.Index;
            if (core.State.Takeover.Awaits(at) && _told[at] != _heard && _asked[at].IsCompleted && gateways.PollNow(at, out Task applied))
            {
                (_asked[at], _told[at]) = (applied, _heard);
            }
        }
    }

    private static Task[] NoneAsked(int venues)
    {
        Task[] none = new Task[venues];
        System.Array.Fill(none, Task.CompletedTask);
        return none;
    }
}
