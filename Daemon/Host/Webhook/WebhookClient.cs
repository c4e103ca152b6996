using System;
using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Linux;
using Basisd.Probes;
using Basisd.Safety;

namespace Basisd.Host.Webhook;

/// <summary>
/// Delivers one message once: POST over a connection of its own, HTTP/1.1, no redirects, no cookies, no proxy, certificates verified. It decides by
/// the status alone and reads no body, so no answer can be too long. Whatever the receiver does is a result; nothing of it is thrown.
/// </summary>
internal sealed class WebhookClient : IDisposable
{
    /// <summary>Header with the id of a notice.</summary>
    public const string IdHeader = "Basisd-Notice-Id";

    /// <summary>Header with the Unix seconds of the attempt.</summary>
    public const string TimestampHeader = "Basisd-Timestamp";

    /// <summary>Header with the signature.</summary>
    public const string SignatureHeader = "Basisd-Signature";

    private const int MaxHeaderKilobytes = 8;

    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    private readonly Uri _address;
    private readonly byte[] _secret;
    private readonly long _timeoutNs;
    private readonly Func<long> _wallNs;
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpMessageInvoker _http;

    /// <summary>Creates the client; nothing is connected yet.</summary>
    /// <param name="address">The receiver.</param>
    /// <param name="secret">What notices are signed with.</param>
    /// <param name="timeoutNs">After which an attempt has failed, real ns.</param>
    /// <param name="wallNs">Wall clock, Unix ns.</param>
    public WebhookClient(Uri address, byte[] secret, long timeoutNs, Func<long> wallNs)
    {
        _address = address;
        _secret = secret;
        _timeoutNs = timeoutNs;
        _wallNs = wallNs;
        _http = VenueTransport.Create(new NameLookups(Dns.GetHostAddresses), MaxHeaderKilobytes, _stop.Token);
    }

    /// <summary>Delivers once.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was told to end.</exception>
    public async Task<WebhookResult> SendAsync(WebhookMessage message, CancellationToken cancel)
    {
        long start = BootClock.NowNs();
        WebhookOutcome outcome;
        string detail;
        using (CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel))
        {
            deadline.CancelAfter(TimeSpan.FromMilliseconds((_timeoutNs / FixedPoint.Millisecond) + 1));
            try
            {
                int status = await PostAsync(message, deadline.Token).ConfigureAwait(false);
                (outcome, detail) = OfStatus(status);
            }
#pragma warning disable CA1031 // A receiver's answer must never end the daemon: every failure gets its class here and is a failed attempt.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                cancel.ThrowIfCancellationRequested();
                outcome = deadline.IsCancellationRequested ? WebhookOutcome.Timeout : ClassOf(ProbeFailure.ClassOf(failure));
                detail = outcome == WebhookOutcome.Timeout
                    ? $"no answer within {_timeoutNs / FixedPoint.Millisecond} ms (webhook.timeout)" : ProbeFailure.DetailOf(failure);
            }
        }

        return new WebhookResult(outcome, detail, BootClock.NowNs() - start);
    }

    /// <summary>Closes what is open.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task<int> PostAsync(WebhookMessage message, CancellationToken cancel)
    {
        string timestamp = (_wallNs() / FixedPoint.Second).ToString(CultureInfo.InvariantCulture);
        using HttpRequestMessage request = new(HttpMethod.Post, _address)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(message.Body),
        };
        request.Content.Headers.ContentType = JsonType;

        // Notices are rare: a connection that was kept would mostly be found dead, or lead to where the name no longer points.
        request.Headers.ConnectionClose = true;
        request.Headers.TryAddWithoutValidation("User-Agent", "basisd");
        request.Headers.TryAddWithoutValidation(IdHeader, message.Id);
        request.Headers.TryAddWithoutValidation(TimestampHeader, timestamp);
        request.Headers.TryAddWithoutValidation(SignatureHeader, WebhookSignature.Of(_secret, message.Id, timestamp, message.Body));

        // The head of the answer is enough; disposing it closes the connection, however much there is still to come.
        using HttpResponseMessage answer = await _http.SendAsync(request, cancel).ConfigureAwait(false);
        return (int)answer.StatusCode;
    }

    private static (WebhookOutcome Outcome, string Detail) OfStatus(int status) => status switch
    {
        >= 200 and <= 299 => (WebhookOutcome.Delivered, ""),
        >= 300 and <= 399 => (WebhookOutcome.Redirect, $"status {status}: redirects are not followed; name the final address in webhook.url"),
        401 or 403 => (WebhookOutcome.Refused, $"status {status}: the receiver does not accept the signature or the sender"),
        410 => (WebhookOutcome.Refused, "status 410: the receiver is gone; name another in webhook.url, or remove it"),
        408 or 425 or 429 => (WebhookOutcome.Status, $"status {status}"),
        >= 400 and <= 499 => (WebhookOutcome.Refused, $"status {status}: the receiver refuses the notice"),
        _ => (WebhookOutcome.Status, $"status {status}"),
    };

    private static WebhookOutcome ClassOf(ProbeOutcome outcome) => outcome switch
    {
        ProbeOutcome.Timeout => WebhookOutcome.Timeout,
        ProbeOutcome.Dns => WebhookOutcome.Dns,
        ProbeOutcome.Connect => WebhookOutcome.Connect,
        ProbeOutcome.Tls => WebhookOutcome.Tls,
        ProbeOutcome.Reset => WebhookOutcome.Reset,
        ProbeOutcome.Protocol => WebhookOutcome.Protocol,
        _ => WebhookOutcome.Unexpected,
    };
}
