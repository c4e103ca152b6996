using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Linux;
using Basisd.Safety;

namespace Basisd.Probes.Gateway;

/// <summary>
/// Asks one venue's gateway over a connection of its own that it keeps. What it reads is bounded in bytes and in time, from the first byte of
/// the request to the last one of the body; a request that failed fast is repeated once while the budget lasts. It never asks twice at once,
/// never shows the token, and never lets an answer of the venue throw at its caller.
/// </summary>
internal sealed class GatewayClient : IDisposable
{
    /// <summary>Kilobytes of headers; more are a failure.</summary>
    public const int MaxHeaderKilobytes = 16;

    private const int FirstBufferBytes = 16 * 1024;

    private static readonly TimeSpan RepeatPause = TimeSpan.FromMilliseconds(50);

    private readonly string _base;
    private readonly GatewayOptions _options;
    private readonly CancellationToken _stop;
    private readonly HttpMessageInvoker _http;
    private readonly AuthenticationHeaderValue? _authorization;
    private readonly RetryBudget _budget;
    private byte[] _buffer = new byte[FirstBufferBytes];
    private int _length;

    /// <summary>Creates the client; nothing is connected yet.</summary>
    /// <param name="target">Whom to ask.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="names">Resolves host names.</param>
    /// <param name="stop">Ends whatever is under way.</param>
    public GatewayClient(GatewayTarget target, GatewayOptions options, NameLookups names, CancellationToken stop)
    {
        _base = target.Address.AbsoluteUri.TrimEnd('/');
        _options = options;
        _stop = stop;
        _http = VenueTransport.Create(names, MaxHeaderKilobytes, stop);
        _authorization = target.Token is null ? null : new AuthenticationHeaderValue("Bearer", target.Token);
        _budget = new RetryBudget(options.RetriesPerMinute);
    }

    /// <summary>The body of the last answer; valid until the next question.</summary>
    public ReadOnlySpan<byte> Body => _buffer.AsSpan(0, _length);

    /// <summary>Bytes of bodies read since the start.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Requests repeated since the start.</summary>
    public long Retries { get; private set; }

    /// <summary>Asks once, and once more when that may help.</summary>
    /// <param name="path">Path and query behind the base address, beginning with a slash.</param>
    /// <param name="until">When the poll as a whole has failed, boot clock, ns.</param>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public async Task<GatewayAnswer> GetAsync(string path, long until)
    {
        GatewayAnswer answer = await OnceAsync(path, until).ConfigureAwait(false);
        if (answer.Outcome == GatewayOutcome.Ok || !answer.MayRepeat || !_budget.TryTake(BootClock.NowNs()))
        {
            return answer;
        }

        Retries++;
        await Task.Delay(RepeatPause, _stop).ConfigureAwait(false);
        return await OnceAsync(path, until).ConfigureAwait(false);
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _http.Dispose();

    private async Task<GatewayAnswer> OnceAsync(string path, long until)
    {
        _length = 0;
        long start = BootClock.NowNs();
        long allowed = Math.Min(_options.TimeoutNs, until - start);
        if (allowed <= 0)
        {
            return TooLate(allowed);
        }

        GatewayAnswer answer;
        using (CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(_stop))
        {
            deadline.CancelAfter(TimeSpan.FromMilliseconds((allowed / FixedPoint.Millisecond) + 1));
            try
            {
                answer = await AskAsync(path, deadline.Token).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // A venue's answer must never end the daemon: every failure gets its class here and is a failed call.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _stop.ThrowIfCancellationRequested();
                GatewayOutcome outcome = deadline.IsCancellationRequested ? GatewayOutcome.Timeout : ClassOf(ProbeFailure.ClassOf(failure));
                answer = new GatewayAnswer(outcome, ProbeFailure.DetailOf(failure), outcome is GatewayOutcome.Reset or GatewayOutcome.Connect);
            }
        }

        // Timers are late; whether an answer came in time must not depend on how late.
        return answer.Outcome == GatewayOutcome.Timeout || BootClock.NowNs() - start > allowed ? TooLate(allowed) : answer;
    }

    private GatewayAnswer TooLate(long allowed)
    {
        _length = 0;
        string detail = allowed == _options.TimeoutNs
            ? $"no complete answer within {_options.TimeoutNs / FixedPoint.Millisecond} ms (gateway.timeout)"
            : $"the poll was not over within {GatewayOptions.TimeoutsPerPoll} times gateway.timeout";
        return new GatewayAnswer(GatewayOutcome.Timeout, detail, MayRepeat: false);
    }

    private async Task<GatewayAnswer> AskAsync(string path, CancellationToken cancel)
    {
        using HttpRequestMessage request = VenueTransport.Get(new Uri(_base + path, UriKind.Absolute));
        request.Headers.Authorization = _authorization;
        using HttpResponseMessage answer = await _http.SendAsync(request, cancel).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            return OfStatus((int)answer.StatusCode);
        }

        ICollection<string> encodings = answer.Content.Headers.ContentEncoding;
        if (encodings.Count > 0 && !(encodings.Count == 1 && encodings.Contains("identity")))
        {
            return new GatewayAnswer(GatewayOutcome.Protocol, "the body is compressed, which nobody asked for; send it plain", MayRepeat: false);
        }

        if (answer.Content.Headers.ContentLength > _options.MaxBodyBytes)
        {
            return TooLarge();
        }

        await using Stream body = await answer.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        return await ReadAsync(body, cancel).ConfigureAwait(false);
    }

    private async Task<GatewayAnswer> ReadAsync(Stream body, CancellationToken cancel)
    {
        while (true)
        {
            if (_length == _buffer.Length)
            {
                // One byte more than allowed, to see whether there is one.
                Array.Resize(ref _buffer, Math.Min(2 * _length, _options.MaxBodyBytes + 1));
            }

            int room = Math.Min(_buffer.Length, _options.MaxBodyBytes + 1) - _length;
            int read = await body.ReadAsync(_buffer.AsMemory(_length, room), cancel).ConfigureAwait(false);
            if (read == 0)
            {
                return GatewayAnswer.Ok;
            }

            _length += read;
            BytesRead += read;
            if (_length > _options.MaxBodyBytes)
            {
                _length = 0;
                return TooLarge();
            }
        }
    }

    private GatewayAnswer TooLarge() => new(
        GatewayOutcome.TooLarge, $"the body is longer than {_options.MaxBodyBytes} bytes (gateway.max_body); answer with smaller pages",
        MayRepeat: false);

    private static GatewayAnswer OfStatus(int status)
    {
        string hint = status switch
        {
            >= 300 and <= 399 => ": redirects are not followed; name the final address in gateway_url",
            401 or 403 => ": the token is not accepted; see gateway_token_file",
            404 => ": the gateway does not know the path; does gateway_url end with the contract's version?",
            _ => "",
        };
        return new GatewayAnswer(GatewayOutcome.Status, $"status {status}{hint}", status is 429 or >= 500);
    }

    private static GatewayOutcome ClassOf(ProbeOutcome outcome) => outcome switch
    {
        ProbeOutcome.Timeout => GatewayOutcome.Timeout,
        ProbeOutcome.Dns => GatewayOutcome.Dns,
        ProbeOutcome.Connect => GatewayOutcome.Connect,
        ProbeOutcome.Tls => GatewayOutcome.Tls,
        ProbeOutcome.Reset => GatewayOutcome.Reset,
        ProbeOutcome.Protocol => GatewayOutcome.Protocol,
        _ => GatewayOutcome.Unexpected,
    };
}
