using System;
using System.IO;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Basisd.Gate;
using Basisd.Host.Http;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>One node of a <see cref="ClusterRig"/>: daemons live in it one after another.</summary>
internal sealed partial class ClusterNodeRig(string name, string root, string configuration) : IDisposable
{
    private readonly AdminClient _admin = new(Path.Combine(root, "run", "admin.sock"), Poll.Patience);

    public string Name => name;

    public AdminClient Admin => _admin;

    public DaemonProcess? Daemon { get; private set; }

    /// <summary>Address of metrics and health, from the line that says ready.</summary>
    public Uri Http => new(HttpAddress().Match(Daemon!.Output).Groups[1].Value);

    public string EngineSocket(string slot) => Path.Combine(root, "run", slot, "engine.sock");

    public string Gate(string slot) => Path.Combine(root, "run", slot, "gate");

    public async Task StartAsync()
    {
        Daemon?.Dispose();
        Daemon = DaemonProcess.Start(
            DaemonBinary.Path,
            [
                "run", "--config", configuration, "--state-dir", Path.Combine(root, "state"), "--run-dir", Path.Combine(root, "run"),
                "--listen", "127.0.0.1:0",
            ]);
        DaemonProcess started = Daemon;
        await Poll.UntilAsync(
            () => started.HasExited || started.Output.Contains("ready: node", StringComparison.Ordinal),
            () => $"{name} is not ready; it said:\n{started.Output}");
        Assert.False(started.HasExited, $"{name} ended; it said:\n{started.Output}");
    }

    /// <summary>The cluster as this node sees it; null while it does not answer.</summary>
    public async Task<ClusterStatus?> SeesAsync() => (await _admin.ClusterAsync(TestContext.Current.CancellationToken)).Value;

    /// <summary>Whether engines on this node may act on a slot's page.</summary>
    public bool IsOpen(string slot)
    {
        using GateReader reader = GateReader.Attach(Gate(slot));
        return reader.IsLive;
    }

    public void Dispose()
    {
        Daemon?.Dispose();
        _admin.Dispose();
    }

    [GeneratedRegex("metrics on (http://[0-9.:]+/)metrics", RegexOptions.None, 1000)]
    private static partial Regex HttpAddress();
}
