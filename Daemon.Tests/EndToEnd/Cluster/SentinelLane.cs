using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Basisd.Linux;
using Xunit;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>
/// Redis with Sentinel on three nodes, a server and a sentinel on each: from a fault of the master until a write is accepted by another server. The
/// client asks both others all the time; one that asks Sentinel first would lose a little more.
/// </summary>
internal sealed class SentinelLane : IDisposable
{
    private const int Nodes = 3;
    private const int ServerPort = 6379;
    private const int SentinelPort = 26379;

    private readonly BedNetwork _network;
    private readonly FailoverLog _log;
    private readonly string _name;
    private readonly string _folder;
    private readonly int _first;
    private readonly string _server;
    private readonly List<DaemonProcess>[] _processes = [[], [], []];
    private int _master;
    private string _said = "";

    /// <summary>Makes it.</summary>
    /// <param name="network">Where.</param>
    /// <param name="log">Where runs go.</param>
    /// <param name="folder">For files.</param>
    /// <param name="name">Name of the set-up in the table.</param>
    /// <param name="first">Number of the first address of four.</param>
    /// <param name="downAfterMs"><c>down-after-milliseconds</c>.</param>
    public SentinelLane(BedNetwork network, FailoverLog log, string folder, string name, int first, int downAfterMs)
    {
        (_network, _log, _folder, _name, _first) = (network, log, folder, name, first);
        Directory.CreateDirectory(folder);

        // The package's programs are one file that asks how it was called.
        _server = Path.Combine(folder, "redis-server");
        File.CreateSymbolicLink(_server, "/usr/bin/redis-sentinel");
        for (int i = 0; i < Nodes; i++)
        {
            network.AddMember(Member(i), first + i);
            File.WriteAllText(
                SentinelFile(i),
                $"port {SentinelPort}\nbind 0.0.0.0\nprotected-mode no\ndir {folder}\nsentinel monitor bed {Address(0)} {ServerPort} 2\n"
                + $"sentinel down-after-milliseconds bed {downAfterMs}\n");
            Launch(i);
        }

        network.AddMember(Client, first + 3);
    }

    private string Client => $"r{_first}c";

    /// <summary>Every fault once.</summary>
    public async Task CycleAsync()
    {
        await RunAsync("kill -9", m => _network.EndProcesses(Member(m)), Launch);
        await RunAsync("SIGSTOP", m => Signal(m, Signals.Stop), m => Signal(m, Signals.Continue));
        await RunAsync("node cut off", m => _network.Isolate(Member(m)), m => _network.Rejoin(Member(m)));
    }

    public void Dispose()
    {
        foreach (DaemonProcess process in _processes.SelectMany(p => p))
        {
            process.Dispose();
        }
    }

    private string Member(int index) => $"r{_first}{index}";

    private string SentinelFile(int index) => Path.Combine(_folder, $"sentinel{index}.conf");

    private System.Net.IPAddress Address(int index) => BedNetwork.AddressOf(_first + index);

    private void Launch(int index)
    {
        _processes[index].ForEach(p => p.Dispose());
        _processes[index].Clear();
        string data = Directory.CreateDirectory(Path.Combine(_folder, $"data{index}")).FullName;
        List<string> words = ["--port", $"{ServerPort}", "--bind", "0.0.0.0", "--protected-mode", "no", "--dir", data, "--save", ""];
        if (index != _master)
        {
            words.AddRange(["--replicaof", $"{Address(_master)}", $"{ServerPort}"]);
        }

        _processes[index].Add(_network.Start(Member(index), _server, words));
        _processes[index].Add(_network.Start(Member(index), "redis-sentinel", SentinelFile(index)));
    }

    private void Signal(int index, int signal) => _processes[index].ForEach(p => p.Signal(signal));

    private async Task RunAsync(string fault, Action<int> strike, Action<int> heal)
    {
        await SettledAsync();
        int[] others = [.. Enumerable.Range(0, Nodes).Where(i => i != _master)];
        List<RedisLine> lines = [.. others.Select(i => new RedisLine(_network.Space(Client), Address(i), ServerPort))];
        int old = _master;
        try
        {
            long at = BootClock.WallNs();
            strike(old);
            int taken = -1;
            await Poll.UntilAsync(
                () => (taken = lines.FindIndex(l => l.Ask("SET bed 1").StartsWith("+OK", StringComparison.Ordinal))) >= 0,
                () => $"{_name}: nobody takes writes after {fault}", TimeSpan.FromMinutes(2));
            double served = (BootClock.WallNs() - at) / 1e6;
            _master = others[taken];
            double alsoOld = fault == "node cut off" && TakesWrites(old) ? 1 : 0;
            _log.Add(_name, fault, ("served", served), ("also_old", alsoOld));
            heal(old);
        }
        finally
        {
            lines.ForEach(l => l.Dispose());
        }
    }

    // A client on the old master's side of the cut: what it is told is written is lost when the cut heals.
    private bool TakesWrites(int index)
    {
        using RedisLine line = new(_network.Space(Member(index)), System.Net.IPAddress.Loopback, ServerPort);
        return line.Ask("SET bed 2").StartsWith("+OK", StringComparison.Ordinal);
    }

    private Task SettledAsync() => Poll.UntilAsync(
        () => Enumerable.Range(0, Nodes).All(i => Sees(i)),
        () => $"{_name} does not settle; the last sentinel asked said: {_said}\n"
            + string.Join('\n', _processes.SelectMany(p => p).Select(p => p.Output)),
        TimeSpan.FromSeconds(90));

    private bool Sees(int index)
    {
        try
        {
            using RedisLine sentinel = new(_network.Space(Client), Address(index), SentinelPort);
            string said = sentinel.Ask("SENTINEL MASTER bed", more: true);
            using RedisLine replicas = new(_network.Space(Client), Address(index), SentinelPort);
            string all = replicas.Ask("SENTINEL REPLICAS bed", more: true);
            _said = said + all;
            return said.Contains($"{Address(_master)}", StringComparison.Ordinal) && Field(said, "flags") == "master"
                && Field(said, "num-slaves") == "2" && Field(said, "num-other-sentinels") == "2"
                && all.Split("master-link-status\r\n").Skip(1).Count(p => p.Contains("\r\nok\r\n", StringComparison.Ordinal)) == 2
                && !all.Contains("_down", StringComparison.Ordinal) && !all.Contains("disconnected", StringComparison.Ordinal);
        }
        catch (IOException away)
        {
            _said = away.Message;
            return false; // it starts
        }
    }

    private static string Field(string reply, string name)
    {
        string[] lines = reply.Split("\r\n");
        int at = Array.IndexOf(lines, name);
        return at >= 0 && at + 2 < lines.Length ? lines[at + 2] : "";
    }
}
