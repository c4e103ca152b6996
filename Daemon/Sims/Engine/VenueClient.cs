using System;
using System.Diagnostics;
using System.IO;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Node;
using Basisd.Sims.Book;

namespace Basisd.Sims.Engine;

/// <summary>
/// Calls one simulated venue over HTTP and reports each call with its latency to the daemon. What a venue answers, or does not, is a value
/// here and never an exception. While its contract fails, a market page that still loads is not reported: it would hide the failure.
/// </summary>
internal sealed class VenueClient : IDisposable
{
    private const int MostBodyBytes = 1 << 20;
    private const long NoAcknowledgement = -1;

    private readonly HttpClient _http;
    private readonly Action<Observation> _report;
    private readonly Ownership _ownership;
    private readonly string _account;
    private volatile bool _isContractUp = true;

    /// <summary>Prepares a client; nothing is opened yet.</summary>
    /// <param name="venue">The venue.</param>
    /// <param name="timeout">Patience for one call.</param>
    /// <param name="report">Takes each call result; its index is set by the caller.</param>
    /// <param name="ownership">What orders and cancellations are stamped with.</param>
    /// <param name="account">Account at the venue, for the stamp.</param>
    public VenueClient(SimVenueAddress venue, TimeSpan timeout, Action<Observation> report, Ownership ownership, string account)
    {
        SocketsHttpHandler handler = new() { UseProxy = false, AllowAutoRedirect = false, UseCookies = false };
        _http = new HttpClient(handler, disposeHandler: true)
        {
            BaseAddress = new Uri(new Uri(venue.Address.AbsoluteUri.TrimEnd('/')), "."),
            Timeout = timeout,
            MaxResponseContentBufferSize = MostBodyBytes,
        };
        _report = report;
        _ownership = ownership;
        _account = account;
    }

    /// <summary>Whether the last call of the contract succeeded.</summary>
    public bool IsUp => _isContractUp;

    /// <summary>The best prices of a market.</summary>
    public Task<VenueReply> BookAsync(string market, CancellationToken stop) =>
        CallAsync(HttpMethod.Get, $"sim/book?market={Escaped(market)}", null, stop);

    /// <summary>The contract's own statement that the venue is well.</summary>
    public Task<VenueReply> HealthAsync(CancellationToken stop) => CallAsync(HttpMethod.Get, "v1/health", null, stop);

    /// <summary>Fills behind a sequence, as they truly are: an engine knows its own trades, whatever the contract is told to say of them.</summary>
    public Task<VenueReply> FillsAsync(long after, int limit, CancellationToken stop) =>
        CallAsync(HttpMethod.Get, $"sim/fills?after={after}&limit={limit}", null, stop);

    /// <summary>Positions, as they truly are.</summary>
    public Task<VenueReply> PositionsAsync(CancellationToken stop) => CallAsync(HttpMethod.Get, "sim/positions", null, stop);

    /// <summary>Open orders, as they truly are.</summary>
    public Task<VenueReply> OrdersAsync(int limit, CancellationToken stop) => CallAsync(HttpMethod.Get, $"sim/orders?limit={limit}", null, stop);

    /// <summary>Places an order.</summary>
    /// <param name="id">Client order id.</param>
    /// <param name="market">Name of the market at the venue.</param>
    /// <param name="quantity">Signed quantity, 1e-8.</param>
    /// <param name="price">Limit, 1e-8; 0 for a market order.</param>
    /// <param name="stop">Ends the call.</param>
    public Task<VenueReply> PlaceAsync(long id, string market, long quantity, long price, CancellationToken stop)
    {
        MemoryStream body = new();
        using (Utf8JsonWriter json = new(body))
        {
            json.WriteStartObject();
            json.WriteString("client_order_id", id.ToString());
            json.WriteString("market", market);
            json.WriteString("quantity", SimAmount.Text(quantity));
            if (price > 0)
            {
                json.WriteString("price", SimAmount.Text(price));
            }

            if (_ownership.Tenure is { } tenure)
            {
                json.WriteNumber("epoch", tenure.Epoch);
                json.WriteNumber("slot", tenure.Slot);
                json.WriteString("account", _account);
            }

            json.WriteEndObject();
        }

        return CallAsync(HttpMethod.Post, "sim/orders", body.ToArray(), stop);
    }

    /// <summary>Cancels one order.</summary>
    public Task<VenueReply> CancelAsync(long id, CancellationToken stop) =>
        CallAsync(HttpMethod.Delete, $"sim/orders/{id}{Stamp('?')}", null, stop);

    /// <summary>Cancels every order of a market.</summary>
    public Task<VenueReply> CancelAllAsync(string market, CancellationToken stop) =>
        CallAsync(HttpMethod.Delete, $"sim/orders?market={Escaped(market)}{Stamp('&')}", null, stop);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string Escaped(string market) => Uri.EscapeDataString(market);

    private string Stamp(char first) =>
        _ownership.Tenure is { } tenure ? $"{first}epoch={tenure.Epoch}&slot={tenure.Slot}&account={Escaped(_account)}" : string.Empty;

    private async Task<VenueReply> CallAsync(HttpMethod method, string path, byte[]? body, CancellationToken stop)
    {
        Stopwatch watch = Stopwatch.StartNew();
        VenueReply reply;
        try
        {
            using HttpRequestMessage request = new(method, path);
            if (body is not null)
            {
                request.Content = new ByteArrayContent(body);
                request.Content.Headers.ContentType = new("application/json");
            }

            using HttpResponseMessage response = await _http.SendAsync(request, stop).ConfigureAwait(false);
            byte[] bytes = await response.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false);
            reply = new VenueReply((int)response.StatusCode, IsTimeout: false, Parsed(bytes));
        }
        catch (TaskCanceledException) when (!stop.IsCancellationRequested)
        {
            reply = new VenueReply(0, IsTimeout: true, default);
        }
        catch (HttpRequestException)
        {
            // Refused, reset, cut off, or longer than a body may be: an error of the venue, and reported as one.
            reply = new VenueReply(0, IsTimeout: false, default);
        }

        Report(method, path, reply, watch.Elapsed);
        return reply;
    }

    private void Report(HttpMethod method, string path, VenueReply reply, TimeSpan took)
    {
        bool isFine = !reply.IsUnknown;
        bool isContract = path.StartsWith("v1/", StringComparison.Ordinal);
        _isContractUp = isContract ? isFine : _isContractUp;
        if (isFine && !isContract && !_isContractUp)
        {
            return;
        }

        long latency = Math.Min(took.Ticks * 100, ObservationRanges.MaxDurationNs);
        bool isOrder = method == HttpMethod.Post && isFine;
        _report(new Observation
        {
            Kind = ObservationKind.CallResult,
            V0 = isFine ? 0 : reply.IsTimeout ? 1 : 2,
            V1 = latency,
            V2 = isOrder ? latency : NoAcknowledgement,
        });
    }

    private static JsonElement Parsed(byte[] bytes)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // Garbage: the reply is then one without a body, which its reader takes for a failed call.
            return default;
        }
    }
}
