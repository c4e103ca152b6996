using System;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Configuration;
using Basisd.Host.Logging;
using Basisd.Host.Metrics;
using Basisd.Host.Webhook;
using Basisd.Linux;
using Basisd.Safety;

namespace Basisd.Host.Loop;

/// <summary>
/// Binds the webhook to the node: address and secret from the configuration, results to the loop, counts to the metrics, and failures to the log,
/// where a receiver that comes and goes must not flood it, and one that refuses is named at every attempt. There is none without an address. Must
/// never show the secret, or of the address more than its host.
/// </summary>
public sealed class WebhookSending : IWebhookReport, IDisposable
{
    private const long QuietNs = 10 * FixedPoint.Second;

    private readonly WebhookClient _client;
    private readonly WebhookClient _tests;
    private readonly WebhookSender _sender;
    private readonly WebhookMetrics _metrics;
    private readonly LogRelay _log;
    private readonly NoticeWriter _writer;
    private WebhookOutcome _said;
    private long _saidAt;
    private WebhookState _state = new(0, "", 0);

    private WebhookSending(NodeConfiguration configuration, byte[] secret, string journal, WebhookMetrics metrics, LogRelay log, Action wake)
    {
        WebhookSettings settings = configuration.Webhook!;
        Shown = settings.Shown;
        _metrics = metrics;
        _log = log;
        _writer = new NoticeWriter(configuration.Topology, configuration.Node.Name, journal);
        _client = new WebhookClient(settings.Address, secret, settings.TimeoutNs, BootClock.WallNs);
        _tests = new WebhookClient(settings.Address, secret, settings.TimeoutNs, BootClock.WallNs);
        _sender = new WebhookSender(_client.SendAsync, PauseAsync, this, wake);
    }

    /// <summary>Scheme, host and port of the receiver.</summary>
    public string Shown { get; }

    /// <summary>How the sending stands.</summary>
    public WebhookState State => Volatile.Read(ref _state);

    /// <summary>The sending of a node, or null without an address.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="secret">What notices are signed with; null without an address.</param>
    /// <param name="journal">Identity of the journal.</param>
    /// <param name="metrics">Where attempts are counted.</param>
    /// <param name="log">The log.</param>
    /// <param name="wake">Wakes the loop; any thread.</param>
    public static WebhookSending? Of(
        NodeConfiguration configuration, byte[]? secret, string journal, WebhookMetrics metrics, LogRelay log, Action wake) =>
        configuration.Webhook is null || secret is null ? null : new WebhookSending(configuration, secret, journal, metrics, log, wake);

    /// <summary>Sends until it is told to stop; throws only on a bug.</summary>
    public Task RunAsync(CancellationToken stop) => _sender.RunAsync(stop);

    /// <summary>Says which notice is the oldest; the loop alone.</summary>
    public void Offer(in Incidents.Notice notice) => _sender.Offer(_writer.Of(notice));

    /// <summary>Takes the number of a notice that was delivered; the loop alone.</summary>
    public bool TryTakeDelivered(out long number) => _sender.TryTakeDelivered(out number);

    /// <summary>Sends a test past the outbox, once. Where it arrives, what waits for its next attempt is tried at once.</summary>
    public async Task<WebhookResult> TestAsync()
    {
        WebhookResult result = await _tests.SendAsync(_writer.OfTest(BootClock.WallNs()), CancellationToken.None).ConfigureAwait(false);
        if (result.Outcome == WebhookOutcome.Delivered)
        {
            _sender.Hurry();
        }

        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _tests.Dispose();
    }

    /// <inheritdoc/>
    void IWebhookReport.Ended(WebhookMessage message, in WebhookResult result, int failures, long waitNs)
    {
        long number = message.Number;
        (WebhookOutcome outcome, string detail) = (result.Outcome, result.Detail);
        if (outcome == WebhookOutcome.Delivered)
        {
            Volatile.Write(ref _state, new WebhookState(0, "", 0));
            _said = outcome;
            if (failures > 0)
            {
                _log.Post(log => log.Of(LogEvents.WebhookDelivers).Information(
                    "the webhook {Webhook} takes notices again: notice {Notice} after {Failures} failed attempts", Shown, number, failures));
            }

            return;
        }

        _metrics.Failed[(int)outcome]!.Increment();
        Volatile.Write(ref _state, new WebhookState(failures + 1, detail, BootClock.WallNs() + waitNs));
        long now = BootClock.NowNs();
        long wait = waitNs / FixedPoint.Second;
        if (result.NeedsPerson)
        {
            _said = outcome;
            _log.Post(log => log.Of(LogEvents.WebhookRefused).Error(
                "the webhook {Webhook} refuses notice {Notice}: {Detail}; a person must mend it, next attempt in {Wait} s", Shown, number, detail,
                wait));
        }
        else if (outcome != _said && (_saidAt == 0 || failures == 0 || now - _saidAt >= QuietNs))
        {
            _said = outcome;
            _saidAt = now;
            _log.Post(log => log.Of(LogEvents.WebhookFails).Warning(
                "notice {Notice} was not delivered to the webhook {Webhook} ({Outcome}): {Detail}; it is tried again until it is", number, Shown,
                outcome, detail));
        }
    }

    private static Task PauseAsync(long waitNs, CancellationToken cancel) =>
        Task.Delay(TimeSpan.FromMilliseconds(waitNs / FixedPoint.Millisecond), cancel);
}
