using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Commands.Demo;

/// <summary>
/// Everything that the demonstration plays with: three venues, the node, the engine, each a process of its own, and ways to break them.
/// </summary>
internal sealed class DemoWorld(string folder, DemoNarrator narrator) : DemoNode(folder, Path.Combine(folder, "run"), narrator)
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = CallPatience };

    /// <summary>Addresses of the venues' contracts.</summary>
    public List<Uri> Venues { get; } = [];

    /// <summary>Where the engine is told to misbehave.</summary>
    public Uri? EngineControl { get; private set; }

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
        string configuration = Path.Combine(Folder, "basisd.json");
        await File.WriteAllTextAsync(configuration, DemoConfiguration.Json(Venues), stop).ConfigureAwait(false);
        DemoProcess node = Start(
            "node", ["run", "--config", configuration, "--state-dir", StateDirectory, "--run-dir", RunDirectory, "--listen", "127.0.0.1:0"]);
        await WhenSaidAsync(node, "ready: engine on ", stop).ConfigureAwait(false);
        string[] venues = [.. DemoConfiguration.Venues.Select((v, i) => $"{v}={Venues[i]}")];
        DemoProcess engine = Start(
            "engine",
            [
                "sim", "engine", .. venues.SelectMany(v => (string[])["--venue", v]), "--run-dir", RunDirectory, "--rate", "9", "--seed", $"{seed}",
                "--control", "127.0.0.1:0", "--state", Path.Combine(Folder, "engine.state"),
            ]);
        EngineControl = new Uri(await WhenSaidAsync(engine, "control on ", stop).ConfigureAwait(false));
        SeeGate();
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

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        _http.Dispose();
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

    private async Task ClearAsync(CancellationToken stop)
    {
        bool isUsed = (await Admin.StatusAsync(stop).ConfigureAwait(false)).Value is not null;
        if (isUsed)
        {
            throw new DemoException($"another demonstration is running in {Folder}: end it first, or name another folder with --dir");
        }

        foreach (string directory in (string[])[StateDirectory, RunDirectory])
        {
            if (Directory.Exists(directory))
            {
                Directory.Delete(directory, recursive: true);
            }
        }

        Directory.CreateDirectory(RunDirectory);
        File.Delete(Path.Combine(Folder, "engine.state"));
    }
}
