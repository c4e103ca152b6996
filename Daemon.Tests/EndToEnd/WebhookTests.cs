using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Basisd.Tests.Host;
using Basisd.Tests.Host.Webhook;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>A whole daemon that tells: what arrives, what is shown and counted, and that a bad receiver changes nothing else.</summary>
[Collection("daemon live")]
public sealed class WebhookTests
{
    private const string Rewards = "module/rewards";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_incident_is_told_from_its_opening_to_its_end()
    {
        await using WebhookRig rig = new();
        await rig.Daemon.StartAsync();
        await rig.Daemon.PauseAsync(Rewards);
        await rig.Daemon.PauseAsync(Rewards, lift: true);
        await rig.Daemon.StatusWhenAsync(s => s.Webhook is { Pending: 0, Delivered: 5 }, "five notices delivered");
        string[] told = [.. rig.Checked().OrderBy(r => r.Key).Select(r => Short(r.Value))];
        Assert.Equal(
            [
                "incident_opened 1 P2", $"scope_mode 1 P2 {Rewards} NORMAL BSCB operator.pause",
                $"scope_mode 1 P2 {Rewards} BSCB RECOVERY operator.pause",
                "incident_closed 1 P2", $"scope_mode 1 P2 {Rewards} RECOVERY NORMAL operator.pause",
            ],
            told);
        Assert.Equal(5, rig.Receiver.Connections);
        StatusSnapshot status = await rig.Daemon.StatusAsync();
        Assert.Equal(rig.Receiver.Address.GetLeftPart(UriPartial.Authority), status.Webhook!.Address);
        Assert.DoesNotContain(WebhookRig.Secret, rig.Daemon.Daemon.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("/hook", rig.Daemon.Daemon.Output, StringComparison.Ordinal);
        (int code, string shown) = await VerbAsync(rig, "config", "show", "--config", rig.Daemon.Configuration!);
        Assert.Equal(0, code);
        Assert.DoesNotContain(WebhookRig.Secret, shown, StringComparison.Ordinal);
        string arguments = await File.ReadAllTextAsync($"/proc/{rig.Daemon.Daemon.Pid}/cmdline", Cancel);
        Assert.DoesNotContain(WebhookRig.Secret, arguments, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_refuses_is_named_shown_and_counted_and_nothing_is_lost()
    {
        await using WebhookRig rig = new((_, call) => call.StatusAsync(410));
        await rig.Daemon.StartAsync();
        await rig.Daemon.PauseAsync(Rewards);
        StatusSnapshot status = await rig.Daemon.StatusWhenAsync(s => s.Webhook is { Failures: 1 }, "a failed attempt");
        Assert.Equal((2, 0L, 0L), (status.Webhook!.Pending, status.Webhook.Delivered, status.Webhook.Dropped));
        Assert.Contains("status 410", status.Webhook.Problem, StringComparison.Ordinal);
        Assert.InRange(status.Webhook.RetryAt - (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000), 200_000_000_000, 300_000_000_000);
        await Poll.UntilAsync(
            () => rig.Daemon.Daemon.Output.Contains("refuses notice 1: status 410: the receiver is gone", StringComparison.Ordinal),
            () => rig.Daemon.Daemon.Output);
        (int code, string output) = await VerbAsync(rig, "webhook", "show", "--run-dir", rig.Daemon.Run);
        Assert.Equal(1, code);
        Assert.Contains("2 pending, 0 delivered, 0 dropped; 1 failed attempts: status 410", output, StringComparison.Ordinal);
        Assert.Contains("incident 1 opened, P2", output, StringComparison.Ordinal);
        Assert.Contains($"{Rewards} NORMAL → BSCB", output, StringComparison.Ordinal);
        Dictionary<string, double> series = await ScrapeAsync(rig);
        Assert.Equal((2, 1), (series["basisd_webhook_pending"], series["basisd_webhook_attempts_failed_total{outcome=\"refused\"}"]));
        Assert.InRange(series["basisd_webhook_oldest_timestamp_seconds"], 1_700_000_000, 5_000_000_000);

        // A test says the same; once the receiver is mended a test that arrives brings what waits with it, long before its next attempt.
        (code, output) = await VerbAsync(rig, "webhook", "test", "--run-dir", rig.Daemon.Run);
        Assert.Equal(1, code);
        Assert.Contains("did not take the test notice (Refused", output, StringComparison.Ordinal);
        rig.Receiver.Answer = (_, call) => call.StatusAsync(200);
        (code, output) = await VerbAsync(rig, "webhook", "test", "--run-dir", rig.Daemon.Run);
        Assert.True(code == 0, output);
        Assert.Contains("took the test notice", output, StringComparison.Ordinal);
        await rig.Daemon.StatusWhenAsync(s => s.Webhook is { Pending: 0, Delivered: 2, Failures: 0 }, "what waited is delivered");
        Assert.Equal([1L, 2L], rig.Checked().Keys.Order());
        Assert.Equal(2, rig.Receiver.All.Count(r => r.Text.Contains("\"kind\":\"test\"", StringComparison.Ordinal)));
        (code, output) = await VerbAsync(rig, "webhook", "show", "--json", "--run-dir", rig.Daemon.Run);
        Assert.Equal(0, code);
        Assert.Equal(2, JsonDocument.Parse(output).RootElement.GetProperty("status").GetProperty("delivered").GetInt64());
    }

    [Fact]
    public async Task A_receiver_that_hangs_holds_neither_the_gate_nor_a_stop()
    {
        await using WebhookRig rig = new((_, call) => call.HangAsync(), ", \"timeout\": \"8s\"");
        await rig.Daemon.StartAsync();
        await rig.Daemon.PauseAsync(Rewards);
        await Poll.UntilAsync(() => rig.Receiver.All.Length == 1, () => "nothing came");
        await rig.Daemon.PauseAsync("module/lending");
        StatusSnapshot status = await rig.Daemon.AssertWellAsync("a receiver that hangs");
        Assert.Equal(3, status.Webhook!.Pending);
        rig.Daemon.Daemon.Signal(Signals.Terminate);
        Assert.Equal(0, await rig.Daemon.Daemon.ExitAsync(TimeSpan.FromSeconds(6)));
        Assert.DoesNotContain("an invariant broke", rig.Daemon.Daemon.Output, StringComparison.Ordinal);

        // The next life sends what was under way again, under the same id.
        rig.Receiver.Answer = (_, call) => call.StatusAsync(204);
        await rig.Daemon.StartAsync();
        await rig.Daemon.StatusWhenAsync(s => s.Webhook is { Pending: 0, Delivered: 3 }, "all delivered");
        Receiver.Received[] all = rig.Receiver.All;
        Assert.Equal([1L, 2L, 3L], rig.Checked().Keys.Order());
        Assert.Equal((4, all[0].Id), (all.Length, all[1].Id));
    }

    [Fact]
    public async Task More_than_can_wait_drops_the_oldest_and_says_so()
    {
        await using WebhookRig rig = new((_, call) => call.StatusAsync(500));
        await rig.Daemon.StartAsync();
        for (int i = 0; i < 300; i++)
        {
            await rig.Daemon.PauseAsync(Rewards, lift: i % 2 == 1);
        }

        StatusSnapshot status = await rig.Daemon.StatusWhenAsync(s => s.Webhook is { Pending: 256, Dropped: > 0 }, "a full outbox");
        await Poll.UntilAsync(
            () => rig.Daemon.Daemon.Output.Contains("notices were dropped undelivered: more than 256 were pending", StringComparison.Ordinal),
            () => rig.Daemon.Daemon.Output);
        rig.Receiver.Answer = (_, call) => call.StatusAsync(200);
        (int code, string output) = await VerbAsync(rig, "webhook", "test", "--run-dir", rig.Daemon.Run);
        Assert.True(code == 0, output);
        status = await rig.Daemon.StatusWhenAsync(s => s.Webhook is { Pending: 0, Delivered: >= 256 }, "the rest delivered");
        rig.Daemon.Daemon.Kill();
        (Dictionary<long, string> queued, Dictionary<long, string> ended) = await rig.JournalAsync();
        long dropped = ended.Values.LongCount(e => e == "dropped");
        Assert.Equal(status.Webhook!.Dropped, dropped);
        Assert.Equal(queued.Count, ended.Count);
        long[] gone = [.. ended.Where(e => e.Value == "dropped").Select(e => e.Key).Order()];
        Assert.Equal(Enumerable.Range(1, (int)dropped).Select(n => (long)n), gone);
    }

    [Theory]
    [InlineData(false, "", "webhook.url is set and there is no secret to sign with")]
    [InlineData(true, "short\n", "webhook.secret_file: ")]
    public async Task A_start_without_a_secret_ends_and_says_how_to_mend_it(bool named, string content, string problem)
    {
        string directory = Directory.CreateTempSubdirectory("basisd-webhook-").FullName;
        try
        {
            string file = Path.Combine(directory, "secret");
            await File.WriteAllTextAsync(file, content, Cancel);
            File.SetUnixFileMode(file, UnixFileMode.UserRead);
            string more = named ? $", \"secret_file\": \"{file}\"" : "";
            using DaemonRig rig = new($$"""{ "webhook": { "url": "http://127.0.0.1:9/x"{{more}} },""" + Configurations.Fast[1..]);
            DaemonProcess daemon = rig.Launch();
            Assert.NotEqual(0, await daemon.ExitAsync());
            Assert.Contains(problem, daemon.Output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task The_credential_of_systemd_signs_where_no_file_is_named()
    {
        await using Receiver receiver = new();
        string directory = Directory.CreateTempSubdirectory("basisd-webhook-").FullName;
        try
        {
            string file = Path.Combine(directory, "webhook_secret");
            await File.WriteAllTextAsync(file, WebhookRig.Secret, Cancel);
            File.SetUnixFileMode(file, UnixFileMode.UserRead);
            using DaemonRig rig = new($$"""{ "webhook": { "url": "{{receiver.Address}}" },""" + Configurations.Fast[1..]);
            await rig.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["CREDENTIALS_DIRECTORY"] = directory });
            await rig.PauseAsync(Rewards);
            await rig.StatusWhenAsync(s => s.Webhook is { Delivered: 2 }, "two notices delivered");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task Without_a_webhook_nothing_is_told_and_a_test_says_so()
    {
        using DaemonRig rig = new(Configurations.Fast);
        await rig.StartAsync();
        await rig.PauseAsync(Rewards);
        Assert.Null((await rig.StatusAsync()).Webhook);
        AdminResult<OperatorReply> test = await rig.Admin.WebhookTestAsync(Cancel);
        Assert.Equal((AdminOutcome.Refused, "no webhook is configured: name a receiver in webhook.url"), (test.Outcome, test.Error));
        AdminResult<WebhookReply> shown = await rig.Admin.WebhookAsync(Cancel);
        Assert.Empty(shown.Value!.Notices);
        Assert.Equal("", shown.Value.Status.Address);
    }

    private static async Task<(int Code, string Output)> VerbAsync(WebhookRig rig, params string[] arguments)
    {
        Assert.False(rig.Daemon.Daemon.HasExited, rig.Daemon.Daemon.Output);
        return await Tool.RunAsync(DaemonBinary.Path, null, arguments);
    }

    private static async Task<Dictionary<string, double>> ScrapeAsync(WebhookRig rig)
    {
        using HttpClient client = new();
        return Exposition.Parse(await client.GetStringAsync(new Uri(rig.Daemon.Http, "metrics"), Cancel));
    }

    private static string Short(Receiver.Received received)
    {
        JsonElement body = JsonDocument.Parse(received.Body).RootElement;
        string[] keys = ["kind", "incident", "severity", "scope", "from", "to", "trigger"];
        return string.Join(' ', keys.Where(k => body.TryGetProperty(k, out _)).Select(k => body.GetProperty(k).ToString()));
    }
}
