using System;
using System.Linq;
using System.Security.Cryptography.X509Certificates;
using Basisd.Host.Bench;
using Basisd.Node;
using Basisd.Probes;
using Basisd.Safety;
using Basisd.Tests.Node;
using Xunit;

namespace Basisd.Tests.Probes;

/// <summary>
/// SPEC 9: three failures degrade a venue in under a second, the fourth closes its scope, three successes and clean ledgers open it. The bound is
/// held on a virtual clock; that real faults over real sockets go the same way is held without a clock (`basisd bench probes` measures it).
/// </summary>
public sealed class DetectionTests
{
    private const long Ms = FixedPoint.Millisecond;
    private const int Alpha = 0;

    private static readonly VenueFault[] Faults = Enum.GetValues<VenueFault>();

    /// <summary>Latency of each failing call: at once, at its end, and whatever lies between; the first one is late by nothing.</summary>
    [Theory]
    [InlineData(250, 200, 0, 500, 750)]
    [InlineData(250, 200, 200, 700, 950)]
    [InlineData(250, 200, 37, 537, 787)]
    [InlineData(333, 333, 333, 999, 1_332)] // the slowest that the configuration accepts
    [InlineData(50, 10, 10, 110, 160)]
    public void The_third_failure_degrades_and_the_fourth_closes_when_the_schedule_says(
        long intervalMs, long timeoutMs, long latencyMs, long degradedMs, long closedMs)
    {
        Assert.Equal((degradedMs * Ms, closedMs * Ms), Detect(new ProbeTiming(intervalMs * Ms, timeoutMs * Ms), _ => latencyMs * Ms));
    }

    /// <summary>Whatever interval and timeout the configuration accepts, and however long each call takes to fail.</summary>
    [Fact]
    public void No_accepted_timing_takes_a_second()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        Random random = new(seed);
        for (int i = 0; i < 200; i++)
        {
            long interval = random.NextInt64(50, 500) * Ms;
            long timeout = Math.Min(random.NextInt64(10 * Ms, interval + 1), FixedPoint.Second - (2 * interval));
            if (timeout < 10 * Ms)
            {
                continue;
            }

            (long degraded, long closed) = Detect(new ProbeTiming(interval, timeout), _ => random.NextInt64(timeout + 1));
            Assert.True(degraded <= FixedPoint.Second, $"seed {seed}: {interval} ns, {timeout} ns: degraded after {degraded} ns");
            Assert.InRange(closed, degraded, degraded + interval + timeout);
        }
    }

    [Fact]
    public void Calls_that_the_engine_reports_count_in_the_same_sequence()
    {
        NodeRig rig = new();
        rig.Tick();
        Call(rig, ok: false);
        Call(rig, ok: false);
        Call(rig, ok: true);
        Call(rig, ok: false);
        Call(rig, ok: false);
        Assert.False(rig.Core.Health.IsDegraded(Alpha));
        Call(rig, ok: false);
        Assert.True(rig.Core.Health.IsDegraded(Alpha));
        Assert.Equal(Mode.Normal, rig.ModeOf("venue/alpha"));
        Call(rig, ok: false);
        Assert.Equal(Mode.Bscb, rig.ModeOf("venue/alpha"));
    }

    [Fact]
    public void A_venue_comes_back_after_three_successes_and_clean_ledgers_and_not_before()
    {
        NodeRig rig = new();
        rig.Tick();
        for (int i = 0; i < 4; i++)
        {
            Call(rig, ok: false);
        }

        rig.Observe(ObservationKind.BalancePair, 0, 10, 11, 0);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(rig.Core.Health.IsDegraded(Alpha));
            Call(rig, ok: true);
        }

        // In the pool again, but closed: what it holds does not add up.
        Assert.False(rig.Core.Health.IsDegraded(Alpha));
        rig.Tick(FixedPoint.Second);
        Assert.Equal(Mode.Bscb, rig.ModeOf("venue/alpha"));

        // A transfer in flight explains it. Two successes are not enough of a sign either.
        rig.Observe(ObservationKind.BalancePair, 0, 10, 11, 1);
        Call(rig, ok: false);
        Call(rig, ok: true);
        Call(rig, ok: true);
        Assert.Equal(Mode.Bscb, rig.ModeOf("venue/alpha"));
        Call(rig, ok: true);
        rig.Tick(FixedPoint.Second);
        Assert.Equal(Mode.Recovery, rig.ModeOf("venue/alpha"));
    }

    [Fact]
    public void Every_fault_over_real_sockets_degrades_first_closes_then_and_has_its_class()
    {
        ProbeRound round = new(Faults, new ProbeTiming(250 * Ms, 200 * Ms), seed: 1);
        using X509Certificate2 certificate = ProbedVenue.Untrusted();
        round.Run(certificate);
        foreach (VenueFault fault in Faults)
        {
            Assert.True(round.DegradedNs[(int)fault] > 0, $"{fault} was never degraded");
            Assert.True(round.ClosedNs[(int)fault] > round.DegradedNs[(int)fault], $"{fault} was closed before it was degraded, or never");
            ProbeOutcome[] classes = fault switch
            {
                VenueFault.Status500 => [ProbeOutcome.Status],
                VenueFault.Reset => [ProbeOutcome.Reset],
                VenueFault.Garbage => [ProbeOutcome.Protocol],
                VenueFault.Refused => [ProbeOutcome.Connect, ProbeOutcome.Reset],
                VenueFault.Tls => [ProbeOutcome.Tls],
                _ => [ProbeOutcome.Timeout],
            };

            // On a busy machine any call may time out first; never is one of another class.
            Assert.Contains(round.Outcomes[(int)fault], classes.Append(ProbeOutcome.Timeout));
        }
    }

    /// <summary>Runs the prober's schedule on a virtual clock into a real core.</summary>
    private static (long DegradedNs, long ClosedNs) Detect(ProbeTiming timing, Func<int, long> latencyOf)
    {
        NodeRig rig = new();
        rig.Tick();
        long first = rig.Now;
        long due = first;
        long degraded = 0;
        for (int call = 0; call < 10; call++)
        {
            rig.Now = due + latencyOf(call);
            Call(rig, ok: false);
            degraded = degraded == 0 && rig.Core.Health.IsDegraded(Alpha) ? rig.Now - first : degraded;
            if (rig.PermissionOf("venue/alpha", GateAction.Open) == Permission.Deny && rig.ModeOf("venue/alpha") == Mode.Bscb)
            {
                Assert.Equal(3, call);
                return (degraded, rig.Now - first);
            }

            due = timing.After(due, rig.Now);
        }

        throw new InvalidOperationException("ten failures closed nothing");
    }

    private static void Call(NodeRig rig, bool ok) => rig.Observe(ObservationKind.CallResult, Alpha, ok ? 0 : 1, Ms, -1);
}
