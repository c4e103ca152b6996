using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Linux;
using Basisd.Node;

namespace Basisd.Probes;

/// <summary>
/// Asks every venue that has a health address on a steady schedule in real time (SPEC 9), and puts each outcome as an
/// <see cref="ObservationKind.CallResult"/> into <see cref="Results"/>, where it joins the calls that the engine reports. One asynchronous
/// loop per venue on the pool's threads; a venue never has two probes under way. It decides nothing and keeps no count of failures.
/// </summary>
public sealed class VenueProber
{
    // The wire's words for an outcome (SPEC 4).
    private const long CallOk = 0;
    private const long CallTimeout = 1;
    private const long CallError = 2;
    private const long NoAcknowledgement = -1;

    private readonly ProbeTarget[] _targets;
    private readonly ProbeTiming _timing;
    private readonly Func<long> _coreNow;
    private readonly IProbeReport _report;
    private readonly NameLookups _names;

    /// <summary>Creates the prober; nothing runs yet.</summary>
    /// <param name="targets">The venues, each once.</param>
    /// <param name="timing">When.</param>
    /// <param name="results">Where outcomes go.</param>
    /// <param name="coreNow">Core time, Unix ns; any thread.</param>
    /// <param name="report">Where outcomes are counted and told of.</param>
    public VenueProber(IEnumerable<ProbeTarget> targets, ProbeTiming timing, ProbeQueue results, Func<long> coreNow, IProbeReport report)
        : this(targets, timing, results, coreNow, report, Dns.GetHostAddresses)
    {
    }

    internal VenueProber(
        IEnumerable<ProbeTarget> targets, ProbeTiming timing, ProbeQueue results, Func<long> coreNow, IProbeReport report,
        Func<string, IPAddress[]> resolve)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(timing.TimeoutNs, nameof(timing));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timing.TimeoutNs, timing.IntervalNs, nameof(timing));
        _targets = [.. targets];
        _timing = timing;
        Results = results;
        _coreNow = coreNow;
        _report = report;
        _names = new NameLookups(resolve);
    }

    /// <summary>The outcomes, for the loop to take.</summary>
    public ProbeQueue Results { get; }

    /// <summary>
    /// Probes until it is told to stop; every probe is over when it returns. A lookup inside the C library alone may outlive it, because
    /// nothing can interrupt that.
    /// </summary>
    /// <param name="stop">Ends it, also in the middle of a probe, whose outcome then is nobody's.</param>
    /// <exception cref="Exception">A bug: the other loops have ended too, and the node must not go on without its probes.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        if (_targets.Length == 0)
        {
            return;
        }

        using CancellationTokenSource all = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task[] loops = [.. _targets.Select(target => Task.Run(() => ProbeAsync(target, all.Token), CancellationToken.None))];
        await Task.WhenAny(loops).ConfigureAwait(false);
        await all.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(loops).ConfigureAwait(false);
    }

    private async Task ProbeAsync(ProbeTarget target, CancellationToken stop)
    {
        using ProbeClient client = new(target, _timing.TimeoutNs, _names, stop);
        long due = BootClock.NowNs();
        try
        {
            while (true)
            {
                await UntilAsync(due, stop).ConfigureAwait(false);
                ProbeResult result = await client.ProbeAsync().ConfigureAwait(false);
                stop.ThrowIfCancellationRequested();
                _report.Ended(result);
                Results.Add(CallOf(result));
                due = _timing.After(due, BootClock.NowNs());
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
    }

    private static async Task UntilAsync(long due, CancellationToken stop)
    {
        long left;
        while ((left = due - BootClock.NowNs()) > 0)
        {
            await Task.Delay((int)((left / 1_000_000) + 1), stop).ConfigureAwait(false);
        }

        stop.ThrowIfCancellationRequested();
    }

    private Observation CallOf(in ProbeResult result) => new()
    {
        Kind = ObservationKind.CallResult,
        Index = (uint)result.Venue,
        SourceTime = _coreNow(),
        V0 = result.Outcome switch
        {
            ProbeOutcome.Ok => CallOk,
            ProbeOutcome.Timeout => CallTimeout,
            _ => CallError,
        },
        V1 = result.LatencyNs,
        V2 = NoAcknowledgement,
    };
}
