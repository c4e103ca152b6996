using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Linux;
using Basisd.Node;
using Basisd.Probes;
using Basisd.Tests.EndToEnd;
using Xunit;

namespace Basisd.Tests.Probes;

/// <summary>The schedule, what reaches the venue pool and when, and the end.</summary>
public sealed class VenueProberTests
{
    private const long Second = 1_000_000_000;
    private const long Hour = 3_600 * Second;
    private const int Attempts = 3;

    public static TheoryData<string> Failures => ["silent", "broken", "reset", "closed", "garbage"];

    [Fact]
    public async Task The_first_probe_goes_out_at_once_and_becomes_a_call_result()
    {
        await using ProbedVenue well = new(ProbedVenue.Well);
        await using ProbedVenue broken = new(ProbedVenue.Broken);
        await using ProbedVenue silent = new(ProbedVenue.Silent);
        await using ProberRig rig = new([well.Address, broken.Address, silent.Address], new ProbeTiming(Hour, Second));
        await rig.UntilAsync(() => rig.Calls.Count == 3, "three results");
        Observation[] calls = [.. rig.Calls.OrderBy(c => c.Index)];
        Assert.Equal([0L, 2, 1], calls.Select(c => c.V0));
        Assert.Equal([1UL, 2, 3], rig.Calls.Select(c => c.Sequence));
        Assert.All(calls, c => Assert.Equal(
            (ObservationKind.CallResult, ProberRig.CoreTime, -1L, 0L, 0L), (c.Kind, c.SourceTime, c.V2, c.V3, c.V4)));
        Assert.All(rig.Results, r => Assert.Equal(r.LatencyNs, calls[r.Venue].V1));
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Three_failures_are_seen_within_a_second_and_three_answers_bring_the_venue_back(string failure)
    {
        // The machine may be busy; that it was so three times in a row is unlikely, that the schedule is right once by chance impossible.
        long fastest = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && fastest >= Second; attempt++)
        {
            fastest = Math.Min(fastest, await DetectionAsync(failure));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{failure}: degraded {fastest / 1_000_000} ms after the first failing call");
        Assert.InRange(fastest, 1, Second - 1);
    }

    [Fact]
    public async Task Slow_answers_do_not_stretch_the_schedule()
    {
        const int Intervals = 10;
        const long Interval = Second / 5;
        const long Slow = 120_000_000;

        // A schedule that waited for each answer first would need this long, on the fastest machine; a busy one may need it once, hardly three times.
        const long Stretched = Intervals * (Interval + Slow);
        long fastest = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && fastest >= Stretched; attempt++)
        {
            await using ProbedVenue venue = new(async call =>
            {
                await Task.Delay((int)(Slow / 1_000_000), call.Stop);
                await ProbedVenue.Well(call);
            });
            long start = BootClock.NowNs();
            await using ProberRig rig = new([venue.Address], new ProbeTiming(Interval, Interval));
            await rig.UntilAsync(() => rig.Calls.Count > Intervals, "the probes");
            long[] arrivals = [.. venue.Arrivals];
            Assert.True(arrivals[Intervals] - start >= Intervals * Interval, "a probe came before it was due");
            fastest = Math.Min(fastest, arrivals[Intervals] - arrivals[0]);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"ten intervals of 200 ms took {fastest / 1_000_000} ms");
        Assert.InRange(fastest, 1, Stretched - 1);
    }

    [Theory]
    [InlineData(1_000, 1_100, 1_250)] // early: one interval after the last was due
    [InlineData(1_000, 1_250, 1_250)]
    [InlineData(1_000, 1_499, 1_250)] // late: at once, and back in step
    [InlineData(1_000, 1_500, 1_500)] // a whole beat late: that beat is left out
    [InlineData(1_000, 9_999, 9_750)]
    public void Missed_beats_are_left_out_and_the_phase_stays(long due, long now, long next) =>
        Assert.Equal(next, new ProbeTiming(250, 200).After(due, now));

    [Fact]
    public async Task Two_hundred_silent_venues_need_few_threads()
    {
        await using ProbedVenue venue = new(ProbedVenue.Silent);
        int before = Process.GetCurrentProcess().Threads.Count;
        await using ProberRig rig = new([.. Enumerable.Repeat(venue.Address, 200)], new ProbeTiming(Second, Second / 2));
        int most = 0;
        await rig.UntilAsync(
            () =>
            {
                most = Math.Max(most, Process.GetCurrentProcess().Threads.Count);
                return Enumerable.Range(0, 200).All(v => rig.Health.ConsecutiveFailures(v) >= 2);
            },
            "two failures of each venue");
        Assert.InRange(most - before, -before, 100);
        Assert.Equal(0, rig.Queue.Dropped);
    }

    [Fact]
    public async Task A_dead_name_server_holds_few_threads_and_no_other_venue()
    {
        using ManualResetEventSlim back = new();
        int running = 0;
        int most = 0;
        await using ProbedVenue venue = new(ProbedVenue.Well);
        Uri[] named = [.. Enumerable.Range(0, 50).Select(i => new Uri($"http://venue{i}.invalid:{venue.Port}/"))];
        await using ProberRig rig = new(
            [venue.Address, .. named], new ProbeTiming(Second / 2, Second / 2), _ =>
            {
                int now = Interlocked.Increment(ref running);
                Assert.False(Thread.CurrentThread.IsThreadPoolThread);
                lock (back)
                {
                    most = Math.Max(most, now);
                }

                back.Wait(Poll.Patience);
                Interlocked.Decrement(ref running);
                return [IPAddress.Loopback];
            });
        try
        {
            await rig.UntilAsync(() => rig.Health.IsHealthy(0) && Enumerable.Range(1, 50).All(rig.Health.IsDegraded), "all named venues degraded");
            Assert.InRange(most, 1, NameLookups.MaxRunning);
            Assert.All(rig.Results.Where(r => r.Venue > 0), r => Assert.Equal(ProbeOutcome.Timeout, r.Outcome));
        }
        finally
        {
            back.Set();
        }

        await rig.UntilAsync(() => Enumerable.Range(0, 51).All(v => !rig.Health.IsDegraded(v)), "all venues back");
    }

    [Fact]
    public async Task It_stops_in_the_middle_of_a_probe_and_leaves_no_outcome()
    {
        await using ProbedVenue venue = new(ProbedVenue.Silent);
        await using ProberRig rig = new([venue.Address], new ProbeTiming(Hour, Hour / 2));
        await Poll.UntilAsync(() => venue.Requests == 1, () => "the request");
        await rig.StopAsync();
        Assert.Empty(rig.Results);
        Assert.False(rig.Queue.TryTake(out _));
    }

    [Fact]
    public async Task It_stops_in_the_middle_of_a_lookup()
    {
        using ManualResetEventSlim asked = new();
        using ManualResetEventSlim back = new();
        await using ProberRig rig = new([new Uri("http://venue.invalid/")], new ProbeTiming(Hour, Hour / 2), _ =>
        {
            asked.Set();
            back.Wait(Poll.Patience);
            return [];
        });
        await Poll.UntilAsync(() => asked.IsSet, () => "the lookup");
        await rig.StopAsync();
        back.Set();
        Assert.Empty(rig.Results);
    }

    [Fact]
    public async Task A_bug_ends_all_loops_and_reaches_the_owner()
    {
        await using ProbedVenue well = new(ProbedVenue.Well);
        await using ProbedVenue silent = new(ProbedVenue.Silent);
        ProbeTarget[] targets = [new(0, well.Address), new(1, silent.Address)];
        VenueProber prober = new(targets, new ProbeTiming(Hour, Hour), new ProbeQueue(() => { }), () => 0, new Faulty());
        Task probing = prober.RunAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<InvalidOperationException>(() => probing.WaitAsync(Poll.Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Without_venues_nothing_runs()
    {
        await using ProberRig rig = new([]);
        await rig.StopAsync();
        Assert.Empty(rig.Results);
    }

    private static async Task<long> DetectionAsync(string failure)
    {
        await using ProbedVenue venue = new(ProbedVenue.Well);
        await using ProberRig rig = new([venue.Address]);
        await rig.UntilAsync(() => rig.Health.IsHealthy(0) && rig.Calls.Count >= 2, "a venue that answers");
        long firstFailing = 0;
        Func<ProbedVenue.Call, Task> fail = failure switch
        {
            "silent" => ProbedVenue.Silent,
            "broken" => ProbedVenue.Broken,
            "reset" => ProbedVenue.Reset,
            "closed" => ProbedVenue.Closed,
            _ => ProbedVenue.Saying("220 smtp ready\r\n"),
        };
        venue.Answer = call =>
        {
            Interlocked.CompareExchange(ref firstFailing, Basisd.Linux.BootClock.NowNs(), 0);
            return fail(call);
        };
        long seen = await rig.UntilAsync(() => rig.Health.IsDegraded(0), "three failures");
        venue.Answer = ProbedVenue.Well;
        await rig.UntilAsync(() => rig.Health.IsHealthy(0), "three answers");
        Assert.False(rig.Health.IsDegraded(0));
        return seen - Interlocked.Read(ref firstFailing);
    }

    private sealed class Faulty : IProbeReport
    {
        public void Ended(in ProbeResult result) => throw new InvalidOperationException("planted");
    }
}
