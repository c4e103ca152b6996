using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Safety;

namespace Basisd.Probes.Gateway;

/// <summary>
/// Polls every venue that has a gateway on a steady schedule in real time (SPEC 9), and puts each poll's records into a
/// <see cref="GatewayQueue"/>. One asynchronous loop per venue on the pool's threads. It decides nothing: not what a difference is, not what
/// a failed poll means.
/// </summary>
public sealed class GatewayPoller
{
    private readonly Topology _topology;
    private readonly GatewayTarget[] _targets;
    private readonly GatewayOptions _options;
    private readonly GatewayQueue _queue;
    private readonly Func<long> _coreNow;
    private readonly IGatewayReport _report;
    private readonly NameLookups _names;
    private readonly Lock _sync = new();
    private readonly Dictionary<int, GatewayVenue> _running = [];

    /// <summary>Creates the poller; nothing runs yet.</summary>
    /// <param name="topology">The configuration's names.</param>
    /// <param name="targets">The venues, each once.</param>
    /// <param name="options">When, and how much.</param>
    /// <param name="queue">Where records go.</param>
    /// <param name="coreNow">Core time, Unix ns; any thread.</param>
    /// <param name="report">Where polls are counted and told of.</param>
    public GatewayPoller(
        Topology topology, IEnumerable<GatewayTarget> targets, GatewayOptions options, GatewayQueue queue, Func<long> coreNow, IGatewayReport report)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.IntervalNs, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.TimeoutNs, nameof(options));
        _topology = topology;
        _targets = [.. targets];
        _options = options;
        _queue = queue;
        _coreNow = coreNow;
        _report = report;
        _names = new NameLookups(Dns.GetHostAddresses);
    }

    /// <summary>
    /// Asks for a poll of a venue that begins after this call; any thread. The task ends when the loop has applied every record of it, and is
    /// canceled when the polling ends first.
    /// </summary>
    /// <param name="venue">Index of the venue.</param>
    /// <param name="applied">The poll; canceled at once when there will be none.</param>
    /// <returns>False when the venue has no gateway, too many wait for it already, or nothing is running.</returns>
    public bool TryPollNow(int venue, out Task<PollReport> applied)
    {
        lock (_sync)
        {
            if (_running.TryGetValue(venue, out GatewayVenue? one))
            {
                return one.TryAsk(out applied);
            }
        }

        applied = Task.FromCanceled<PollReport>(new CancellationToken(canceled: true));
        return false;
    }

    /// <summary>Polls until it is told to stop; every poll is over when it returns.</summary>
    /// <param name="stop">Ends it, also in the middle of a poll, whose records then are nobody's.</param>
    /// <exception cref="Exception">A bug: the other loops have ended too, and the node must not go on without its polls.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        if (_targets.Length == 0)
        {
            return;
        }

        using CancellationTokenSource all = CancellationTokenSource.CreateLinkedTokenSource(stop);
        GatewayVenue[] venues = [.. _targets.Select(target => VenueOf(target, all.Token))];
        Task[] loops = [.. venues.Select(venue => Task.Run(() => venue.RunAsync(all.Token), CancellationToken.None))];
        await Task.WhenAny(loops).ConfigureAwait(false);
        await all.CancelAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(loops).ConfigureAwait(false);
        }
        finally
        {
            lock (_sync)
            {
                _running.Clear();
                Array.ForEach(venues, venue => venue.Dispose());
            }
        }
    }

    private GatewayVenue VenueOf(GatewayTarget target, CancellationToken stop)
    {
        GatewayNames names = new(_topology, target.Venue, name => _report.Unknown(target.Venue, name));
        GatewayClient client = new(target, _options, _names, stop);
        GatewayVenue venue = new(new GatewayPoll(client, names, _options, target.Cursor, _coreNow), _options, _queue, _report);
        lock (_sync)
        {
            _running.Add(target.Venue, venue);
        }

        return venue;
    }
}
