using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Engine;
using Basisd.Host.Configuration;
using Basisd.Journal;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>
/// One journal through a thousand <c>kill -9</c>: the daemon is started, an engine commits, and it dies, while it recovers or while it works. After
/// each death the whole kept log is read and every entry that an earlier look saw must be the same one, so a commit that was acknowledged in any of
/// the lives counts in all later ones. <c>make kills</c> does ten thousand; <c>BASISD_KILLS</c> and <c>BASISD_KILL_SEED</c> set count and seed.
/// </summary>
[Collection("daemon storm")]
public sealed class KillStormTests
{
    private const int DefaultKills = 1_000;
    private const int LongestStartMs = 50;
    private const int LongestWorkMs = 40;
    private const int EarlyOneIn = 4;
    private const int VerifyEvery = 25;

    private readonly NodeConfiguration _configuration =
        ConfigurationLoader.Parse("storm.json", Encoding.UTF8.GetBytes(Configurations.Storm)).Configuration!;
    private JournalWalk? _walk;
    private long _acknowledged;
    private long _sent;
    private int _confirmations;
    private int _early;
    private int _torn;

    [Fact]
    public async Task A_thousand_kills_of_one_journal_lose_nothing_that_was_acknowledged()
    {
        KillPlan plan = new("BASISD_KILLS", DefaultKills);
        int kills = plan.Count;
        Stopwatch watch = Stopwatch.StartNew();
        using DaemonRig rig = new(Configurations.Storm);
        for (int kill = 1; kill <= kills; kill++)
        {
            try
            {
                await OneLife(rig, plan.Random, isEarly: kill > 1 && plan.Random.Next(EarlyOneIn) == 0);
                Look(rig, kill % VerifyEvery == 0 || kill == kills);
            }
            catch (Exception e) when (KillPlan.IsFailure(e))
            {
                throw plan.At(kill, e);
            }
        }

        AnchorRead anchor = AnchorFile.Read(rig.State);
        string shown = string.Create(
            CultureInfo.InvariantCulture,
            $"kills: {kills} in {watch.Elapsed.TotalSeconds:F0} s, {_early} of them before the daemon was ready: {_confirmations} commits "
            + $"acknowledged, journal at entry {_walk!.Head}, "
            + $"{_torn} torn tails cut, the log was cut in front of segment {anchor.Anchor.BaseSegment}");
        TestContext.Current.TestOutputHelper?.WriteLine(shown);
        Assert.True(_confirmations > kills, "too little happened to prove anything: " + shown);

        // No life writes enough for a snapshot by itself; those before it count.
        Assert.True(JournalVerifier.Verify(rig.State).Snapshots > 0, "no snapshot: " + shown);
    }

    private async Task OneLife(DaemonRig rig, Random random, bool isEarly)
    {
        if (isEarly)
        {
            _early++;
            DaemonProcess unready = rig.Launch();
            await Task.Delay(random.Next(LongestStartMs), TestContext.Current.CancellationToken);
            Assert.False(unready.HasExited, $"the daemon did not start; it said:\n{unready.Output}");
            unready.Kill();
            return;
        }

        DaemonProcess daemon = await rig.StartAsync();
        using EngineClient client = rig.Connect();
        Assert.Equal(_walk?.Commits.Id ?? 0, client.Reply.LastCommitId);
        EngineWork work = new(client, random.Next());
        using CancellationTokenSource dead = new();
        Thread engine = new(() => work.Run(() => dead.IsCancellationRequested)) { Name = "engine" };
        engine.Start();
        if (_walk is null)
        {
            await Poll.UntilAsync(() => work.Acknowledged > 0, () => "no commit was acknowledged");
        }

        await Task.Delay(random.Next(LongestWorkMs), TestContext.Current.CancellationToken);
        daemon.Kill();
        engine.Join(Poll.Patience);
        await dead.CancelAsync();
        Assert.Null(work.Refusal);
        _torn += daemon.Output.Contains("of an uncommitted tail were cut off", StringComparison.Ordinal) ? 1 : 0;
        _confirmations += work.Confirmations;
        _acknowledged = Math.Max(_acknowledged, work.Acknowledged);
        _sent = work.Sent;
    }

    /// <summary>Reads what the dead daemon left: every entry that an earlier look saw, and every commit that any life acknowledged.</summary>
    private void Look(DaemonRig rig, bool verify)
    {
        _walk = JournalWalk.Of(rig.State, _configuration, _walk);
        long last = _walk.Commits.Id;
        Assert.True(last >= _acknowledged && last <= _sent, $"commit {_acknowledged} was acknowledged and {_sent} sent, the journal has {last}");
        Assert.True(last == 0 || _walk.Commits.Digest.SequenceEqual(EngineWork.DigestOf(last)), $"commit {last} came back with other bytes");
        if (verify)
        {
            VerifyReport report = JournalVerifier.Verify(rig.State);
            Assert.True(report.Sound, report.Message);
            Assert.Equal(_walk.Head, report.Head.Sequence);
        }
    }
}
