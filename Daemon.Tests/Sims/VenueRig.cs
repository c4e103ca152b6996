using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Sims;
using Basisd.Sims.Answers;
using Basisd.Sims.Book;
using Basisd.Sims.Server;
using Xunit;

namespace Basisd.Tests.Sims;

/// <summary>A simulated venue behind a real socket on a port of its own, with a clock that counts calls and prices that step when told.</summary>
internal sealed class VenueRig : IAsyncDisposable
{
    public const long Start = 1_763_000_000_000_000_000;

    private readonly VenueServer _server;
    private readonly List<string> _faults = [];

    private VenueRig(VenueServer server, VenueSimulator venue, List<string> faults)
    {
        _server = server;
        _faults = faults;
        Venue = venue;
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(20) };
    }

    public static IReadOnlyList<MarketSpec> Markets { get; } =
    [
        new("BTC", "USDT", IsPerpetual: false, 60_000 * Unit),
        new("ETH", "USDT", IsPerpetual: false, 3_000 * Unit),
        new("BTC", "USDT", IsPerpetual: true, 60_000 * Unit),
    ];

    public const long Unit = 100_000_000;

    public VenueSimulator Venue { get; }

    public HttpClient Http { get; }

    public Uri Address => _server.Address;

    public static VenueBook Book(VenueBookSettings? settings = null, ulong seed = 7) => new(settings ?? new VenueBookSettings(), Markets, seed);

    /// <summary>A venue without a server: what the routes say, byte for byte.</summary>
    public static VenueSimulator Simulator(VenueBook? book = null)
    {
        long now = Start;
        return new VenueSimulator("alpha", book ?? Book(), () => Interlocked.Increment(ref now));
    }

    public static async Task<VenueRig> StartAsync(VenueBook? book = null, VenueServerOptions? options = null)
    {
        VenueSimulator venue = Simulator(book);
        List<string> faults = [];
        VenueServer server = new(options ?? new VenueServerOptions { Tick = TimeSpan.Zero }, new VenueAccounts(venue), faults.Add);
        await server.StartAsync(TestContext.Current.CancellationToken);
        return new VenueRig(server, venue, faults);
    }

    public static string Text(SimReply reply) => Encoding.UTF8.GetString(reply.Body.Span);

    public Uri At(string path) => new(Address, path);

    public Task<HttpResponseMessage> AskAsync(string path) => Http.GetAsync(At(path), TestContext.Current.CancellationToken);

    /// <summary>The statuses of answers, one after another.</summary>
    public async Task<string> StatusesAsync(params string[] paths)
    {
        int[] statuses = new int[paths.Length];
        for (int i = 0; i < paths.Length; i++)
        {
            using HttpResponseMessage answer = await AskAsync(paths[i]);
            statuses[i] = (int)answer.StatusCode;
        }

        return string.Join(' ', statuses);
    }

    /// <summary>A good answer, parsed.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage answer = await AskAsync(path);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(string path, string body)
    {
        using StringContent content = new(body);
        using HttpResponseMessage answer = await Http.PostAsync(At(path), content, TestContext.Current.CancellationToken);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement);
    }

    public async Task<JsonElement> DeleteAsync(string path)
    {
        using HttpResponseMessage answer = await Http.DeleteAsync(At(path), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
    }

    /// <summary>Sets a fault.</summary>
    public async Task FaultAsync(string kind, string more = "")
    {
        string rest = more.Length > 0 ? "," + more : string.Empty;
        (HttpStatusCode status, JsonElement answer) = await PostAsync("/sim/faults", $$"""{"kind":"{{kind}}"{{rest}}}""");
        Assert.True(status == HttpStatusCode.OK, $"{kind}: {answer}");
    }

    public Task HealAsync() => DeleteAsync("/sim/faults");

    /// <summary>Buys or sells at the market.</summary>
    public async Task TradeAsync(ulong id, string quantity, string market = "BTC/USDT")
    {
        (HttpStatusCode status, JsonElement answer) =
            await PostAsync("/sim/orders", $$"""{"client_order_id":"{{id}}","market":"{{market}}","quantity":"{{quantity}}"}""");
        Assert.True(status == HttpStatusCode.OK, answer.ToString());
        Assert.Equal("filled", answer.GetProperty("state").GetString());
    }

    public static string[] All(JsonElement list, string member) =>
        [.. list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty(member).ToString())];

    public static string Total(JsonElement balances, string asset) => balances.GetProperty("items").EnumerateArray()
        .Single(item => item.GetProperty("asset").GetString() == asset).GetProperty("total").GetString()!;

    /// <summary>A connection that nobody pools, with a request on it.</summary>
    public async Task<Socket> ConnectAsync(string path)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, Address.Port, TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: venue\r\n\r\n"), TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>What comes next on such a connection.</summary>
    public static async Task<string> ReceiveAsync(Socket socket)
    {
        byte[] buffer = new byte[4096];
        int length = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken).AsTask().WaitAsync(EndToEnd.Poll.Patience);
        return Encoding.ASCII.GetString(buffer, 0, length);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
        Assert.Empty(_faults);
    }
}
