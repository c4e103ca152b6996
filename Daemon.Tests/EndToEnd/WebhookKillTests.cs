using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Basisd.Tests.Host.Webhook;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>
/// Notices while the daemon is killed at any moment and the receiver fails as it likes: each that the journal has is taken at least once, in order,
/// and none that it does not have. Count and seed come from the environment: <c>BASISD_NOTICE_KILLS</c>, <c>BASISD_KILL_SEED</c>.
/// </summary>
[Collection("daemon killed")]
public sealed class WebhookKillTests
{
    private const int DefaultKills = 20;
    private const int LongestRestMs = 60;
    private const int MostPending = 40;

    private readonly ConcurrentQueue<string> _taken = new();
    private int _answers;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_notice_is_taken_at_least_once_whenever_the_daemon_is_killed()
    {
        int kills = FromEnvironment("BASISD_NOTICE_KILLS", DefaultKills);
        int seed = FromEnvironment("BASISD_KILL_SEED", Random.Shared.Next());
        string what = $"BASISD_KILL_SEED={seed} BASISD_NOTICE_KILLS={kills}, {DaemonBinary.Description}";
        TestContext.Current.TestOutputHelper?.WriteLine(what);
        Random random = new(seed);
        await using WebhookRig rig = new((received, call) => AnswerAsync(received, call, seed), ", \"timeout\": \"1s\"");
        DaemonRig daemon = rig.Daemon;
        await daemon.StartAsync();
        for (int kill = 0; kill < kills; kill++)
        {
            int answers = Volatile.Read(ref _answers) + random.Next(1, 4);
            Task acting = ActAsync(daemon);

            // Around an answer: before it, under way, or just behind it, when its entry may or may not be on disk.
            await Poll.UntilAsync(
                () => Volatile.Read(ref _answers) >= answers, () => $"{what}: nothing is told; the daemon said:\n{daemon.Daemon.Output}");
            if (random.Next(2) == 0)
            {
                await Task.Delay(random.Next(LongestRestMs), Cancel);
            }

            daemon.Daemon.Kill();
            await acting;
            await daemon.StartAsync();
        }

        rig.Receiver.Answer = (received, call) => TakeAsync(received, call, 200);
        await daemon.StatusWhenAsync(s => s.Webhook is { Pending: 0 }, $"{what}: every notice taken");
        StatusSnapshot status = await daemon.StatusAsync();
        daemon.Daemon.Signal(Signals.Terminate);
        Assert.Equal(0, await daemon.Daemon.ExitAsync());
        (Dictionary<long, string> queued, Dictionary<long, string> ended) = await rig.JournalAsync();
        Dictionary<long, Receiver.Received> came = rig.Checked();
        long[] numbers = [.. queued.Keys.Order()];
        Assert.Equal(Enumerable.Range(1, numbers.Length).Select(n => (long)n), numbers);
        Assert.Equal(numbers, ended.Keys.Order());
        Assert.Equal(["delivered"], ended.Values.Distinct());
        HashSet<string> taken = [.. _taken];
        Assert.All(
            numbers,
            number => Assert.True(came.TryGetValue(number, out Receiver.Received? one) && taken.Contains(one.Id), $"{what}: {number} is lost"));
        Assert.Equal(numbers.Length, came.Count);

        // First arrivals are in order: nothing overtakes.
        long[] arrivals = [.. rig.Receiver.All.Select(r => NumberOf(r.Id)).Distinct()];
        Assert.Equal(numbers, arrivals);
        Assert.Equal((0L, (long)numbers.Length), (status.Webhook!.Dropped, status.Webhook.Delivered));
        int twice = _taken.Count - taken.Count;
        string shown = $"{kills} kills, {numbers.Length} notices, {rig.Receiver.All.Length} attempts, {twice} taken twice";
        TestContext.Current.TestOutputHelper?.WriteLine(shown);
        Assert.True(numbers.Length > kills, "too little happened to prove anything: " + shown);
    }

    // Pauses and lifts until the daemon is gone; never so often that the outbox would be full.
    private static async Task ActAsync(DaemonRig daemon)
    {
        using AdminClient admin = new(daemon.AdminSocket, Poll.Patience);
        AdminResult<StatusSnapshot> status;
        bool lift = false;
        do
        {
            status = await admin.StatusAsync(CancellationToken.None);
            if (status.Value?.Webhook is { Pending: < MostPending })
            {
                await admin.PauseAsync("module/rewards", "end to end", lift, CancellationToken.None);
                lift = !lift;
            }

            await Task.Delay(15, Cancel);
        }
        while (status.Outcome != AdminOutcome.Unreachable);
    }

    private async Task AnswerAsync(Receiver.Received received, Receiver.Call call, int seed)
    {
        int turn = Interlocked.Increment(ref _answers);
        switch (new Random(unchecked((seed * 31) + turn)).Next(12))
        {
            case 0: await call.StatusAsync(500); break;
            case 1: await call.ResetAsync(); break;
            case 2:
                // Taken, and the answer comes too late: it will be sent again.
                _taken.Enqueue(received.Id);
                await call.LateAsync(1_500, 200);
                break;
            default: await TakeAsync(received, call, 204); break;
        }
    }

    private async Task TakeAsync(Receiver.Received received, Receiver.Call call, int status)
    {
        _taken.Enqueue(received.Id);
        await call.StatusAsync(status);
    }

    private static long NumberOf(string id) => long.Parse(id[(id.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture);

    private static int FromEnvironment(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
