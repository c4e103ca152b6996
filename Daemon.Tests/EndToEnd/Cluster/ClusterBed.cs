using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Xunit;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>
/// Four nodes a, b, c, d with three slots, an etcd of three members and a venue, each in a network namespace with an address of its own; an engine
/// per node and slot trades on the slot's account throughout. The first slot is the control slot, which any node may own beside one of the others.
/// </summary>
internal sealed class ClusterBed : IAsyncDisposable
{
    /// <summary>The slots; the first one carries what is platform-wide.</summary>
    public static readonly string[] Slots = ["east", "west", "north"];

    private static readonly string[] s_names = ["a", "b", "c", "d"];

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("basisd-bed-");

    private ClusterBed()
    {
        Network = new BedNetwork();
        Etcd = new BedEtcd(Network, Path.Combine(_root.FullName, "etcd"));
        Venue = new BedVenue(Network, Slots);
        Nodes = MakeNodes();
        Gates = new BedGates(Nodes, Slots);
    }

    public string Root => _root.FullName;

    public BedNetwork Network { get; }

    public BedEtcd Etcd { get; }

    public BedVenue Venue { get; }

    public BedNode[] Nodes { get; }

    public BedGates Gates { get; }

    /// <summary>When each epoch of a slot was claimed, wall time, Unix ns, as far as it was seen.</summary>
    public Dictionary<(string Slot, long Epoch), long> Claims { get; } = [];

    /// <summary>Makes the bed and waits until every slot trades and every other node is in sync.</summary>
    /// <param name="rate">Orders per second and slot.</param>
    public static async Task<ClusterBed> StartAsync(int rate = 20)
    {
        ClusterBed bed = new();
        try
        {
            Directory.CreateDirectory(Path.Combine(bed.Root, "etcd"));
            await bed.Etcd.StartAsync();
            await bed.Venue.ReadyAsync();
            foreach (BedNode node in bed.Nodes)
            {
                node.StartEngines(Slots, rate);
            }

            await Task.WhenAll(bed.Nodes.Select(n => n.StartAsync()));
            await bed.WholeAsync("the bed is up");
            return bed;
        }
        catch
        {
            await bed.DisposeAsync();
            throw;
        }
    }

    public BedNode Node(string name) => Nodes.Single(n => n.Name == name);

    /// <summary>The cluster as some node that runs sees it; the records are the arbiter's.</summary>
    public async Task<ClusterStatus> SeenAsync(BedNode? from = null)
    {
        ClusterStatus? status = null;
        await Poll.UntilAsync(
            async () => (status = await (from ?? Nodes.First(n => n.IsUp)).SeesAsync()) is { ArbiterSilenceNs: >= 0 and < 1_000_000_000 },
            () => $"nobody tells how the cluster stands\n{Said()}");
        return status!;
    }

    /// <summary>Owner of a slot.</summary>
    public async Task<BedNode> OwnerAsync(string slot) => Node((await SeenAsync()).Slots.Single(s => s.Name == slot).Owner);

    /// <summary>Waits until a node that is not excluded sees what is wanted.</summary>
    public async Task<ClusterStatus> SeenAsync(Func<ClusterStatus, bool> condition, string wanted, BedNode? not = null)
    {
        ClusterStatus? seen = null;
        await Poll.UntilAsync(
            async () =>
            {
                BedNode from = Nodes.First(n => n.IsUp && n != not);
                return (seen = await from.SeesAsync()) is { } status && condition(status);
            },
            () => $"{wanted}; seen are {Described(seen)}\n{Said()}",
            TimeSpan.FromSeconds(60));
        return seen!;
    }

    /// <summary>Waits until every slot has an owner, is open for orders, and all other nodes are in sync.</summary>
    public async Task<ClusterStatus> WholeAsync(string after, int outside = 0)
    {
        int members = Nodes.Length - 1 - outside;
        ClusterStatus status = await SeenAsync(
            s => s.Slots.All(t => t.InSync.Count >= members && t.Owner.Length > 0 && !t.IsReleased), $"after \"{after}\" everybody is in sync");

        // Also whoever has just woken up: what it saw before says nothing about now.
        await Poll.UntilAsync(
            async () => (await Task.WhenAll(Nodes.Where(n => n.IsUp).Select(n => n.SeesAsync())))
                .Select(s => s is null ? "" : string.Join(' ', s.Slots.Select(t => $"{t.Name}/{t.Owner}/{t.Epoch}"))).Distinct().Count() == 1,
            () => $"after \"{after}\" the nodes do not agree\n{Said()}");
        await Poll.UntilAsync(
            () => Slots.All(Gates.IsOpen),
            () => $"after \"{after}\" these are not open for orders: {string.Join(", ", Slots.Where(s => !Gates.IsOpen(s)))}\n{Said()}",
            TimeSpan.FromSeconds(60));
        return status;
    }

    /// <summary>Everything that the daemons said, for a failure.</summary>
    public string Said() => string.Join('\n', Nodes.Select(n => $"--- {n.Name} said:\n{Tail(n.Daemon?.Output ?? "nothing")}"));

    public async ValueTask DisposeAsync()
    {
        Gates.Dispose();
        foreach (BedNode node in Nodes)
        {
            node.Dispose();
        }

        Venue.Dispose();
        Etcd.Dispose();
        Network.Dispose();
        await Task.CompletedTask;
        if (Environment.GetEnvironmentVariable("BASISD_BED_KEEP") != "1")
        {
            _root.Delete(recursive: true);
        }
    }

    private static string Tail(string said) => said.Length <= 6_000 ? said : "…" + said[^6_000..];

    private static string Described(ClusterStatus? status) => status is null ? "nothing" : string.Join(
        "; ",
        status.Slots.Select(
            s => $"{s.Name} {s.Owner}/{s.Epoch}{(s.IsReleased ? " released" : "")} in sync {string.Join(',', s.InSync)} {s.Obstacle}"));

    private BedNode[] MakeNodes()
    {
        string pki = Path.Combine(_root.FullName, "pki");
        Tool.Run(DaemonBinary.Path, "pki", "init", "--cluster", "bed", "--dir", pki);
        Tool.Run(DaemonBinary.Path, "pki", "heartbeat-key", "--out", Path.Combine(pki, "heartbeat.key"));
        return [.. s_names.Select((name, i) =>
        {
            Tool.Run(DaemonBinary.Path, "pki", "node", name, "--dir", pki, "--address", $"{BedNetwork.AddressOf(i + 1)}");
            string root = Directory.CreateDirectory(Path.Combine(_root.FullName, name)).FullName;
            string path = Path.Combine(root, "basisd.json");
            File.WriteAllText(path, BedConfiguration.Json(name, s_names, Slots, pki));
            return new BedNode(Network, name, i + 1, root, path);
        })];
    }
}
