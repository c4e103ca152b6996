using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Basisd.Cluster;
using Basisd.Host.Configuration;
using Basisd.Host.Loop;
using Basisd.Journal;
using Basisd.Linux;
using Basisd.Peers.Certificates;
using Basisd.Peers.Etcd;
using Basisd.Peers.Heartbeats;
using Basisd.Peers.Transport;

namespace Basisd.Host.Cluster;

/// <summary>
/// The ways out of a node of a cluster: its lock, its certificates, heartbeats, the other nodes, the arbiter. Opened in this order or not at all.
/// </summary>
internal sealed class ClusterWays : IAsyncDisposable
{
    private const string HeartbeatCredential = "heartbeat_key";

    private readonly StateLock _lock;

    private ClusterWays(
        StateLock held, NodeSecrets secrets, NodeCredentials credentials, HeartbeatFile heartbeat, HeartbeatSocket socket, PeerClient client,
        EtcdClient etcd, ClusterInbox inbox, ClusterVoice voice)
    {
        _lock = held;
        Secrets = secrets;
        Credentials = credentials;
        HeartbeatFile = heartbeat;
        Socket = socket;
        Client = client;
        Inbox = inbox;
        Voice = voice;
        Arbiter = new ArbiterLink(etcd, reply => inbox.Post(new ClusterPost(ClusterInputKind.Arbiter) { Reply = reply }));
        Answers = new PeerAnswers(inbox);
    }

    /// <summary>Secrets, read once.</summary>
    public NodeSecrets Secrets { get; }

    /// <summary>This node's certificate and the CA.</summary>
    public NodeCredentials Credentials { get; }

    /// <summary>The file of the heartbeats' keys.</summary>
    public HeartbeatFile HeartbeatFile { get; }

    /// <summary>Heartbeats.</summary>
    public HeartbeatSocket Socket { get; }

    /// <summary>The way to the other nodes.</summary>
    public PeerClient Client { get; }

    /// <summary>The way to the arbiter.</summary>
    public ArbiterLink Arbiter { get; }

    /// <summary>The way to the cluster's thread.</summary>
    public ClusterInbox Inbox { get; }

    /// <summary>What they have to say.</summary>
    public ClusterVoice Voice { get; }

    /// <summary>What the other nodes are answered.</summary>
    public PeerAnswers Answers { get; }

    /// <summary>Where the other nodes are answered; null before it is started.</summary>
    public PeerServer? Server { get; private set; }

    /// <summary>Opens them.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="log">The log.</param>
    /// <param name="problem">Why not; empty when they are open.</param>
    public static ClusterWays? Open(NodeConfiguration configuration, LogRelay log, out string problem)
    {
        ClusterConfiguration cluster = configuration.Cluster!;
        string directory = configuration.Node.StateDirectory;
        int errno = StateLock.TryTake(directory, out StateLock? held, out string holder);
        if (held is null)
        {
            problem = errno == Errno.WouldBlock
                ? $"{directory} is locked ({holder}): another daemon uses it" : $"{directory}: {Errno.Describe(errno)}";
            return null;
        }

        ClusterVoice voice = new(log);
        HeartbeatFile? heartbeat = null;
        HeartbeatSocket? socket = null;
        EtcdClient? etcd = null;
        NodeCredentials? credentials = null;
        NodeSecrets? secrets = NodeSecrets.Load(configuration, out problem);
        if (problem.Length == 0)
        {
            credentials = NodeCredentials.Load(cluster.Tls, cluster.Id, cluster.Settings.Nodes, cluster.Settings.Self, out problem);
        }

        if (problem.Length == 0 && (heartbeat = KeysOf(cluster, out problem)) is not null)
        {
            HeartbeatOptions options = new() { Listen = cluster.Self.Address, Nodes = [.. cluster.Nodes.Select(n => n.Address)] };
            socket = HeartbeatSocket.Open(options, heartbeat.Keys, cluster.Settings, out problem);
        }

        if (problem.Length == 0)
        {
            etcd = EtcdOf(cluster, voice, out problem);
        }

        if (problem.Length > 0)
        {
            secrets?.Dispose();
            socket?.Dispose();
            held.Dispose();
            return null;
        }

        PeerClient client = new([.. cluster.Nodes.Select(n => n.Peer)], credentials!, voice);
        return new ClusterWays(held, secrets!, credentials!, heartbeat!, socket!, client, etcd!, new ClusterInbox(), voice);
    }

    /// <summary>Begins to answer the other nodes.</summary>
    /// <returns>Why not; empty when it is open.</returns>
    public async Task<string> ServeAsync(ClusterConfiguration cluster)
    {
        Server = new PeerServer(cluster.Self.Peer, Credentials, cluster.Settings, Answers, Voice);
        return await Server.StartAsync(default).ConfigureAwait(false);
    }

    /// <summary>The arbiter's client.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="report">Hears of what goes wrong.</param>
    /// <param name="problem">Why there is none; empty when there is.</param>
    internal static EtcdClient? EtcdOf(ClusterConfiguration cluster, IArbiterReport report, out string problem)
    {
        try
        {
            problem = "";
            return new EtcdClient(cluster.Settings, cluster.Etcd, report);
        }
        catch (EtcdSetupException refused)
        {
            problem = $"cluster.etcd: {refused.Message}";
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Server is { } server)
        {
            await server.DisposeAsync().ConfigureAwait(false);
        }

        await Arbiter.DisposeAsync().ConfigureAwait(false);
        Client.Dispose();
        Socket.Dispose();
        Inbox.Dispose();
        Secrets.Dispose();
        _lock.Dispose();
    }

    private static HeartbeatFile? KeysOf(ClusterConfiguration cluster, out string problem)
    {
        string? path = cluster.HeartbeatKeyPath;
        if (path is null && Environment.GetEnvironmentVariable(HeadDesk.CredentialsVariable) is { Length: > 0 } credentials)
        {
            path = Path.Combine(credentials, HeartbeatCredential);
        }

        if (path is null)
        {
            problem = "no key of the heartbeats: name it in cluster.heartbeat_key, or hand over the systemd credential heartbeat_key";
            return null;
        }

        return HeartbeatFile.Load(path, out problem);
    }
}
