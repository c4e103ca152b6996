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
using Basisd.Probes.Gateway;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Host.Loop;

/// <summary>
/// Binds the polls of venue gateways to the node: targets and tokens from the configuration, records to the loop in their order, each failed
/// poll as a failed call of its venue, counts to the metrics, and changes to the log, which a venue that comes and goes must not flood. There
/// is none in a node without gateways. Must never hold the loop: what is taken per round is bounded by whoever takes.
/// </summary>
public sealed class GatewayPolling : IGatewayReport
{
    /// <summary>Records that the loop takes in one round.</summary>
    public const int RecordsPerRound = 256;

    private const long QuietNs = 10 * FixedPoint.Second;

    // The wire's words for an outcome (SPEC 4).
    private const long CallTimeout = 1;
    private const long CallError = 2;
    private const long NoAcknowledgement = -1;

    private readonly Topology _topology;
    private readonly LogRelay _log;
    private readonly VenueCells?[] _cells;
    private readonly GatewayQueue _queue;
    private readonly GatewayPoller _poller;
    private ulong _calls;

    private GatewayPolling(
        NodeConfiguration configuration, IReadOnlyList<GatewayTarget> targets, NodeMetrics metrics, LogRelay log, Action wake, Func<long> coreNow)
    {
        _topology = configuration.Topology;
        _log = log;
        _cells = new VenueCells?[_topology.Venues.Length];
        string[] outcomes = [.. Enum.GetNames<GatewayOutcome>().Select(NodeMetrics.SnakeCase)];
        foreach (GatewayTarget target in targets)
        {
            string venue = _topology.Venues[target.Venue].Name;
            _cells[target.Venue] = new VenueCells(
                [.. outcomes.Select(outcome => metrics.Gateways.Polls.With(venue, outcome))], metrics.Gateways.PollTime.With(venue),
                metrics.Gateways.Polled.With(venue), metrics.Gateways.Retries.With(venue));
        }

        _queue = new GatewayQueue(wake);
        _poller = new GatewayPoller(_topology, targets, configuration.Gateways, _queue, coreNow, this);
    }

    /// <summary>Whether the loop has more to take; the loop alone.</summary>
    public bool HasMore => _queue.HasMore;

    /// <summary>Reads the tokens of the configured gateways.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="problem">Why it cannot start, and how to mend it; empty when it can.</param>
    /// <returns>The gateways, each without a cursor; empty when none is configured.</returns>
    public static IReadOnlyList<GatewayTarget> Targets(NodeConfiguration configuration, out string problem)
    {
        problem = "";
        List<GatewayTarget> targets = [];
        foreach (VenueGateway gateway in configuration.VenueGateways)
        {
            string? token = gateway.TokenFile is { } file ? GatewayToken.Load(file, out problem) : null;
            if (problem.Length > 0)
            {
                problem = $"gateway_token_file of venue {configuration.Topology.Venues[gateway.Venue].Name}: {problem}";
                return [];
            }

            targets.Add(new GatewayTarget(gateway.Venue, gateway.Address, token, GatewayTarget.NoCursor));
        }

        return targets;
    }

    /// <summary>The polling of a node, or null when no venue has a gateway.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="targets">The gateways, with the cursor that each goes on from.</param>
    /// <param name="metrics">Where polls are counted.</param>
    /// <param name="log">The log.</param>
    /// <param name="wake">Wakes the loop; any thread.</param>
    /// <param name="coreNow">Core time, Unix ns; any thread.</param>
    public static GatewayPolling? Of(
        NodeConfiguration configuration, IReadOnlyList<GatewayTarget> targets, NodeMetrics metrics, LogRelay log, Action wake,
        Func<long> coreNow) =>
        targets.Count == 0 ? null : new GatewayPolling(configuration, targets, metrics, log, wake, coreNow);

    /// <summary>Polls until it is told to stop; throws only on a bug.</summary>
    public Task RunAsync(CancellationToken stop) => _poller.RunAsync(stop);

    /// <summary>Asks for a poll of a venue that begins after this call; any thread. Its records come like those of every poll.</summary>
    /// <param name="venue">Index of the venue.</param>
    /// <param name="applied">Ends when the loop has applied every record of it, or when there will be none.</param>
    /// <returns>False when the venue has no gateway, or too many wait for it already.</returns>
    public bool PollNow(int venue, out Task applied)
    {
        bool asked = _poller.TryPollNow(venue, out Task<PollReport> poll);
        applied = poll;
        return asked;
    }

    /// <summary>Takes the next record; the loop alone, which applies each before it asks for the next.</summary>
    /// <param name="record">The record.</param>
    /// <param name="call">The failed call that a failed poll is; of kind <see cref="ObservationKind.None"/> for every other record.</param>
    /// <param name="now">Core time, Unix ns.</param>
    /// <returns>False when none waits.</returns>
    public bool TryTake(out VenueRecord record, out Observation call, long now)
    {
        call = default;
        if (!_queue.TryTake(out record, out PollReport? poll))
        {
            return false;
        }

        if (record.Kind == VenueRecordKind.PollFailed)
        {
            call.Kind = ObservationKind.CallResult;
            call.Index = (uint)record.Venue;
            call.Sequence = ++_calls;
            call.SourceTime = now;
            call.V0 = poll!.Outcome == GatewayOutcome.Timeout ? CallTimeout : CallError;
            call.V1 = poll.DurationNs;
            call.V2 = NoAcknowledgement;
        }

        return true;
    }

    /// <inheritdoc/>
    public void Ended(PollReport report)
    {
        VenueCells cells = _cells[report.Venue]!;
        cells.Outcomes[(int)report.Outcome].Increment();
        cells.Duration.Observe(report.DurationNs);
        cells.Retries.Add(report.Retries);
        bool complete = report.Outcome == GatewayOutcome.Ok;
        if (complete)
        {
            cells.Polled.Set(BootClock.WallNs());
        }

        long now = BootClock.NowNs();
        if (report.Outcome == cells.Said || (cells.SaidAt != 0 && now - cells.SaidAt < QuietNs))
        {
            return;
        }

        cells.Said = report.Outcome;
        cells.SaidAt = now;
        string venue = _topology.Venues[report.Venue].Name;
        if (complete)
        {
            _log.Post(log => log.Of(LogEvents.GatewayAnswers).Information("the gateway of venue {Venue} is polled whole again", venue));
            return;
        }

        (GatewayOutcome outcome, string detail) = (report.Outcome, report.Detail);
        if (outcome == GatewayOutcome.Backlog)
        {
            _log.Post(log => log.Of(LogEvents.GatewayAnswers).Information("the gateway of {Venue} has a long backlog: {Detail}", venue, detail));
            return;
        }

        _log.Post(log => log.Of(LogEvents.GatewayFails).Warning("a poll of venue {Venue} failed ({Outcome}): {Detail}", venue, outcome, detail));
    }

    /// <inheritdoc/>
    public void Unknown(int venue, string name)
    {
        string text = _topology.Venues[venue].Name;
        _log.Post(log => log.Of(LogEvents.GatewayUnknownName).Warning(
            "venue {Venue} names the {Name}, which the configuration does not have", text, name));
    }

    /// <summary>What is counted of one venue, and what was said of it last; its own loop alone writes it.</summary>
    private sealed class VenueCells(MetricCell[] outcomes, HistogramCell duration, MetricCell polled, MetricCell retries)
    {
        public MetricCell[] Outcomes => outcomes;

        public HistogramCell Duration => duration;

        public MetricCell Polled => polled;

        public MetricCell Retries => retries;

        public GatewayOutcome Said { get; set; }

        public long SaidAt { get; set; }
    }
}
