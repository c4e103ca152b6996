using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Xunit;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>One node of the bed: an address, a daemon, and an engine per slot, which live on when the daemon dies.</summary>
internal sealed class BedNode : IDisposable
{
    private readonly BedNetwork _network;
    private readonly string _root;
    private readonly string _configuration;
    private readonly List<DaemonProcess> _engines = [];
    private readonly Dictionary<string, double> _scraped = new(StringComparer.Ordinal);
    private int _scrapedPid;

    public BedNode(BedNetwork network, string name, int number, string root, string configuration)
    {
        _network = network;
        Name = name;
        Number = number;
        _root = root;
        _configuration = configuration;
        network.AddMember(name, number);
        Admin = new AdminClient(Path.Combine(root, "run", "admin.sock"), TimeSpan.FromSeconds(3));
    }

    public string Name { get; }

    /// <summary>Number of its address.</summary>
    public int Number { get; }

    public AdminClient Admin { get; }

    public DaemonProcess? Daemon { get; private set; }

    /// <summary>Whether its daemon runs and is not stopped.</summary>
    public bool IsUp { get; private set; }

    public string State => Path.Combine(_root, "state");

    public IReadOnlyList<DaemonProcess> Engines => _engines;

    public string Gate(string slot) => Path.Combine(_root, "run", slot, "gate");

    /// <summary>Starts the daemon and waits until it follows.</summary>
    public async Task StartAsync()
    {
        Launch();
        DaemonProcess started = Daemon!;
        await Poll.UntilAsync(
            () => started.HasExited || started.Output.Contains("ready: node", StringComparison.Ordinal),
            () => $"{Name} is not ready; it said:\n{started.Output}");
        Assert.False(started.HasExited, $"{Name} ended; it said:\n{started.Output}");
    }

    /// <summary>Starts the daemon and does not wait.</summary>
    public void Launch()
    {
        Daemon?.Dispose();
        Daemon = _network.Start(
            Name, DaemonBinary.Path, "run", "--config", _configuration, "--state-dir", State, "--run-dir", Path.Combine(_root, "run"),
            "--listen", "127.0.0.1:9465");
        IsUp = true;
    }

    /// <summary>Starts an engine per slot.</summary>
    public void StartEngines(IEnumerable<string> slots, int rate)
    {
        foreach (string slot in slots)
        {
            _engines.Add(_network.Start(
                Name, DaemonBinary.Path, "sim", "engine", "--venue", $"alpha={BedVenue.Contract(slot)}", "--run-dir",
                Path.Combine(_root, "run", slot), "--rate", $"{rate}", "--seed", $"{Number}", "--account", slot, "--json"));
        }
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        IsUp = false;
        Daemon!.Kill();
    }

    /// <summary>Its daemon ended by itself.</summary>
    public void Lost() => IsUp = false;

    /// <summary>What systemd runs after a crash: <c>ExecStopPost</c>.</summary>
    public string Release()
    {
        (int code, string said) = Tool.Try(
            "ip", _network.Within(Name, DaemonBinary.Path, "release", "--config", ReleaseConfiguration()));
        Assert.True(code == 0, $"release on {Name} ended with {code}: {said}");
        return said;
    }

    /// <summary>SIGSTOP, and the engines of the node with it, as of a machine that stands still.</summary>
    public void Freeze()
    {
        IsUp = false;
        Signal(Signals.Stop);
    }

    /// <summary>SIGCONT.</summary>
    public void Thaw()
    {
        Signal(Signals.Continue);
        IsUp = true;
    }

    /// <summary>SIGTERM, and waits until it has let go and ended.</summary>
    public async Task StopAsync()
    {
        IsUp = false;
        Daemon!.Signal(Signals.Terminate);
        await Daemon.ExitAsync();
    }

    public async Task<ClusterStatus?> SeesAsync() => !IsUp ? null : (await Admin.ClusterAsync(TestContext.Current.CancellationToken)).Value;

    /// <summary>Its metrics now.</summary>
    public async Task<Dictionary<string, double>> MetricsAsync()
    {
        AdminResult<byte[]> raw = await Admin.GetRawAsync("metrics", TestContext.Current.CancellationToken);
        Assert.True(raw.Value is not null, $"{Name} has no metrics: {raw.Error}");
        return Exposition.Parse(System.Text.Encoding.UTF8.GetString(raw.Value));
    }

    /// <summary>Mean of a takeover's phase over those that ended here since the last asking, ms; NaN for none.</summary>
    public async Task<Dictionary<string, double>> PhasesAsync()
    {
        if (_scrapedPid != Daemon!.Pid)
        {
            _scraped.Clear();
            _scrapedPid = Daemon.Pid;
        }

        Dictionary<string, double> now = await MetricsAsync();
        Dictionary<string, double> phases = new(StringComparer.Ordinal);
        foreach (string phase in (string[])["detection", "claim", "replay", "open", "reconcile"])
        {
            string count = $"basisd_failover_phase_seconds_count{{phase=\"{phase}\"}}";
            string sum = $"basisd_failover_phase_seconds_sum{{phase=\"{phase}\"}}";
            double times = now[count] - _scraped.GetValueOrDefault(count);
            phases[phase] = times > 0 ? 1000 * (now[sum] - _scraped.GetValueOrDefault(sum)) / times : double.NaN;
            (_scraped[count], _scraped[sum]) = (now[count], now[sum]);
        }

        return phases;
    }

    public void Dispose()
    {
        Daemon?.Dispose();
        _engines.ForEach(e => e.Dispose());
        Admin.Dispose();
    }

    // The verb knows no other paths than those of its configuration, as under systemd.
    private string ReleaseConfiguration()
    {
        string path = Path.Combine(_root, "release.json");
        string text = File.ReadAllText(_configuration);
        string node = $"\"name\": \"{Name}\"";
        string paths = $"{node}, \"state_dir\": \"{State}\", \"run_dir\": \"{Path.Combine(_root, "run")}\"";
        File.WriteAllText(path, text.Replace($"\"node\": {{{node}}}", $"\"node\": {{{paths}}}", StringComparison.Ordinal));
        return path;
    }

    private void Signal(int signal)
    {
        Daemon!.Signal(signal);
        foreach (DaemonProcess engine in _engines.Where(e => !e.HasExited))
        {
            engine.Signal(signal);
        }
    }
}
