using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Linux;
using Basisd.Safety;
using Basisd.Sims;
using Basisd.Sims.Book;
using Basisd.Sims.Engine;
using Basisd.Sims.Server;
using Xunit;

namespace Basisd.Tests.Sims.Engine;

/// <summary>Two simulated venues behind real sockets, a daemon's socket and gate, and reference engines that live one after another.</summary>
internal sealed class EngineRig : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("basisd-sims-");
    private readonly List<VenueServer> _servers = [];
    private readonly HttpClient _http = new();
    private readonly ConcurrentQueue<string> _lines = new();
    private CancellationTokenSource _stop = new();
    private Task<string?> _running = Task.FromResult<string?>(null);

    public FakeDaemon Daemon { get; private set; } = null!;

    public SimEngine Engine { get; private set; } = null!;

    public int Deaths { get; private set; }

    public string Said => string.Join('\n', _lines);

    public static async Task<EngineRig> CreateAsync(bool isOpen = true, int rate = 40, bool startsEngine = true, int clusterEpoch = 0)
    {
        EngineRig rig = new();
        foreach (string venue in (string[])["alpha", "bravo"])
        {
            VenueBook book = new(new VenueBookSettings(), [Spec("BTC/USDT=60000"), Spec("BTC/USDT:perp=60000")], 7);
            book.Transfer("USDT", 1_000_000 * FixedPoint.Scale, 1, out _);
            book.Transfer("BTC", 100 * FixedPoint.Scale, 1, out _);
            VenueServer server = new(new VenueServerOptions(), new VenueAccounts(new VenueSimulator(venue, book, BootClock.WallNs)), _ => { });
            await server.StartAsync(CancellationToken.None);
            rig._servers.Add(server);
        }

        rig.Daemon = new FakeDaemon(rig._folder.FullName, clusterEpoch: clusterEpoch);
        rig.Daemon.AllowAllScopes(isOpen);
        if (startsEngine)
        {
            rig.StartEngine(rate);
        }

        return rig;
    }

    public void StartEngine(int rate, string? state = null)
    {
        _stop = new CancellationTokenSource();
        Engine = new SimEngine(new SimEngineOptions
        {
            EngineSocket = Path.Combine(_folder.FullName, "engine.sock"),
            GatePath = Path.Combine(_folder.FullName, "gate"),
            Venues = [new SimVenueAddress("alpha", _servers[0].Address), new SimVenueAddress("bravo", _servers[1].Address)],
            OrdersPerSecond = rate,
            StateFile = state is null ? null : Path.Combine(_folder.FullName, state),
            Told = (_, line) => _lines.Enqueue(line),
            Die = () => Deaths++,
        });
        _running = Engine.RunAsync(_stop.Token);
    }

    /// <summary>Ends the engine.</summary>
    public async Task StopEngineAsync()
    {
        await _stop.CancelAsync();
        Assert.Null(await _running.WaitAsync(Patience));
        Engine.Dispose();
    }

    /// <summary>A daemon that has gone, and one that came after it.</summary>
    public void RestartDaemon(
        bool isOpen = true, bool confirmsCommits = true, Basisd.Engine.EngineCommand? atOpen = null, int clusterEpoch = 0)
    {
        (long, byte[]) state = Daemon.State;
        Daemon.Dispose();
        Daemon = new FakeDaemon(_folder.FullName, confirmsCommits, atOpen, clusterEpoch) { State = state };
        Daemon.AllowAllScopes(isOpen);
    }

    public async Task UntilAsync(Func<bool> condition, string what) => await UntilAsync(() => Task.FromResult(condition()), what);

    public async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        long deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!await condition())
        {
            Assert.True(Environment.TickCount64 < deadline, $"not in time: {what}; the engine said:\n{Said}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A list of a venue as it truly is.</summary>
    public async Task<JsonElement[]> ListAsync(int venue, string list)
    {
        using JsonDocument answer = JsonDocument.Parse(await _http.GetStringAsync(new Uri(_servers[venue].Address, $"/sim/{list}")));
        return [.. answer.RootElement.GetProperty("items").EnumerateArray().Select(e => e.Clone())];
    }

    /// <summary>Items of a list at both venues.</summary>
    public async Task<int> CountAsync(string list) => (await ListAsync(0, list)).Length + (await ListAsync(1, list)).Length;

    /// <summary>The perpetual's position at a venue, 1e-8.</summary>
    public async Task<long> PositionAsync(int venue)
    {
        JsonElement[] items = await ListAsync(venue, "positions");
        return items.Length > 0 && SimAmount.TryParse(items[0].GetProperty("quantity").GetString(), out long held) ? held : 0;
    }

    public async Task<string> PostAsync(int venue, string path, string json)
    {
        using StringContent body = new(json);
        using HttpResponseMessage answer = await _http.PostAsync(new Uri(_servers[venue].Address, path), body);
        return await answer.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Engine is not null)
        {
            await StopEngineAsync();
        }

        Daemon.Dispose();
        foreach (VenueServer server in _servers)
        {
            await server.DisposeAsync();
        }

        _http.Dispose();
        _stop.Dispose();
        _folder.Delete(recursive: true);
    }

    private static MarketSpec Spec(string text) => MarketSpec.Parse(text, out string problem) ?? throw new InvalidOperationException(problem);
}
