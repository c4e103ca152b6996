using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Linux;
using Basisd.Node;
using Basisd.Probes;
using Basisd.Safety;

namespace Basisd.Host.Bench;

/// <summary>
/// Some venues that answer and then fail, probed by a real <see cref="VenueProber"/> over real sockets, and a real core that counts their
/// calls and closes their scopes, on this thread as the node's loop does it. Times are from the beginning of a venue's first failing call.
/// </summary>
internal sealed class ProbeRound : IProbeReport, IGateSink
{
    private const int AnswersBefore = 3;
    private const int LookMs = 5;
    private const long PatienceNs = 15 * FixedPoint.Second;

    private readonly VenueFault[] _faults;
    private readonly ProbeTiming _timing;
    private readonly Random _phase;
    private readonly NodeCore _core;
    private readonly Effects _effects;
    private readonly long _origin = BootClock.WallNs() - BootClock.NowNs();
    private readonly long[] _failedAt;
    private readonly long[] _failAt;
    private readonly bool[] _isFailing;
    private ulong _sequence;

    /// <summary>Prepares a round.</summary>
    /// <param name="faults">How each venue fails; one venue each.</param>
    /// <param name="timing">When venues are probed.</param>
    /// <param name="seed">When, within one interval, each begins to fail.</param>
    public ProbeRound(VenueFault[] faults, ProbeTiming timing, int seed)
    {
        _faults = faults;
        _timing = timing;
        _phase = new Random(seed);
        TopologyBuilder names = new();
        names.AddAsset("BTC", "USDT", 50_000);
        for (int venue = 0; venue < faults.Length; venue++)
        {
            names.AddVenue("v" + venue.ToString(CultureInfo.InvariantCulture));
        }

        _core = new NodeCore(names.Build(), new CoreSettings());
        _effects = new Effects(_core.Topology.Scopes.Length) { Gate = this };
        _failedAt = new long[faults.Length];
        _failAt = new long[faults.Length];
        _isFailing = new bool[faults.Length];
        DegradedNs = new long[faults.Length];
        ClosedNs = new long[faults.Length];
        Outcomes = new ProbeOutcome[faults.Length];
    }

    /// <summary>Until each venue was degraded, ns; 0 where it was not in time.</summary>
    public long[] DegradedNs { get; }

    /// <summary>Until the gate of each venue's scope was closed, ns; 0 where it was not in time.</summary>
    public long[] ClosedNs { get; }

    /// <summary>The class of each venue's first failure.</summary>
    public ProbeOutcome[] Outcomes { get; }

    /// <summary>Runs it.</summary>
    /// <param name="certificate">What venues show whose fault is about TLS.</param>
    public void Run(X509Certificate2 certificate)
    {
        FaultyVenue[] venues = Array.ConvertAll(_faults, fault => new FaultyVenue(fault, certificate));
        using AutoResetEvent woken = new(initialState: false);
        using CancellationTokenSource stop = new();
        List<ProbeTarget> targets = [];
        for (int venue = 0; venue < venues.Length; venue++)
        {
            targets.Add(new ProbeTarget(venue, venues[venue].Address));
        }

        ProbeQueue calls = new(() => woken.Set());
        VenueProber prober = new(targets, _timing, calls, CoreNow, this);
        Step(new NodeInput { Kind = NodeInputKind.Tick, Now = CoreNow() });
        Task probing = prober.RunAsync(stop.Token);
        try
        {
            long end = BootClock.NowNs() + PatienceNs;
            while (BootClock.NowNs() < end && Array.Exists(ClosedNs, ns => ns == 0) && !probing.IsCompleted)
            {
                woken.WaitOne(LookMs);
                while (calls.TryTake(out Observation call))
                {
                    Take(ref call);
                }

                FailWhoIsDue(venues);
            }
        }
        finally
        {
            stop.Cancel();
            probing.GetAwaiter().GetResult();
            Array.ForEach(venues, venue => venue.DisposeAsync().AsTask().GetAwaiter().GetResult());
        }
    }

    /// <inheritdoc/>
    public void Ended(in ProbeResult result)
    {
        if (result.Outcome != ProbeOutcome.Ok && Interlocked.Read(ref _failedAt[result.Venue]) == 0)
        {
            Outcomes[result.Venue] = result.Outcome;
            Interlocked.Exchange(ref _failedAt[result.Venue], BootClock.NowNs() - result.LatencyNs);
        }
    }

    /// <inheritdoc/>
    public void Tighten(in GateWrite write)
    {
        int scope = write.Scope;
        int venue = Array.FindIndex(_core.Topology.Venues, v => v.ScopeIndex == scope);
        if (venue >= 0 && write.Mode == Mode.Bscb && ClosedNs[venue] == 0)
        {
            ClosedNs[venue] = BootClock.NowNs() - Interlocked.Read(ref _failedAt[venue]);
        }
    }

    private long CoreNow() => _origin + BootClock.NowNs();

    private void Take(ref Observation call)
    {
        int venue = (int)call.Index;
        Step(new NodeInput { Kind = NodeInputKind.Observation, Now = CoreNow(), Observation = ref call });
        if (DegradedNs[venue] == 0 && _core.Health.IsDegraded(venue))
        {
            DegradedNs[venue] = BootClock.NowNs() - Interlocked.Read(ref _failedAt[venue]);
        }

        // A moment within the interval that is as likely as any other.
        if (_failAt[venue] == 0 && _core.Health.ConsecutiveSuccesses(venue) >= AnswersBefore)
        {
            _failAt[venue] = BootClock.NowNs() + _phase.NextInt64(_timing.IntervalNs);
        }
    }

    private void FailWhoIsDue(FaultyVenue[] venues)
    {
        long now = BootClock.NowNs();
        for (int venue = 0; venue < venues.Length; venue++)
        {
            if (!_isFailing[venue] && _failAt[venue] != 0 && now >= _failAt[venue])
            {
                _isFailing[venue] = true;
                venues[venue].Fail();
            }
        }
    }

    // What the loop does with a step, with a journal that is always durable at once.
    private void Step(in NodeInput input)
    {
        _core.Step(input, _effects);
        if (_effects.Entries.Length > 0)
        {
            _sequence += (ulong)_effects.Entries.Length;
        }

        _core.Appended(_sequence);
        while (_core.TryTakeLoosened(_sequence, out _))
        {
        }
    }
}
