using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Basisd.Tests.EndToEnd;
using Xunit;

namespace Basisd.Tests.Peers.Etcd;

/// <summary>
/// A real etcd cluster of one or more members on loopback, in a folder of its own, with the settings that SPEC 12 counts on (heartbeat 50
/// ms, election 500 ms, pre-vote). Members can be killed, paused and started again. All of them end with it.
/// </summary>
internal sealed class EtcdCluster : IAsyncDisposable
{
    /// <summary>Starts that lost their ports to somebody else between choosing and binding.</summary>
    private const int MaxLostRaces = 10;

    private static readonly HttpClient s_http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero });

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("basisd-etcd-");
    private readonly string[] _flags;
    private readonly bool _isSecure;
    private readonly EtcdProcess?[] _members;
    private (int Client, int Peer)[] _ports = [];

    private EtcdCluster(int members, bool isSecure, string[] flags)
    {
        _members = new EtcdProcess?[members];
        _isSecure = isSecure;
        _flags = flags;
    }

    /// <summary>Client addresses of all members, by index.</summary>
    public Uri[] Endpoints => [.. _ports.Select(p => new Uri($"{(_isSecure ? "https" : "http")}://127.0.0.1:{p.Client}/"))];

    /// <summary>Starts members and waits until all of them answer with a leader.</summary>
    /// <param name="members">How many.</param>
    public static Task<EtcdCluster> StartAsync(int members) => StartAsync(members, isSecure: false, []);

    /// <summary>The same with client addresses on TLS; these flags name the certificates.</summary>
    public static Task<EtcdCluster> StartSecureAsync(int members, params string[] flags) => StartAsync(members, isSecure: true, flags);

    /// <summary>SIGKILL, and gone when this returns.</summary>
    public void Kill(int member) => _members[member]!.Dispose();

    /// <summary>SIGSTOP: its connections stay, and nothing answers.</summary>
    public void Stop(int member) => _members[member]!.Pause();

    /// <summary>SIGCONT.</summary>
    public void Continue(int member) => _members[member]!.Signal(Signals.Continue);

    /// <summary>Starts a killed member again on its data and ports, and waits until it answers.</summary>
    public async Task RestartAsync(int member)
    {
        _members[member]!.Dispose();
        for (int i = 0; i < MaxLostRaces; i++)
        {
            EtcdProcess started = Launch(member, isNew: false);
            _members[member] = started;
            if (await started.ReadyAsync())
            {
                return;
            }

            started.Dispose();
            Assert.True(started.LostItsPort, $"etcd member {member} did not start again; it said:\n{started.Output}");
        }

        Assert.Fail($"member {member} never got its ports back");
    }

    /// <summary>Index of the leader, as a member says that runs; waits until there is one that does.</summary>
    public async Task<int> LeaderIndexAsync()
    {
        Assert.False(_isSecure, "the leader is asked for over plain HTTP");
        int leader = -1;
        await Poll.UntilAsync(
            async () =>
            {
                (ulong Self, ulong Leader)[] said = await Task.WhenAll(Enumerable.Range(0, _members.Length).Select(StatusAsync));
                leader = Array.FindIndex(said, s => s.Self != 0 && s.Self == s.Leader);
                return leader >= 0 && said.Any(s => s.Leader == said[leader].Self);
            },
            () => "no member leads");
        return leader;
    }

    public ValueTask DisposeAsync()
    {
        foreach (EtcdProcess? member in _members)
        {
            member?.Dispose();
        }

        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task<EtcdCluster> StartAsync(int members, bool isSecure, string[] flags)
    {
        EtcdCluster cluster = new(members, isSecure, flags);
        try
        {
            for (int i = 0; i < MaxLostRaces; i++)
            {
                if (await cluster.TryStartAsync())
                {
                    return cluster;
                }
            }

            Assert.Fail("etcd's ports were lost to somebody else every time");
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>False where a port was lost between choosing and binding.</summary>
    private async Task<bool> TryStartAsync()
    {
        _ports = FreePorts(_members.Length);
        for (int i = 0; i < _members.Length; i++)
        {
            _members[i] = Launch(i, isNew: true);
        }

        bool[] ready = await Task.WhenAll(_members.Select(m => m!.ReadyAsync()));
        if (Array.TrueForAll(ready, r => r))
        {
            return true;
        }

        foreach (EtcdProcess? member in _members)
        {
            member!.Dispose();
        }

        string said = string.Join('\n', _members.Select(m => m!.Output));
        Assert.True(_members.Any(m => m!.LostItsPort), $"etcd did not start; it said:\n{said}");
        foreach (DirectoryInfo data in _folder.GetDirectories())
        {
            data.Delete(recursive: true);
        }

        return false;
    }

    private EtcdProcess Launch(int member, bool isNew)
    {
        string Peer(int i) => $"http://127.0.0.1:{_ports[i].Peer}";
        string client = Endpoints[member].GetLeftPart(UriPartial.Authority);
        string[] flags =
        [
            "--name", $"m{member}", "--data-dir", Path.Combine(_folder.FullName, $"m{member}"),
            "--heartbeat-interval", "50", "--election-timeout", "500", "--pre-vote",
            "--listen-client-urls", client, "--advertise-client-urls", client,
            "--listen-peer-urls", Peer(member), "--initial-advertise-peer-urls", Peer(member),
            "--initial-cluster", string.Join(',', Enumerable.Range(0, _members.Length).Select(i => $"m{i}={Peer(i)}")),
            "--initial-cluster-token", _folder.Name, "--initial-cluster-state", isNew ? "new" : "existing",
            .. _flags,
        ];
        return new EtcdProcess(flags);
    }

    /// <summary>Who a member is and whom it takes for the leader; zeros where it does not answer soon.</summary>
    private async Task<(ulong Self, ulong Leader)> StatusAsync(int member)
    {
        try
        {
            using StringContent nothing = new("{}", Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await s_http.PostAsync(new Uri(Endpoints[member], "/v3/maintenance/status"), nothing)
                .WaitAsync(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);
            using JsonDocument status = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            string? leader = status.RootElement.TryGetProperty("leader", out JsonElement l) ? l.GetString() : "0";
            string? self = status.RootElement.GetProperty("header").GetProperty("member_id").GetString();
            return (ulong.Parse(self!), ulong.Parse(leader!));
        }
        catch (Exception away) when (away is HttpRequestException or TimeoutException or JsonException or KeyNotFoundException)
        {
            return (0, 0);
        }
    }

    private static (int Client, int Peer)[] FreePorts(int members)
    {
        // All at once, so that none is given twice.
        Socket[] bound =
            [.. Enumerable.Range(0, 2 * members).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))];
        foreach (Socket socket in bound)
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        }

        int[] ports = [.. bound.Select(s => ((IPEndPoint)s.LocalEndPoint!).Port)];
        foreach (Socket socket in bound)
        {
            socket.Dispose();
        }

        return [.. Enumerable.Range(0, members).Select(i => (ports[2 * i], ports[(2 * i) + 1]))];
    }
}
