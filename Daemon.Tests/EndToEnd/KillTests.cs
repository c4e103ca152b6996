using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Engine;
using Basisd.Gate;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Journal;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>
/// <c>kill -9</c> at random moments while an engine commits, triggers trip and clear, and operators pause and lift. Count and seed come from
/// the environment: <c>BASISD_GATE_KILLS</c>, <c>BASISD_KILL_SEED</c>.
/// </summary>
[Collection("daemon killed")]
public sealed class KillTests
{
    private const int DefaultKills = 200;
    private const int KillsPerJournal = 25;
    private const int LongestLifeMs = 250;
    private static readonly string[] s_pausable = ["module/rewards", "module/lending", "asset/BTC", "route/BTC@alpha"];

    private readonly NodeConfiguration _configuration =
        ConfigurationLoader.Parse("fast.json", Encoding.UTF8.GetBytes(Configurations.Fast)).Configuration!;
    private int _kills;
    private int _loosenings;
    private int _confirmations;
    private int _acts;
    private int _shownOnly;
    private long _transitions;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_that_was_acknowledged_or_shown_is_lost_by_kill_9()
    {
        KillPlan plan = new("BASISD_GATE_KILLS", DefaultKills);
        int kills = plan.Count;
        Stopwatch watch = Stopwatch.StartNew();
        try
        {
            while (_kills < kills)
            {
                await OneJournal(plan.Random, Math.Min(KillsPerJournal, kills - _kills));
            }
        }
        catch (Exception e) when (KillPlan.IsFailure(e))
        {
            throw plan.At(_kills + 1, e);
        }

        string shown = $"{_kills} kills in {watch.Elapsed.TotalSeconds:F0} s: {_confirmations} commits acknowledged, {_loosenings} loosenings seen, "
            + $"{_transitions} transitions, {_acts} acts of operators, "
            + $"{_shownOnly} scopes closed on the page alone";
        TestContext.Current.TestOutputHelper?.WriteLine(shown);
        Assert.True(_confirmations > kills && _loosenings > kills && _transitions > kills, "too little happened to prove anything: " + shown);
    }

    private async Task OneJournal(Random random, int kills)
    {
        using DaemonRig rig = new(Configurations.Fast);
        Life before = new([], 0, 0);
        long transitions = 0;
        for (int kill = 0; kill < kills; kill++)
        {
            bool halts = kill == kills - 2;
            Life after = await OneLife(rig, random, before, halts);
            JournalWalk walk = JournalWalk.Of(rig.State, _configuration, before.Walk);
            AssertResumed(before, after, walk);
            AssertNothingLost(after, walk);
            before = after with { Walk = walk };
            transitions = walk.Transitions;
            _kills++;
        }

        VerifyReport report = JournalVerifier.Verify(rig.State);
        Assert.True(report.Sound, report.Message);
        _transitions += transitions;

        // The last word: one clean life more.
        await rig.StartAsync();
        rig.Daemon.Signal(Signals.Terminate);
        Assert.Equal(0, await rig.Daemon.ExitAsync());
        Assert.True(JournalVerifier.Verify(rig.State).Sound);
    }

    private async Task<Life> OneLife(DaemonRig rig, Random random, Life before, bool halts)
    {
        await rig.StartAsync();
        using GateWatcher watcher = new(rig.Gate);
        using EngineClient client = rig.Connect();
        long last = client.Reply.LastCommitId;
        Assert.True(last >= before.Acknowledged, $"commit {before.Acknowledged} was acknowledged, {last} came back");
        Assert.Equal(before.Walk?.Commits.Id ?? 0, last);
        EngineWork work = new(client, random.Next());
        int life = random.Next(1, LongestLifeMs);
        int actSeed = random.Next();
        using CancellationTokenSource dead = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Thread engine = new(() => work.Run(() => dead.IsCancellationRequested)) { Name = "engine" };
        engine.Start();
        Task<long> acts = Task.Run(() => Acts(rig, actSeed, halts, dead.Token), Cancel);
        await Task.Delay(life, Cancel);
        rig.Daemon.Kill();
        engine.Join(Poll.Patience);
        await dead.CancelAsync();
        long acknowledgedAct = await acts;
        watcher.Finish();
        Assert.Null(work.Refusal);
        _confirmations += work.Confirmations;
        _loosenings += watcher.Loosened.Count;
        return new Life(watcher.Last, work.Acknowledged, acknowledgedAct) { First = watcher.First, Seen = watcher.Loosened, Sent = work.Sent };
    }

    /// <summary>Pauses and lifts until the daemon is gone.</summary>
    /// <returns>Journal sequence of the last act that was acknowledged.</returns>
    private async Task<long> Acts(DaemonRig rig, int seed, bool halts, CancellationToken dead)
    {
        Random random = new(seed);
        using AdminClient admin = new(rig.AdminSocket, Poll.Patience);
        bool[] paused = new bool[s_pausable.Length];
        long last = 0;
        AdminResult<OperatorReply> result;
        do
        {
            int which = random.Next(s_pausable.Length);
            bool halt = halts && random.Next(10) == 0;
            result = halt
                ? await admin.HaltAsync("end to end", CancellationToken.None)
                : await admin.PauseAsync(s_pausable[which], "end to end", paused[which], CancellationToken.None);
            if (result.Outcome is AdminOutcome.Ok or AdminOutcome.Refused && !halt)
            {
                // Refused: an earlier life had paused it, or it was not paused.
                paused[which] = !paused[which];
            }

            if (result.Outcome == AdminOutcome.Ok)
            {
                last = result.Value!.Sequence;
                Interlocked.Increment(ref _acts);
            }
        }
        while (result.Outcome != AdminOutcome.Unreachable && !dead.IsCancellationRequested);
        return last;
    }

    private void AssertNothingLost(Life life, JournalWalk walk)
    {
        List<string> problems = walk.Unpermitted(life.Seen);
        if (walk.Commits.Id < life.Acknowledged || walk.Commits.Id > life.Sent)
        {
            problems.Add($"commit {life.Acknowledged} was acknowledged and {life.Sent} sent, the journal has {walk.Commits.Id}");
        }

        if (walk.Commits.Id > 0 && !walk.Commits.Digest.SequenceEqual(EngineWork.DigestOf(walk.Commits.Id)))
        {
            problems.Add($"commit {walk.Commits.Id} came back with other bytes");
        }

        if ((long)walk.Head < life.ActSequence)
        {
            problems.Add($"an operator was told of entry {life.ActSequence}, the journal ends at {walk.Head}");
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    /// <summary>
    /// The modes that the gate showed first after a restart are those that held before the kill: what the journal says, and what the last page
    /// showed. Lower ones must have an entry: of the new life, or one that was durable and not shown yet.
    /// </summary>
    private void AssertResumed(Life before, Life after, JournalWalk walk)
    {
        for (int scope = 0; scope < after.First.Count; scope++)
        {
            Mode now = (Mode)after.First[scope].Mode;
            Mode shown = Mode.Normal;
            if (scope < before.Page.Count && before.Walk!.LastMoved[scope] <= before.Page[scope].Sequence)
            {
                shown = (Mode)before.Page[scope].Mode;
                _shownOnly += shown > before.Walk.Modes[scope] ? 1 : 0;
            }

            Mode journaled = before.Walk?.Modes[scope] ?? Mode.Normal;
            Mode least = shown > journaled ? shown : journaled;
            Assert.True(
                now >= least || (walk.Reached(scope, now) && (least == journaled || walk.Reached(scope, least))),
                $"{after.First[scope].Name} was {journaled} in the journal and {shown} on the gate when the daemon was killed, it is {now} now");
        }
    }

    /// <summary>What one life of the daemon left.</summary>
    private sealed record Life(IReadOnlyList<GateCell> Page, long Acknowledged, long ActSequence)
    {
        public IReadOnlyList<(int Scope, ulong Word)> Seen { get; init; } = [];

        public long Sent { get; init; }

        /// <summary>The page when the life began.</summary>
        public IReadOnlyList<GateCell> First { get; init; } = [];

        public JournalWalk? Walk { get; init; }
    }
}
