using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Basisd.Engine;
using Basisd.Host.Http;
using Basisd.Host.Loop;
using Basisd.Journal;
using Basisd.Tests.Host;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>What systemd is told, and how a clean stop goes. The notification socket is the test's own.</summary>
[Collection("daemon live")]
public sealed class SystemdTests
{
    private const string WatchdogUs = "400000";
    private const int SilenceMs = 1_200;

    [Fact]
    public async Task It_is_ready_after_replay_and_bind_alive_while_it_runs_and_silent_while_it_is_stopped()
    {
        using DaemonRig rig = new(Configurations.Plain);
        using Socket systemd = Listen(rig);

        // A first life, so that there is something to replay.
        await rig.StartAsync();
        rig.Daemon.Kill();
        DaemonProcess daemon = rig.Launch(Environment(rig));
        string first = Received(systemd, (int)Poll.Patience.TotalMilliseconds) ?? "";
        Assert.StartsWith("READY=1\nSTATUS=ready, platform NORMAL", first, StringComparison.Ordinal);
        await Serves(rig);
        await daemon.ReadyAsync();
        Assert.True(
            daemon.Output.IndexOf("journal resumed", StringComparison.Ordinal) is > 0 and int resumed
                && resumed < daemon.Output.IndexOf("ready: engine on", StringComparison.Ordinal), daemon.Output);
        using HttpClient http = new() { BaseAddress = rig.Http, Timeout = Poll.Patience };
        Assert.Contains("ok", await http.GetStringAsync("readyz", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        for (int ping = 0; ping < 5; ping++)
        {
            Assert.Equal("WATCHDOG=1", Received(systemd, 400));
        }

        daemon.Signal(Signals.Stop);
        while (Received(systemd, 0) is not null)
        {
            // What was sent before it stopped.
        }

        Assert.Null(Received(systemd, SilenceMs));
        daemon.Signal(Signals.Continue);
        Assert.Equal("WATCHDOG=1", Received(systemd, (int)Poll.Patience.TotalMilliseconds));
        await rig.AssertWellAsync("SIGSTOP and SIGCONT");
        daemon.Signal(Signals.Terminate);
        Assert.Equal(0, await daemon.ExitAsync());
        List<string> rest = [];
        while (Received(systemd, 0) is { } message)
        {
            rest.Add(message);
        }

        Assert.Single(rest, m => m.StartsWith("STOPPING=1\nSTATUS=", StringComparison.Ordinal));
        Assert.Contains("stopped cleanly", daemon.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_fails_says_why_and_never_that_it_is_ready()
    {
        using DaemonRig rig = new(Configurations.Plain);
        using Socket systemd = Listen(rig);
        await rig.StartAsync();
        using DaemonProcess second = DaemonProcess.Start(DaemonBinary.Path, rig.Arguments(), Environment(rig));
        Assert.NotEqual(0, await second.ExitAsync());
        string? said = Received(systemd, 0);
        Assert.StartsWith("STATUS=", said, StringComparison.Ordinal);
        Assert.Null(Received(systemd, 0));
    }

    [Fact]
    public async Task An_endpoint_that_cannot_be_opened_is_said_and_ends_the_start()
    {
        using DaemonRig rig = new(Configurations.Plain);
        using Socket systemd = Listen(rig);
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        string address = taken.LocalEndpoint.ToString()!;
        string[] words = [.. rig.Arguments().Select(w => w == "127.0.0.1:0" ? address : w)];
        using DaemonProcess daemon = DaemonProcess.Start(DaemonBinary.Path, words, Environment(rig));
        Assert.Equal(1, await daemon.ExitAsync());
        Assert.Contains(address, daemon.Output, StringComparison.Ordinal);
        Assert.Matches("^STATUS=.*" + Regex.Escape(address), Received(systemd, 0));
        Assert.Null(Received(systemd, 0));
    }

    [Theory]
    [InlineData(Signals.Interrupt)]
    [InlineData(Signals.Terminate)]
    public async Task It_stops_cleanly_with_an_engine_and_an_operator_attached(int signal)
    {
        using DaemonRig rig = new(Configurations.Plain);
        await rig.StartAsync();
        using EngineClient client = rig.Connect();
        client.SendCommit(1, [1]);
        client.Await(ControlKind.CommitDone, (int)Poll.Patience.TotalMilliseconds);
        await rig.PauseAsync("module/rewards");
        rig.Daemon.Signal(signal);
        Assert.Equal(0, await rig.Daemon.ExitAsync());
        Assert.Matches("stopped cleanly: gate closed, journal at entry [0-9]+", rig.Daemon.Output);
        await rig.StartAsync();
        StatusSnapshot status = await rig.StatusAsync();
        Assert.Equal("BSCB", status.Scopes.Single(s => s.Name == "module/rewards").Mode);
        using EngineClient again = rig.Connect();
        Assert.Equal(1, again.Reply.LastCommitId);
    }

    /// <summary>As the unit hands it over: a directory in the environment, the key in it under its name, no file in the configuration.</summary>
    [Fact]
    public async Task The_credential_of_the_unit_signs_the_head_up_to_the_last_entry_of_a_clean_stop()
    {
        using DaemonRig rig = new(Configurations.Plain);
        string credentials = Directory.CreateDirectory(Path.Combine(rig.Root, "credentials")).FullName;
        string key = Path.Combine(credentials, HeadDesk.Credential);
        await Tells(0, "keygen", "--out", key);
        DaemonProcess daemon = await rig.StartAsync(new Dictionary<string, string> { [HeadDesk.CredentialsVariable] = credentials });
        await rig.StatusWhenAsync(s => s.Journal.SignedHead is not null, "the head is signed");
        await rig.PauseAsync("module/rewards");
        daemon.Signal(Signals.Terminate);
        Assert.Equal(0, await daemon.ExitAsync());
        ulong last = JournalVerifier.Verify(rig.State).Head.Sequence;
        string head = Path.Combine(rig.Root, "head");
        Assert.Contains($"sequence {last - 1}, signed", await Tells(0, "journal", "head", rig.State, "--out", head), StringComparison.Ordinal);
        string agreed = await Tells(0, "journal", "verify", rig.State, "--against", head, "--key", key);
        Assert.Contains($"every entry up to sequence {last - 1} is the one that was stated\n", agreed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_unit_starts_a_verb_that_exists_as_a_service_that_notifies()
    {
        string unit = await File.ReadAllTextAsync(Repository.File("systemd/basisd.service"), TestContext.Current.CancellationToken);
        Match start = Regex.Match(unit, "^ExecStart=/usr/bin/basisd (?<verb>[a-z]+)(?<rest>.*)$", RegexOptions.Multiline, TimeSpan.FromSeconds(1));
        Assert.True(start.Success, "no ExecStart");
        using DaemonProcess help = DaemonProcess.Start(DaemonBinary.Path, [start.Groups["verb"].Value, "--help"]);
        Assert.Equal(0, await help.ExitAsync());
        Assert.Contains("basisd " + start.Groups["verb"].Value, help.Output, StringComparison.Ordinal);
        foreach (string option in start.Groups["rest"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(o => o[0] == '-'))
        {
            Assert.Contains(option, help.Output, StringComparison.Ordinal);
        }

        string[] directives =
            ["Type=notify", "NotifyAccess=main", "WatchdogSec=10s", "RestartPreventExitStatus=2 4", "RuntimeDirectoryPreserve=restart"];
        foreach (string directive in directives)
        {
            Assert.Contains("\n" + directive + "\n", unit, StringComparison.Ordinal);
        }
    }

    private static async Task<string> Tells(int code, params string[] words)
    {
        using DaemonProcess verb = DaemonProcess.Start(DaemonBinary.Path, words);
        Assert.True(await verb.ExitAsync() == code, verb.Output);
        return verb.Output;
    }

    private static async Task Serves(DaemonRig rig)
    {
        // Told once, true at once: nothing here waits.
        using EngineClient client = EngineClient.Connect(rig.EngineSocket, "engine", SessionFlags.None, 2_000);
        Assert.Equal("ready", (await rig.StatusAsync()).State);
    }

    private static Dictionary<string, string> Environment(DaemonRig rig) => new()
    {
        ["NOTIFY_SOCKET"] = NotifyPath(rig),
        ["WATCHDOG_USEC"] = WatchdogUs,
    };

    private static string NotifyPath(DaemonRig rig) => Path.Combine(rig.Root, "notify");

    private static Socket Listen(DaemonRig rig)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(NotifyPath(rig)));
        return socket;
    }

    private static string? Received(Socket socket, int timeoutMs)
    {
        if (!socket.Poll(timeoutMs * 1_000, SelectMode.SelectRead))
        {
            return null;
        }

        byte[] buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }
}
