using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Xunit;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>
/// Forged heartbeats, a hundred thousand a second, at a node that owns a slot: nothing moves, and what it costs is bounded and counted.
/// </summary>
[Collection("daemon live")]
public sealed class FloodTests(BedFixture fixture) : IClassFixture<BedFixture>
{
    private const int PerSecond = 100_000;
    private const int Batch = 100;
    private const int Bytes = 80 + (40 * 3); // HEARTBEAT.md
    private const int HeartbeatPort = 9466;

    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(10);

    [Fact(Skip = BedGround.Reason, SkipUnless = nameof(BedGround.IsAsked), SkipType = typeof(BedGround))]
    public async Task Forged_heartbeats_move_nothing()
    {
        ClusterBed bed = await fixture.BedAsync();
        BedNode target = await bed.OwnerAsync("west");
        ClusterStatus before = await bed.SeenAsync();
        double refused = Refused(await target.MetricsAsync());
        TimeSpan busy = Busy(target);
        Stopwatch watch = Stopwatch.StartNew();
        long sent = await Task.Run(() => Flood(bed, target));
        TimeSpan spent = Busy(target) - busy;
        double counted = Refused(await target.MetricsAsync()) - refused;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{sent / watch.Elapsed.TotalSeconds:F0} datagrams/s for {watch.Elapsed.TotalSeconds:F1} s: {counted:F0} of {sent} counted as refused, "
            + $"{100 * spent / watch.Elapsed:F0} % of one processor");
        ClusterStatus after = await bed.SeenAsync(target);
        Assert.Equal(before.Slots.Select(s => (s.Name, s.Owner, s.Epoch)), after.Slots.Select(s => (s.Name, s.Owner, s.Epoch)));
        Assert.All(after.Nodes, n => Assert.Equal("heard", n.State));
        Assert.All(ClusterBed.Slots, s => Assert.True(bed.Gates.IsOpen(s), $"{s} closed\n{bed.Said()}"));
        Assert.True(counted > sent / 100.0, $"{counted} of {sent} forged datagrams were counted");

        // One thread hears them; it may take a processor of its own and no more.
        Assert.True(spent < 1.2 * watch.Elapsed, $"{spent.TotalSeconds:F1} s of processor in {watch.Elapsed.TotalSeconds:F1} s");
        await OrderAccounts.SettleAsync(bed);
    }

    private static double Refused(Dictionary<string, double> metrics) =>
        metrics.Where(m => m.Key.StartsWith("basisd_heartbeats_refused_total", StringComparison.Ordinal)).Sum(m => m.Value);

    private static TimeSpan Busy(BedNode node)
    {
        using Process process = Process.GetProcessById(node.Daemon!.Pid);
        return process.TotalProcessorTime;
    }

    // As large as a heartbeat, begun like one, from the address of the node that it names: only the tag can refuse it.
    private static long Flood(ClusterBed bed, BedNode target)
    {
        BedNode other = bed.Nodes.First(n => n != target);
        using Socket socket = NamespaceSocket.Datagrams(bed.Network.Space(other.Name));
        socket.Connect(new IPEndPoint(BedNetwork.AddressOf(target.Number), HeartbeatPort));
        byte[] forged = new byte[Bytes];
        new Random(7).NextBytes(forged);
        "BSHB\u0001\u0003"u8.CopyTo(forged);
        forged[6] = (byte)Array.IndexOf(bed.Nodes, other);
        forged[7] = 0;
        Stopwatch watch = Stopwatch.StartNew();
        long sent = 0;
        while (watch.Elapsed < s_time)
        {
            for (int i = 0; i < Batch; i++)
            {
                socket.Send(forged);
            }

            sent += Batch;
            while (sent > watch.Elapsed.TotalSeconds * PerSecond)
            {
                Thread.SpinWait(50);
            }
        }

        return sent;
    }
}
