using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Linux;
using Xunit;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>
/// keepalived on two nodes with one virtual address: from a fault of the master until a client's datagram to that address is answered by the other
/// node. It moves an address and nothing else: no state, no fence.
/// </summary>
internal sealed class KeepalivedLane : IAsyncDisposable
{
    private const int Port = 7000;
    private const long PatienceNs = 30_000_000_000;

    private static readonly string[] s_nodes = ["0", "1"];

    private readonly BedNetwork _network;
    private readonly FailoverLog _log;
    private readonly string _name;
    private readonly string _folder;
    private readonly int _first;
    private readonly string _advert;
    private readonly int _refresh;
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket[] _servers = new Socket[s_nodes.Length];
    private readonly Task[] _answering = new Task[s_nodes.Length];
    private readonly Socket _client;

    /// <summary>Makes it.</summary>
    /// <param name="network">Where.</param>
    /// <param name="log">Where runs go.</param>
    /// <param name="folder">For files.</param>
    /// <param name="name">Name of the set-up in the table.</param>
    /// <param name="first">Number of the first address of four.</param>
    /// <param name="advert"><c>advert_int</c>, s.</param>
    /// <param name="refresh"><c>garp_master_refresh</c>, s: a Linux neighbour takes no new address within a second of the last, so that who moves
    /// faster must announce it again. 0: never, the default.</param>
    public KeepalivedLane(BedNetwork network, FailoverLog log, string folder, string name, int first, string advert, int refresh)
    {
        (_network, _log, _folder, _name, _first, _advert, _refresh) = (network, log, folder, name, first, advert, refresh);
        Directory.CreateDirectory(folder);
        for (int i = 0; i < s_nodes.Length; i++)
        {
            network.AddMember(Member(i), first + i);
            _servers[i] = NamespaceSocket.Datagrams(network.Space(Member(i)));
            _servers[i].Bind(new IPEndPoint(IPAddress.Any, Port));
            _answering[i] = AnswerAsync(_servers[i], (byte)i);
            Launch(i);
        }

        network.AddMember($"k{first}c", first + 2);
        _client = NamespaceSocket.Datagrams(network.Space($"k{first}c"));
        _client.ReceiveTimeout = 5;
    }

    private IPEndPoint Virtual => new(BedNetwork.AddressOf(_first + 3), Port);

    /// <summary>Every fault once.</summary>
    public async Task CycleAsync()
    {
        await RunAsync("kill -9", m => _network.EndProcesses(Member(m)), Launch);
        await RunAsync("node cut off", m => _network.Isolate(Member(m)), m => _network.Rejoin(Member(m)));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_answering);
        Array.ForEach(_servers, s => s.Dispose());
        _client.Dispose();
        _stop.Dispose();
    }

    private string Member(int index) => $"k{_first}{s_nodes[index]}";

    private void Launch(int index)
    {
        string file = Path.Combine(_folder, $"{Member(index)}.conf");
        File.WriteAllText(file, $$"""
            global_defs {
              router_id n{{index}}
              vrrp_version 3
            }
            vrrp_instance bed {
              state BACKUP
              interface eth0
              virtual_router_id {{_first}}
              priority {{100 - index}}
              advert_int {{_advert}}
              garp_master_refresh {{_refresh}}
              virtual_ipaddress { {{Virtual.Address}}/24 }
            }
            """);

        // A dead one leaves the address behind; the next life begins without it.
        Tool.Try("ip", ["-n", _network.Space(Member(index)), "addr", "del", $"{Virtual.Address}/24", "dev", "eth0"]);
        string pid = Path.Combine(_folder, Member(index));
        _network.Start(
            Member(index), "keepalived", "--dont-fork", "--log-console", "--vrrp", $"--use-file={file}", $"--pid={pid}.pid",
            $"--vrrp_pid={pid}.vrrp");
    }

    private async Task RunAsync(string fault, Action<int> strike, Action<int> heal)
    {
        int master = await SettledAsync();
        long at = BootClock.WallNs();
        strike(master);
        while (Ask() != 1 - master && BootClock.WallNs() - at < PatienceNs)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        // Who is not served within the patience is a result too, and no reason to measure nothing else.
        double served = (BootClock.WallNs() - at) / 1e6;
        _log.Add(_name, fault, ("served", served < PatienceNs / 1e6 ? served : double.NaN), ("never", served < PatienceNs / 1e6 ? 0 : 1));
        heal(master);
    }

    // The same node answers for two seconds on end.
    private async Task<int> SettledAsync()
    {
        int master = -1;
        long since = 0;
        await Poll.UntilAsync(
            () =>
            {
                // One answer that is lost says nothing: the machine is busy.
                int now = Ask();
                if (now >= 0 && now != master)
                {
                    (master, since) = (now, Environment.TickCount64);
                }

                return now >= 0 && Environment.TickCount64 - since > 5_000;
            },
            () => $"{_name} does not settle", TimeSpan.FromSeconds(60));
        return master;
    }

    private int Ask()
    {
        byte[] answer = new byte[64];
        try
        {
            _client.SendTo([1], Virtual);
            return _client.Receive(answer) > 0 ? answer[0] : -1;
        }
        catch (SocketException)
        {
            return -1; // nobody answers yet
        }
    }

    private async Task AnswerAsync(Socket server, byte self)
    {
        byte[] asked = new byte[64];
        try
        {
            while (true)
            {
                SocketReceiveFromResult from = await server.ReceiveFromAsync(
                    asked, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
                try
                {
                    await server.SendToAsync(new byte[] { self }, SocketFlags.None, from.RemoteEndPoint, _stop.Token);
                }
                catch (SocketException)
                {
                    continue; // it is cut off
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException)
        {
            return;
        }
    }
}
