using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Configuration;
using Basisd.Host.Logging;
using Basisd.Host.Metrics;
using Basisd.Linux;
using Basisd.Node;
using Basisd.Probes;
using Basisd.Safety;

namespace Basisd.Host.Loop;

/// <summary>
/// Binds the venue probes to the node: targets from the configuration, results to the loop, counts to the metrics, and the reason of a failure
/// to the log, where a venue that comes and goes must not flood it. There is none in a node without health addresses.
/// </summary>
public sealed class VenueProbing : IProbeReport
{
    private const long QuietNs = 10 * FixedPoint.Second;

    private readonly Topology _topology;
    private readonly LogRelay _log;
    private readonly MetricCell[]?[] _cells;
    private readonly ProbeOutcome[] _said;
    private readonly long[] _saidAt;
    private readonly ProbeQueue _results;
    private readonly VenueProber _prober;

    private VenueProbing(NodeConfiguration configuration, NodeMetrics metrics, LogRelay log, Action wake, Func<long> coreNow)
    {
        _topology = configuration.Topology;
        _log = log;
        _cells = new MetricCell[_topology.Venues.Length][];
        _said = new ProbeOutcome[_topology.Venues.Length];
        _saidAt = new long[_topology.Venues.Length];
        List<ProbeTarget> targets = [];
        string[] outcomes = [.. Enum.GetNames<ProbeOutcome>().Select(NodeMetrics.SnakeCase)];
        foreach (VenueProbe probe in configuration.VenueProbes)
        {
            string venue = _topology.Venues[probe.Venue].Name;
            _cells[probe.Venue] = [.. outcomes.Select(outcome => metrics.Probes.With(venue, outcome))];
            targets.Add(new ProbeTarget(probe.Venue, probe.Address));
        }

        _results = new ProbeQueue(wake);
        ProbeTiming timing = new(configuration.Probes.IntervalNs, configuration.Probes.TimeoutNs);
        _prober = new VenueProber(targets, timing, _results, coreNow, this);
    }

    /// <summary>Results that gave way because the loop did not come.</summary>
    public long Dropped => _results.Dropped;

    /// <summary>The probing of a node, or null when no venue has a health address.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="metrics">Where probes are counted.</param>
    /// <param name="log">The log.</param>
    /// <param name="wake">Wakes the loop; any thread.</param>
    /// <param name="coreNow">Core time, Unix ns; any thread.</param>
    public static VenueProbing? Of(NodeConfiguration configuration, NodeMetrics metrics, LogRelay log, Action wake, Func<long> coreNow) =>
        configuration.VenueProbes.Count == 0 ? null : new VenueProbing(configuration, metrics, log, wake, coreNow);

    /// <summary>Probes until it is told to stop; throws only on a bug.</summary>
    public Task RunAsync(CancellationToken stop) => _prober.RunAsync(stop);

    /// <summary>Takes the next result; the loop alone.</summary>
    public bool TryTake(out Observation call) => _results.TryTake(out call);

    /// <inheritdoc/>
    public void Ended(in ProbeResult result)
    {
        _cells[result.Venue]![(int)result.Outcome].Increment();
        long now = BootClock.NowNs();
        bool isNews = result.Outcome != _said[result.Venue] && (_saidAt[result.Venue] == 0 || now - _saidAt[result.Venue] >= QuietNs);
        if (!isNews)
        {
            return;
        }

        _said[result.Venue] = result.Outcome;
        _saidAt[result.Venue] = now;
        string venue = _topology.Venues[result.Venue].Name;
        if (result.Outcome == ProbeOutcome.Ok)
        {
            _log.Post(log => log.Of(LogEvents.VenueAnswers).Information("venue {Venue} answers its health probe again", venue));
            return;
        }

        (ProbeOutcome outcome, string detail) = (result.Outcome, result.Detail);
        _log.Post(log => log.Of(LogEvents.VenueSilent).Warning("venue {Venue} fails its health probe ({Outcome}): {Detail}", venue, outcome, detail));
    }
}
