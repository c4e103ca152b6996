using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Basisd.Tests.Peers.Etcd;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>Three nodes a, b, c with two slots, east and west, and a real etcd, all on loopback with ports that the kernel chose.</summary>
internal sealed class ClusterRig : IAsyncDisposable
{
    private static readonly string[] s_names = ["a", "b", "c"];

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("basisd-cluster-");

    private ClusterRig(EtcdCluster etcd) => Etcd = etcd;

    public EtcdCluster Etcd { get; }

    public ClusterNodeRig[] Nodes { get; private set; } = [];

    public ClusterNodeRig A => Nodes[0];

    public ClusterNodeRig B => Nodes[1];

    public ClusterNodeRig C => Nodes[2];

    /// <summary>Starts them; with the small node's configuration unless another one is given.</summary>
    public static async Task<ClusterRig> StartAsync(string? configuration = null)
    {
        ClusterRig rig = new(await EtcdCluster.StartAsync(1));
        rig.MakeNodes(configuration ?? Configurations.Plain);
        await Task.WhenAll(rig.Nodes.Select(n => n.StartAsync()));
        return rig;
    }

    /// <summary>Waits until a node sees the cluster as wanted.</summary>
    public async Task SeenAsync(ClusterNodeRig from, Func<ClusterStatus, bool> condition, string wanted)
    {
        ClusterStatus? seen = null;
        await Poll.UntilAsync(
            async () => (seen = await from.SeesAsync()) is { } status && condition(status),
            () => $"{wanted}; {from.Name} sees "
                + string.Join(' ', seen?.Slots.Select(s => $"{s.Name}:{s.Owner}/{s.Epoch}/{string.Join(',', s.InSync)}") ?? []) + "\n"
                + string.Join('\n', Nodes.Select(n => $"{n.Name} said:\n{n.Daemon?.Output}")),
            TimeSpan.FromSeconds(40));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ClusterNodeRig node in Nodes)
        {
            node.Dispose();
        }

        await Etcd.DisposeAsync();
        _root.Delete(recursive: true);
    }

    private void MakeNodes(string configuration)
    {
        string pki = Path.Combine(_root.FullName, "pki");
        Run("pki", "init", "--cluster", "test", "--dir", pki);
        Run("pki", "heartbeat-key", "--out", Path.Combine(pki, "heartbeat.key"));
        List<IPEndPoint> udp = Free(ProtocolType.Udp);
        List<IPEndPoint> tcp = Free(ProtocolType.Tcp);
        string nodes = string.Join(", ", s_names.Select((n, i) => $$"""{"name":"{{n}}","address":"{{udp[i]}}","peer":"{{tcp[i]}}"}"""));
        Nodes = [.. s_names.Select(name =>
        {
            Run("pki", "node", name, "--dir", pki, "--address", "127.0.0.1");
            string cluster = $$"""
                "node": {"name": "{{name}}"},
                "cluster": { "enabled": true, "id": "test", "nodes": [{{nodes}}],
                  "slots": [{"name":"east","preferred":"a"},{"name":"west","preferred":"b"}],
                  "etcd": {"endpoints": ["{{Etcd.Endpoints[0].ToString().TrimEnd('/')}}"]},
                  "tls": {"ca":"{{pki}}/ca.crt","cert":"{{pki}}/{{name}}/node.crt","key":"{{pki}}/{{name}}/node.key"},
                  "heartbeat_key": "{{pki}}/heartbeat.key" },
                """;
            string root = Directory.CreateDirectory(Path.Combine(_root.FullName, name)).FullName;
            string path = Path.Combine(root, "basisd.json");
            int first = configuration.IndexOf('{', StringComparison.Ordinal) + 1;
            File.WriteAllText(path, configuration.Insert(first, cluster));
            return new ClusterNodeRig(name, root, path);
        })];
    }

    // All of them are held until the last is chosen, so that no two are the same.
    private static List<IPEndPoint> Free(ProtocolType protocol)
    {
        List<Socket> held = [];
        foreach (string _ in s_names)
        {
            Socket socket = new(AddressFamily.InterNetwork, protocol == ProtocolType.Udp ? SocketType.Dgram : SocketType.Stream, protocol);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            held.Add(socket);
        }

        List<IPEndPoint> chosen = [.. held.Select(s => (IPEndPoint)s.LocalEndPoint!)];
        held.ForEach(s => s.Dispose());
        return chosen;
    }

    /// <summary>Runs a verb of the binary, which must end well.</summary>
    public static void Run(params string[] arguments)
    {
        ProcessStartInfo info = new(DaemonBinary.Path, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = Process.Start(info)!;
        string said = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {process.ExitCode}: {said}");
    }
}
