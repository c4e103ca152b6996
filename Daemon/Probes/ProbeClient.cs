using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Linux;

namespace Basisd.Probes;

/// <summary>
/// Asks one venue for its health over a connection of its own that it keeps: GET, no redirects, no cookies, no proxy, HTTP/1.1. What it
/// reads is bounded in bytes and in time. It never asks twice at once, and it never lets an answer of the venue throw at its caller.
/// </summary>
internal sealed class ProbeClient : IDisposable
{
    /// <summary>Bytes of a body that are read; a longer one is cut off with its connection, and says nothing against the venue.</summary>
    public const int MaxBodyBytes = 4 * 1024;

    /// <summary>Kilobytes of headers; more are a failure.</summary>
    public const int MaxHeaderKilobytes = 4;

    private readonly ProbeTarget _target;
    private readonly long _timeoutNs;
    private readonly CancellationToken _stop;
    private readonly HttpMessageInvoker _http;
    private readonly byte[] _body = new byte[MaxBodyBytes];

    /// <summary>Creates the client; nothing is connected yet.</summary>
    /// <param name="target">Whom to ask.</param>
    /// <param name="timeoutNs">After which a probe has failed, real ns.</param>
    /// <param name="names">Resolves host names.</param>
    /// <param name="stop">Ends whatever is under way.</param>
    public ProbeClient(ProbeTarget target, long timeoutNs, NameLookups names, CancellationToken stop)
    {
        _target = target;
        _timeoutNs = timeoutNs;
        _stop = stop;
        _http = VenueTransport.Create(names, MaxHeaderKilobytes, stop);
    }

    /// <summary>Asks once.</summary>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public async Task<ProbeResult> ProbeAsync()
    {
        long start = BootClock.NowNs();
        ProbeOutcome outcome;
        string detail;
        using (CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(_stop))
        {
            deadline.CancelAfter(TimeSpan.FromTicks(_timeoutNs / TimeSpan.NanosecondsPerTick));
            try
            {
                int status = await AskAsync(deadline.Token).ConfigureAwait(false);
                bool good = status is >= 200 and <= 299;
                (outcome, detail) = good ? (ProbeOutcome.Ok, "") : (ProbeOutcome.Status, $"status {status}");
            }
#pragma warning disable CA1031 // A venue's answer must never end the daemon: every failure gets its class here and is a failed call.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _stop.ThrowIfCancellationRequested();
                outcome = deadline.IsCancellationRequested ? ProbeOutcome.Timeout : ProbeFailure.ClassOf(failure);
                detail = ProbeFailure.DetailOf(failure);
            }
        }

        // Timers are late; whether an answer came in time must not depend on how late.
        long latency = BootClock.NowNs() - start;
        if (outcome == ProbeOutcome.Timeout || latency > _timeoutNs)
        {
            outcome = ProbeOutcome.Timeout;
            detail = $"no complete answer within {_timeoutNs / 1_000_000} ms";
        }

        return new ProbeResult(_target.Venue, outcome, latency, detail);
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _http.Dispose();

    private async Task<int> AskAsync(CancellationToken cancel)
    {
        using HttpRequestMessage request = VenueTransport.Get(_target.Address);
        using HttpResponseMessage answer = await _http.SendAsync(request, cancel).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode)
        {
            // Read to its end, the connection can be kept.
            await using Stream body = await answer.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
            await body.ReadAtLeastAsync(_body, MaxBodyBytes, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
        }

        return (int)answer.StatusCode;
    }
}
