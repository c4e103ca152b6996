using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Gate;
using Basisd.Host.Http;
using Basisd.Safety;

namespace Basisd.Commands.Demo;

/// <summary>
/// Everything that the demonstration plays with: three venues, the node, the engine, each a process of its own, and ways to break and to look. What
/// an act waits for has a deadline, and a process that ends on its own fails the demonstration at once.
/// </summary>
internal sealed class DemoWorld : IAsyncDisposable
{
    private const int LookMs = 5;
    private const int StatusMs = 50;

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan CallPatience = TimeSpan.FromSeconds(5);

    private readonly string _folder;
    private readonly List<DemoProcess> _processes = [];
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = CallPatience };
    private readonly AdminClient _admin;
    private readonly GateReader _gate;

    /// <summary>Prepares a world in a folder; nothing is started.</summary>
    public DemoWorld(string folder, DemoNarrator narrator)
    {
        _folder = Path.GetFullPath(folder);
        Narrator = narrator;
        _admin = new AdminClient(Path.Combine(RunDirectory, "admin.sock"), CallPatience);
        _gate = GateReader.Attach(Path.Combine(RunDirectory, "gate"));
    }

    /// <summary>Who tells it.</summary>
    public DemoNarrator Narrator { get; }

    /// <summary>Addresses of the venues' contracts.</summary>
    public List<Uri> Venues { get; } = [];

    /// <summary>Where the engine is told to misbehave.</summary>
    public Uri? EngineControl { get; private set; }

    /// <summary>Sockets and the gate.</summary>
    public string RunDirectory => Path.Combine(_folder, "run");

    /// <summary>Journal and snapshots.</summary>
    public string StateDirectory => Path.Combine(_folder, "state");

    /// <summary>Clears what an earlier demonstration left, and starts venues, node and engine.</summary>
    /// <exception cref="DemoException">One of them does not start.</exception>
    public async Task StartAsync(int seed, CancellationToken stop)
    {
        await ClearAsync(stop).ConfigureAwait(false);
        foreach (string venue in DemoConfiguration.Venues)
        {
            List<string> arguments = ["sim", "venue", "--name", venue, "--seed", $"{seed + Venues.Count}"];
            arguments.AddRange(DemoConfiguration.Markets.SelectMany(m => (string[])["--market", m]));
            DemoProcess process = Start($"venue-{venue}", arguments);
            Venues.Add(new Uri(await WhenSaidAsync(process, "listening on ", stop).ConfigureAwait(false)));
        }

        await WarmAsync(stop).ConfigureAwait(false);
        string configuration = Path.Combine(_folder, "basisd.json");
        await File.WriteAllTextAsync(configuration, DemoConfiguration.Json(Venues), stop).ConfigureAwait(false);
        DemoProcess node = Start(
            "node", ["run", "--config", configuration, "--state-dir", StateDirectory, "--run-dir", RunDirectory, "--listen", "127.0.0.1:0"]);
        await WhenSaidAsync(node, "ready: engine on ", stop).ConfigureAwait(false);
        string[] venues = [.. DemoConfiguration.Venues.Select((v, i) => $"{v}={Venues[i]}")];
        DemoProcess engine = Start(
            "engine",
            [
                "sim", "engine", .. venues.SelectMany(v => (string[])["--venue", v]), "--run-dir", RunDirectory, "--rate", "9", "--seed", $"{seed}",
                "--control", "127.0.0.1:0", "--state", Path.Combine(_folder, "engine.state"),
            ]);
        EngineControl = new Uri(await WhenSaidAsync(engine, "control on ", stop).ConfigureAwait(false));
        _gate.Reattach();
    }

    /// <summary>Address of a venue's contract.</summary>
    public Uri AddressOf(string venue) => Venues[Array.IndexOf(DemoConfiguration.Venues, venue)];

    /// <summary>Sets a fault of a venue, or a misbehaviour of the engine.</summary>
    public async Task FaultAsync(Uri at, string json, CancellationToken stop)
    {
        using StringContent body = new(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _http.PostAsync(new Uri(at, "/sim/faults"), body, stop).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
        {
            throw new DemoException($"{at} does not take the fault {json}: {await answer.Content.ReadAsStringAsync(stop).ConfigureAwait(false)}");
        }
    }

    /// <summary>Takes all faults away.</summary>
    public async Task HealAsync(Uri at, CancellationToken stop)
    {
        using HttpResponseMessage answer = await _http.DeleteAsync(new Uri(at, "/sim/faults"), stop).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
        {
            throw new DemoException($"{at} does not give up its faults: status {(int)answer.StatusCode}");
        }
    }

    /// <summary>Runs a verb and shows what it prints.</summary>
    /// <returns>Its exit code and its output.</returns>
    public (int Code, string Output) Run(bool isShown, params IReadOnlyList<string> words)
    {
        using StringWriter output = new();
        int code = CommandLine.Run([.. words, "--run-dir", RunDirectory], output, output);
        string text = output.ToString();
        if (isShown)
        {
            Narrator.Show(string.Join(' ', words.Select(w => w.Contains(' ', StringComparison.Ordinal) ? $"\"{w}\"" : w)), text);
        }

        return (code, text);
    }

    /// <summary>What the node says of itself.</summary>
    public async Task<StatusSnapshot> StatusAsync(CancellationToken stop)
    {
        AdminResult<StatusSnapshot> result = await _admin.StatusAsync(stop).ConfigureAwait(false);
        return result.Value ?? throw new DemoException($"the node does not answer: {result.Error}");
    }

    /// <summary>What every trigger measures now.</summary>
    public async Task<IReadOnlyList<TriggerReadingView>> ReadingsAsync(CancellationToken stop)
    {
        AdminResult<TriggersReply> result = await _admin.TriggersAsync(stop).ConfigureAwait(false);
        return result.Value?.Readings ?? throw new DemoException($"the node does not answer: {result.Error}");
    }

    /// <summary>Mode and stage of a scope, as the gate shows them.</summary>
    public (Mode Mode, int Stage) ModeOf(string scope)
    {
        GateCell cell = _gate.Cell(_gate.IndexOf(scope));
        return ((Mode)cell.Mode, cell.Stage);
    }

    /// <summary>Waits until a scope is in a mode, seen at the gate as the engine sees it.</summary>
    public Task ModeAsync(string scope, Mode mode, TimeSpan deadline, CancellationToken stop) => UntilAsync(
        $"{scope} is {ModeText.Of(mode)}", deadline, LookMs, () => Task.FromResult(ModeOf(scope).Mode == mode),
        () => $"it is {ModeText.Of(ModeOf(scope).Mode, ModeOf(scope).Stage)}", stop);

    /// <summary>Waits until the node's status is as wanted.</summary>
    public async Task<StatusSnapshot> StatusAsync(string what, TimeSpan deadline, Func<StatusSnapshot, bool> condition, CancellationToken stop)
    {
        StatusSnapshot? status = null;
        await UntilAsync(
            what, deadline, StatusMs, async () => condition(status = await StatusAsync(stop).ConfigureAwait(false)), () => Described(status),
            stop).ConfigureAwait(false);
        return status!;
    }

    /// <summary>Waits until the node's status names what closed a scope.</summary>
    public async Task<CauseStatusView> CauseAsync(string trigger, string scope, TimeSpan deadline, CancellationToken stop)
    {
        bool IsIt(CauseStatusView cause) => cause.Trigger == trigger && cause.Scope == scope;
        StatusSnapshot status = await StatusAsync("the cause is named", deadline, s => s.Causes.Any(IsIt), stop).ConfigureAwait(false);
        return status.Causes.First(IsIt);
    }

    /// <summary>Waits for a condition.</summary>
    /// <exception cref="DemoException">It does not hold in time, or a process has ended.</exception>
    public async Task UntilAsync(
        string what, TimeSpan deadline, int pauseMs, Func<Task<bool>> condition, Func<string> seen, CancellationToken stop)
    {
        long end = Environment.TickCount64 + (long)deadline.TotalMilliseconds;
        while (!await condition().ConfigureAwait(false))
        {
            foreach (DemoProcess process in _processes.Where(p => p.HasEnded))
            {
                throw new DemoException($"{process.Name} has ended while waiting until {what}; it said:\n{process.Tail}");
            }

            if (Environment.TickCount64 > end)
            {
                throw new DemoException($"not within {deadline.TotalSeconds:F0} s: {what}; {seen()}");
            }

            await Task.Delay(pauseMs, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Stops everything that was started, the engine first, the node before the venues that it asks.</summary>
    /// <returns>What did not end as it should; empty when all did.</returns>
    public async Task<string> StopAsync()
    {
        StringBuilder problems = new();
        foreach (DemoProcess process in Enumerable.Reverse(_processes))
        {
            int code = await process.StopAsync().ConfigureAwait(false);
            if (code != ExitCode.Ok)
            {
                problems.Append($"{process.Name} ended with code {code}; see {process.LogPath}\n");
            }

            process.Dispose();
        }

        _processes.Clear();
        return problems.ToString().TrimEnd();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (DemoProcess process in _processes)
        {
            process.Dispose();
        }

        _processes.Clear();
        _gate.Dispose();
        _admin.Dispose();
        _http.Dispose();
        await Task.CompletedTask.ConfigureAwait(false);
    }

    private static string Described(StatusSnapshot? status) => status is null
        ? "the node never answered"
        : $"scopes not NORMAL: {string.Join(", ", status.Scopes.Where(s => s.Mode != "NORMAL").Select(s => $"{s.Name} {s.Mode}"))}; causes: "
            + string.Join(", ", status.Causes.Select(c => $"{c.Trigger} on {c.Scope} ({c.Status}, {c.MeasuredText})"));

    private DemoProcess Start(string name, IEnumerable<string> arguments)
    {
        DemoProcess process = DemoProcess.Start(name, Path.Combine(_folder, name + ".log"), arguments);
        _processes.Add(process);
        return process;
    }

    // The first answers of a process that has just started may take longer than a probe waits; that is no failure worth a scene.
    private async Task WarmAsync(CancellationToken stop)
    {
        foreach (Uri venue in Venues)
        {
            foreach (string list in (string[])["health", "balances", "positions", "orders", "fills", "funding", "transfers"])
            {
                using HttpResponseMessage answer = await _http.GetAsync(new Uri($"{venue}/{list}"), stop).ConfigureAwait(false);
            }
        }
    }

    private async Task<string> WhenSaidAsync(DemoProcess process, string mark, CancellationToken stop)
    {
        await UntilAsync(
            $"{process.Name} says \"{mark.Trim()}\"", StartPatience, StatusMs, () => Task.FromResult(process.After(mark) is not null),
            () => $"it said:\n{process.Tail}", stop).ConfigureAwait(false);
        return process.After(mark)!;
    }

    private async Task ClearAsync(CancellationToken stop)
    {
        bool isUsed = (await _admin.StatusAsync(stop).ConfigureAwait(false)).Value is not null;
        if (isUsed)
        {
            throw new DemoException($"another demonstration is running in {_folder}: end it first, or name another folder with --dir");
        }

        foreach (string directory in (string[])[StateDirectory, RunDirectory])
        {
            if (Directory.Exists(directory))
            {
                Directory.Delete(directory, recursive: true);
            }
        }

        Directory.CreateDirectory(RunDirectory);
        File.Delete(Path.Combine(_folder, "engine.state"));
    }
}
