using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>Three real members of etcd, each with an address of its own, set as docs/cluster.md says.</summary>
internal sealed class BedEtcd : IDisposable
{
    public const int Members = 3;

    private const int FirstNumber = 11;
    private const string Ready = "ready to serve client requests";

    private readonly BedNetwork _network;
    private readonly string _folder;
    private readonly DaemonProcess?[] _processes = new DaemonProcess?[Members];
    private readonly HttpClient[] _clients = new HttpClient[Members];

    public BedEtcd(BedNetwork network, string folder)
    {
        _network = network;
        _folder = folder;
        for (int i = 0; i < Members; i++)
        {
            network.AddMember(Member(i), FirstNumber + i);
            _clients[i] = network.Client(Member(i), TimeSpan.FromMilliseconds(500));
        }
    }

    /// <summary>Numbers of the members' addresses.</summary>
    public static IEnumerable<int> Numbers => Enumerable.Range(FirstNumber, Members);

    /// <summary>Addresses for clients.</summary>
    public static IEnumerable<string> Endpoints => Numbers.Select(n => $"http://{BedNetwork.AddressOf(n)}:2379");

    public async Task StartAsync()
    {
        for (int i = 0; i < Members; i++)
        {
            Launch(i, isNew: true);
        }

        for (int i = 0; i < Members; i++)
        {
            await ReadyAsync(i);
        }
    }

    /// <summary>SIGKILL.</summary>
    public void Kill(int member) => _processes[member]!.Kill();

    public async Task RestartAsync(params IEnumerable<int> members)
    {
        foreach (int member in members)
        {
            Launch(member, isNew: false);
        }

        foreach (int member in members)
        {
            await ReadyAsync(member);
        }
    }

    /// <summary>Index of the leader; waits until there is one.</summary>
    public async Task<int> LeaderAsync()
    {
        int leader = -1;
        await Poll.UntilAsync(
            async () =>
            {
                (string Self, string Leader)[] said = await Task.WhenAll(Enumerable.Range(0, Members).Select(StatusAsync));
                leader = Array.FindIndex(said, s => s.Self.Length > 0 && s.Self == s.Leader);
                return leader >= 0;
            },
            () => "no member of etcd leads");
        return leader;
    }

    public void Dispose()
    {
        foreach (DaemonProcess? process in _processes)
        {
            process?.Dispose();
        }

        foreach (HttpClient client in _clients)
        {
            client.Dispose();
        }
    }

    private static string Member(int index) => $"e{index}";

    private static string Peer(int index) => $"http://{BedNetwork.AddressOf(FirstNumber + index)}:2380";

    private void Launch(int index, bool isNew)
    {
        string client = Endpoints.ElementAt(index);
        _processes[index]?.Dispose();
        _processes[index] = _network.Start(
            Member(index), "etcd", "--name", Member(index), "--data-dir", Path.Combine(_folder, Member(index)),
            "--heartbeat-interval", "50", "--election-timeout", "500", "--pre-vote",
            "--listen-client-urls", client + ",http://127.0.0.1:2379", "--advertise-client-urls", client,
            "--listen-peer-urls", Peer(index), "--initial-advertise-peer-urls", Peer(index),
            "--initial-cluster", string.Join(',', Enumerable.Range(0, Members).Select(i => $"{Member(i)}={Peer(i)}")),
            "--initial-cluster-token", "bed", "--initial-cluster-state", isNew ? "new" : "existing");
    }

    private Task ReadyAsync(int index) => Poll.UntilAsync(
        () =>
        {
            Assert.False(_processes[index]!.HasExited, $"etcd ended; it said:\n{_processes[index]!.Output}");
            return _processes[index]!.Output.Contains(Ready, StringComparison.Ordinal);
        },
        () => $"etcd is not ready; it said:\n{_processes[index]!.Output}");

    private async Task<(string Self, string Leader)> StatusAsync(int index)
    {
        try
        {
            using StringContent nothing = new("{}", Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await _clients[index].PostAsync(new Uri("http://127.0.0.1:2379/v3/maintenance/status"), nothing);
            using JsonDocument status = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            return (status.RootElement.GetProperty("header").GetProperty("member_id").GetString()!,
                status.RootElement.TryGetProperty("leader", out JsonElement leader) ? leader.GetString()! : "");
        }
        catch (Exception away) when (away is HttpRequestException or TaskCanceledException or JsonException or IOException)
        {
            return ("", "");
        }
    }
}
