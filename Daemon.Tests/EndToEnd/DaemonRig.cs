using System;
using System.Collections.Generic;
using System.IO;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Basisd.Engine;
using Basisd.Gate;
using Basisd.Host.Http;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>A directory in which daemons live one after another: configuration, state, sockets, gate page.</summary>
internal sealed partial class DaemonRig : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("basisd-e2e-");
    private DaemonProcess? _daemon;

    public DaemonRig(string? configuration = null)
    {
        State = Path.Combine(_root.FullName, "state");
        Run = Path.Combine(_root.FullName, "run");
        Directory.CreateDirectory(Run);
        Configuration = configuration is null ? null : Write("basisd.json", configuration);
        Admin = new AdminClient(Path.Combine(Run, "admin.sock"), Poll.Patience);
    }

    public string Root => _root.FullName;

    public string State { get; set; }

    public string Run { get; }

    public string? Configuration { get; set; }

    public string Gate => Path.Combine(Run, "gate");

    public string EngineSocket => Path.Combine(Run, "engine.sock");

    public string AdminSocket => Path.Combine(Run, "admin.sock");

    public AdminClient Admin { get; }

    public DaemonProcess Daemon => _daemon ?? throw new InvalidOperationException("no daemon was started");

    /// <summary>Address of metrics and health, from the line that says ready.</summary>
    public Uri Http => new(HttpAddress().Match(Daemon.Output).Groups[1].Value);

    /// <summary>Writes a file into the rig's directory.</summary>
    public string Write(string name, string text)
    {
        string path = Path.Combine(_root.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    public IEnumerable<string> Arguments()
    {
        List<string> arguments = ["run", "--state-dir", State, "--run-dir", Run, "--listen", "127.0.0.1:0"];
        if (Configuration is not null)
        {
            arguments.AddRange(["--config", Configuration]);
        }

        return arguments;
    }

    /// <summary>Starts a daemon and does not wait.</summary>
    public DaemonProcess Launch(IReadOnlyDictionary<string, string>? environment = null)
    {
        _daemon?.Dispose();
        _daemon = DaemonProcess.Start(DaemonBinary.Path, Arguments(), environment);
        return _daemon;
    }

    /// <summary>Starts a daemon and waits until it is ready.</summary>
    public async Task<DaemonProcess> StartAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        DaemonProcess daemon = Launch(environment);
        await daemon.ReadyAsync();
        return daemon;
    }

    public async Task<StatusSnapshot> StatusAsync()
    {
        AdminResult<StatusSnapshot> result = await Admin.StatusAsync(TestContext.Current.CancellationToken);
        Assert.True(result.Outcome == AdminOutcome.Ok, $"{result.Error} {result.Hint}\nthe daemon said:\n{Daemon.Output}");
        return result.Value!;
    }

    /// <summary>Asks until the status is as wanted.</summary>
    public async Task<StatusSnapshot> StatusWhenAsync(Func<StatusSnapshot, bool> condition, string wanted)
    {
        StatusSnapshot status = await StatusAsync();
        await Poll.UntilAsync(
            async () => condition(status = await StatusAsync()),
            () => $"{wanted}; modes {string.Join(' ', status.Scopes)}\nthe daemon said:\n{Daemon.Output}");
        return status;
    }

    public EngineClient Connect(string name = "engine", SessionFlags flags = SessionFlags.Commits | SessionFlags.Commands) =>
        EngineClient.Connect(EngineSocket, name, flags, (int)Poll.Patience.TotalMilliseconds);

    public async Task PauseAsync(string scope, bool lift = false)
    {
        AdminResult<OperatorReply> reply = await Admin.PauseAsync(scope, "end to end", lift, TestContext.Current.CancellationToken);
        Assert.True(reply.Outcome == AdminOutcome.Ok, $"{reply.Error} {reply.Hint}");
    }

    /// <summary>The node lives and is whole: it answers, is ready, and readers trust its gate.</summary>
    public async Task<StatusSnapshot> AssertWellAsync(string after)
    {
        Assert.False(Daemon.HasExited, $"after {after} the daemon is gone; it said:\n{Daemon.Output}");
        StatusSnapshot status = await StatusAsync();
        Assert.True(status is { State: "ready", Gate.Valid: true }, $"after {after}: state {status.State}, gate valid {status.Gate.Valid}");
        using GateReader reader = GateReader.Attach(Gate);
        Assert.True(reader.IsLive, $"after {after} the gate is closed: {reader.Problem}");
        Assert.DoesNotContain("an invariant broke", Daemon.Output, StringComparison.Ordinal);
        return status;
    }

    public void Dispose()
    {
        _daemon?.Dispose();
        Admin.Dispose();
        Directory.Delete(_root.FullName, recursive: true);
    }

    [GeneratedRegex("metrics on (http://[0-9.:]+/)metrics", RegexOptions.None, 1000)]
    private static partial Regex HttpAddress();
}
