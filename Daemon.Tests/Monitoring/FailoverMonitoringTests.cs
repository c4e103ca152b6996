using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Engine;
using Basisd.Host.Http;
using Basisd.Node;
using Basisd.Tests.EndToEnd;
using Xunit;

namespace Basisd.Tests.Monitoring;

/// <summary>
/// A real Prometheus with the repository's rules scrapes three real nodes, with an engine each, a simulated venue and a real etcd, while the owner of
/// a slot is killed and the platform is halted: every panel shows something, every alert could fire, and those that must, do.
/// </summary>
public sealed class FailoverMonitoringTests
{
    private static readonly string[] s_mustFire =
        ["BasisdFailover", "BasisdPeerSilent", "BasisdPlatformDmm", "BasisdClusterDmm", "BasisdIncidentP1"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failover_is_seen_in_every_panel_and_by_every_alert()
    {
        using PrometheusProcess prometheus = PrometheusProcess.Start();
        using DaemonProcess venue = DaemonProcess.Start(
            DaemonBinary.Path, ["sim", "venue", "--name", "alpha", "--market", "BTC/USD=60000", "--balance", "USD=1000000"]);
        string key = Path.Combine(Path.GetTempPath(), $"basisd-head-{Guid.NewGuid():N}.pem");
        ClusterRig.Run("keygen", "--out", key);
        try
        {
            await using ClusterRig rig = await ClusterRig.StartAsync(WithVenue(await AddressOf(venue), key));
            await rig.SeenAsync(
                rig.C, s => s.Slots.All(t => t.InSync.Count == 2 && t.Owner.Length > 0), "an owner and two replicas of each slot");
            prometheus.Name(rig.Nodes.Select(n => n.Http));
            using PrometheusClient client = new(await prometheus.AddressAsync());
            using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            ClusterStatus seen = (await rig.C.SeesAsync())!;
            List<Task> engines = [.. seen.Slots.Select(s => Trade(Node(rig, s.Owner).EngineSocket(s.Name), over.Token))];
            try
            {
                await Poll.UntilAsync(
                    async () => await client.ValueAsync("sum(up{job=\"basisd\"})") is 3
                        && await client.ValueAsync("sum(basisd_engine_sessions)") is 2,
                    () => $"three nodes and two engines are scraped; it said:\n{prometheus.Output}");
                DateTimeOffset began = DateTimeOffset.UtcNow;
                await FailOver(rig, Slot(seen, "east").Owner, engines, over.Token);
                await AllIsSeen(await prometheus.AddressAsync(), client, began, rig);
            }
            finally
            {
                await over.CancelAsync();
                await Task.WhenAll(engines);
            }
        }
        finally
        {
            File.Delete(key);
        }
    }

    /// <summary>The same question to a Prometheus about nodes that are not ours: <c>BASISD_PROMETHEUS</c> is its address.</summary>
    [Fact]
    public async Task A_prometheus_that_is_named_has_everything()
    {
        string named = Environment.GetEnvironmentVariable("BASISD_PROMETHEUS") ?? "";
        Assert.SkipWhen(named.Length == 0, "BASISD_PROMETHEUS names no Prometheus");
        using MonitoringCheck check = new(new Uri(named));
        IReadOnlyList<string> missing = [];
        await Poll.UntilAsync(
            async () => (missing = await check.MissingAsync(TimeSpan.FromMinutes(30))).Count == 0,
            () => $"{missing.Count} of {MonitoringCheck.Count} give no data:\n{string.Join('\n', missing)}");
    }

    // On a busy machine one node may own both slots: then both move.
    private static async Task FailOver(ClusterRig rig, string dead, List<Task> engines, CancellationToken over)
    {
        ClusterNodeRig witness = rig.Nodes.First(n => n.Name != dead);
        string[] moving = [.. (await witness.SeesAsync())!.Slots.Where(s => s.Owner == dead).Select(s => s.Name)];
        Node(rig, dead).Daemon!.Kill();
        await rig.SeenAsync(witness, s => s.Slots.All(t => t.Owner != dead && t.Owner.Length > 0), $"no slot of {dead}");
        ClusterStatus after = (await witness.SeesAsync())!;
        engines.AddRange(moving.Select(s => Trade(Node(rig, Slot(after, s).Owner).EngineSocket(s), over)));
        ClusterNodeRig heir = Node(rig, Slot(after, "east").Owner);
        await Poll.UntilAsync(() => heir.IsOpen("east"), () => $"the gate of east stays closed on {heir.Name}; it said:\n{heir.Daemon!.Output}");
        AdminResult<OperatorReply> taken = await heir.Admin.SnapshotAsync(Cancel);
        Assert.True(taken.Outcome == AdminOutcome.Ok, $"{taken.Error}; {heir.Name} said:\n{heir.Daemon!.Output}");
        AdminResult<OperatorReply> halted = await heir.Admin.HaltAsync("seen from outside", Cancel);
        Assert.True(halted.Outcome == AdminOutcome.Ok, $"{halted.Error}; {heir.Name} said:\n{heir.Daemon!.Output}");
    }

    private static async Task AllIsSeen(Uri prometheus, PrometheusClient client, DateTimeOffset began, ClusterRig rig)
    {
        using MonitoringCheck check = new(prometheus);
        Assert.True(MonitoringCheck.Count > 200, "the queries were not found");
        IReadOnlyList<string> missing = [];
        (string Name, string Said)[] firing = [];
        await Poll.UntilAsync(
            async () =>
            {
                missing = await check.MissingAsync(DateTimeOffset.UtcNow - began);
                firing = await client.FiringAsync();
                return missing.Count == 0 && s_mustFire.All(m => firing.Any(f => f.Name == m));
            },
            () => $"{missing.Count} of {MonitoringCheck.Count} queries give no data:\n{string.Join('\n', missing)}\n"
                + $"alerts that fire: {string.Join(' ', firing.Select(f => f.Name))}\n"
                + string.Join('\n', rig.Nodes.Select(n => $"{n.Name} said:\n{n.Daemon?.Output}")),
            TimeSpan.FromSeconds(90));
        Assert.All(firing, f => Assert.DoesNotMatch("<no value>|<error|%!", f.Said));
    }

    // An engine that lives: it tells everything that the node needs, and its heartbeats do not end.
    private static Task Trade(string socket, CancellationToken over) => Task.Factory.StartNew(
        () =>
        {
            while (!over.IsCancellationRequested)
            {
                try
                {
                    using EngineClient client = EngineClient.Connect(socket, "engine", SessionFlags.Commits | SessionFlags.Commands, 200);
                    Feed feed = new(client, 1);
                    for (long id = client.Reply.LastCommitId + 1; !over.WaitHandle.WaitOne(100); id++)
                    {
                        feed.SendAll();
                        client.SendCommit(id, [1]);
                        while (client.TryReceive(0, out ControlRecord _))
                        {
                        }
                    }
                }
                catch (EngineClientException)
                {
                    // The daemon died, or the slot is another's: an engine comes back.
                    over.WaitHandle.WaitOne(50);
                }
            }
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static async Task<string> AddressOf(DaemonProcess venue)
    {
        const string Mark = "listening on ";
        await Poll.UntilAsync(() => venue.Output.Contains(Mark, StringComparison.Ordinal), () => venue.Output);
        return venue.Output.Split(Mark)[1].Split('\n')[0].Trim();
    }

    private static string WithVenue(string venue, string key) => Configurations.Plain
        .Replace(
            "\"calls_required\": true", $"\"calls_required\": true, \"health_url\": \"{venue}/health\", \"gateway_url\": \"{venue}\"",
            StringComparison.Ordinal)
        .Replace("\"journal\": {", $"\"journal\": {{ \"head_key\": \"{key}\", \"head_interval\": \"1s\",", StringComparison.Ordinal);

    private static ClusterNodeRig Node(ClusterRig rig, string name) => rig.Nodes.Single(n => n.Name == name);

    private static ClusterSlotStatus Slot(ClusterStatus status, string name) => status.Slots.Single(s => s.Name == name);
}
