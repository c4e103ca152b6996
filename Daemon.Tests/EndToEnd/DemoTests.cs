using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Basisd.Commands.Demo;
using Basisd.Host.Configuration;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>The demonstration as a spectator starts it: all of it happens, and it can be left at any time.</summary>
[Collection("daemon live")]
public sealed class DemoTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Everything_that_is_promised_happens()
    {
        using Folder folder = new();
        using DaemonProcess demo = DaemonProcess.Start(DaemonBinary.Path, ["sim", "demo", "--dir", folder.Path]);
        int code = await demo.ExitAsync(s_patience);
        TestContext.Current.TestOutputHelper?.WriteLine(demo.Output);
        Assert.True(code == 0, $"exit code {code}:\n{End(demo.Output)}");
        string[] inOrder =
        [
            "scopes are NORMAL", "bravo is degraded", "venue/bravo is BSCB", "would leave bravo", "venue/bravo is RECOVERY", "venue/bravo is NORMAL",
            "route/BTC@carol is BSCB", "balance differs by -0.50000000", "1 open difference", "route/BTC@carol is NORMAL",
            "internal.risk_control_timeout on venue/alpha, P2", "the platform is in DMM", "internal.risk_control_timeout, P1", "(DMM) says deny",
        ];
        int at = 0;
        foreach (string line in inOrder)
        {
            at = demo.Output.IndexOf(line, at, StringComparison.Ordinal);
            Assert.True(at >= 0, $"\"{line}\" does not come in its turn:\n{demo.Output}");
        }

        Assert.Contains("sound", demo.Output, StringComparison.Ordinal);
        Assert.Empty(Leftovers.Of(folder.Path));
    }

    [Fact]
    public async Task It_can_be_left_in_the_middle()
    {
        using Folder folder = new();
        using DaemonProcess demo = DaemonProcess.Start(DaemonBinary.Path, ["sim", "demo", "--dir", folder.Path]);
        await Poll.UntilAsync(
            () => demo.HasExited || demo.Output.Contains("scopes are NORMAL", StringComparison.Ordinal), () => $"it does not begin:\n{demo.Output}");
        demo.Signal(Signals.Terminate);
        int code = await demo.ExitAsync(s_patience);
        Assert.True(code == 0, $"exit code {code}:\n{End(demo.Output)}");
        Assert.Contains("sound", demo.Output, StringComparison.Ordinal);
        Assert.Contains("stopped cleanly", demo.Output, StringComparison.Ordinal);
        Assert.Empty(Leftovers.Of(folder.Path));
    }

    [Fact]
    public void Its_configuration_is_one_that_the_daemon_takes()
    {
        using Folder folder = new();
        Uri[] venues = [.. Enumerable.Range(9001, 3).Select(port => new Uri($"http://127.0.0.1:{port}/v1"))];
        string file = Path.Combine(folder.Path, "basisd.json");
        File.WriteAllText(file, DemoConfiguration.Json(venues));
        ConfigurationResult loaded = ConfigurationLoader.Load(file);
        Assert.True(loaded.Configuration is not null, string.Join('\n', loaded.Errors));
        Assert.Equal(3, loaded.Configuration.VenueGateways.Count);
        Assert.Equal(3, loaded.Configuration.VenueProbes.Count);
    }

    // What it said last is why it ended.
    private static string End(string output) => output.Length <= 1_500 ? output : "…" + output[^1_500..];

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("basisd-demo-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
