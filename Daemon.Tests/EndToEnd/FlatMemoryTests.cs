using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Engine;
using Basisd.Host.Configuration;
using Basisd.Node;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>
/// The real process under a day of 1 s prices for every pair of the built-in configuration, a thousand times as fast as the clock: its resident
/// set after the first quarter and at the end. <c>BASISD_FLAT_HOURS</c> plays another number of hours.
/// </summary>
[Collection("daemon fed for a day")]
public sealed class FlatMemoryTests(ITestOutputHelper output)
{
    private const int Scale = 1_000;
    private const int DefaultHours = 24;
    private const string Allocated = "basisd_gc_allocated_bytes_total";

    // Four status pages a second wait for the first collection of young objects, some 100 kB/s of real time; no observation may add to them. A
    // single small object for each would be 30 bytes and more.
    private const long MostGrowthKb = 12 * 1024;
    private const double MostBytesPerObservation = 8;

    private readonly List<long> _residentKb = [];
    private long _sent;

    [Fact]
    public async Task A_day_at_a_thousand_times_speed_leaves_the_process_flat()
    {
        string? asked = Environment.GetEnvironmentVariable("BASISD_FLAT_HOURS");
        int hours = int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : DefaultHours;
        string json = $$"""{ "clock": { "time_scale": {{Scale}} }, "journal": { "free_space_floor": "32MiB" } }""";
        Topology topology = ConfigurationLoader.Parse("day.json", Encoding.UTF8.GetBytes(json)).Configuration!.Topology;
        using DaemonRig rig = new(json);
        await rig.StartAsync();
        using EngineClient client = rig.Connect("day");
        long seconds = hours * 3600L;
        using System.Net.Http.HttpClient http = new();
        Dictionary<string, double> before = await ScrapeAsync(http, rig);
        Task fed = Task.Factory.StartNew(
            () => Feed(client, topology, seconds), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        while (!fed.IsCompleted)
        {
            _residentKb.Add(ResidentKb(rig.Daemon.Pid));
            await Task.WhenAny(fed, Task.Delay(500, TestContext.Current.CancellationToken));
        }

        await fed;
        int quarter = _residentKb.Count / 4;
        long first = Median(_residentKb.GetRange(quarter / 2, quarter - (quarter / 2)));
        long last = Median(_residentKb.GetRange(_residentKb.Count - (quarter / 2), quarter / 2));
        output.WriteLine(
            $"{hours} h, {_sent} observations, {DaemonBinary.Description}: resident {first} kB in the first quarter, {last} kB at the end, "
            + $"most {_residentKb.Max()} kB, {_residentKb.Count} samples");
        Dictionary<string, double> after = before;
        await Poll.UntilAsync(
            async () => _sent == (long)Taken(after = await ScrapeAsync(http, rig)), () => $"{_sent} observations were sent, {Taken(after)} taken");
        output.WriteLine(
            $"allocated {(after[Allocated] - before[Allocated]) / 1e6:F1} MB, collections "
            + string.Join(", ", after.Where(m => m.Key.StartsWith("basisd_gc_collections_total", StringComparison.Ordinal)).Select(m => m.Value)));
        await rig.AssertWellAsync("a day of prices");
        double each = (after[Allocated] - before[Allocated]) / _sent;
        Assert.True(each <= MostBytesPerObservation, $"{each:F1} bytes are allocated per observation");
        Assert.True(last - first <= MostGrowthKb, $"from {first} kB to {last} kB, at most {MostGrowthKb} kB more are allowed");
    }

    private static double Taken(Dictionary<string, double> metrics) =>
        metrics.Where(m => m.Key.StartsWith("basisd_observations_total", StringComparison.Ordinal)).Sum(m => m.Value);

    private static async Task<Dictionary<string, double>> ScrapeAsync(System.Net.Http.HttpClient http, DaemonRig rig) =>
        Exposition.Parse(await http.GetStringAsync(new Uri(rig.Http, "metrics"), TestContext.Current.CancellationToken));

    private void Feed(EngineClient client, Topology topology, long seconds)
    {
        Observation[] batch = new Observation[topology.Instruments.Length + topology.Venues.Length + topology.UnitReferences.Length + 1];
        Stopwatch watch = Stopwatch.StartNew();
        long start = client.Reply.CoreTimeNs;
        for (long second = 0; second < seconds;)
        {
            long due = watch.ElapsedMilliseconds * Scale / 1_000;
            for (; second < Math.Min(due, seconds); second++)
            {
                int count = Fill(batch, topology, second, start + (second * FixedPoint.Second));
                client.Send(batch.AsSpan(0, count));
                _sent += count;
            }

            while (client.TryReceive(0, out ControlRecord refused))
            {
                Assert.True(refused.Kind != ControlKind.Rejected, $"refused: {(RejectReason)refused.Flags}, kind {refused.Index}");
            }

            Thread.Sleep(1);
        }
    }

    private static int Fill(Observation[] batch, Topology topology, long second, long at)
    {
        int count = 0;
        void Add(ObservationKind kind, int index, long v0, long v1 = 0, long v2 = 0) => batch[count++] =
            new Observation { Kind = kind, Index = (uint)index, SourceTime = at, V0 = v0, V1 = v1, V2 = v2 };

        Add(ObservationKind.EngineHeartbeat, 0, second);
        foreach (Instrument market in topology.Instruments)
        {
            long noise = unchecked((uint)((second * 2_654_435_761) + market.Index)) % 1_000;
            Add(ObservationKind.Price, market.Index, (2_000_000 + noise) * FixedPoint.Scale / 1_000);
        }

        foreach (Venue venue in topology.Venues)
        {
            Add(ObservationKind.CallResult, venue.Index, 0, 20 * FixedPoint.Millisecond, -1);
        }

        for (int reference = 0; second % 10 == 0 && reference < topology.UnitReferences.Length; reference++)
        {
            Add(ObservationKind.UnitRate, reference, FixedPoint.Ppm + (second % 100));
        }

        return count;
    }

    private static long Median(List<long> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static long ResidentKb(int pid)
    {
        string line = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
