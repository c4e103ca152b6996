using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Commands.Demo;
using Basisd.Host.Http;
using Basisd.Safety;

namespace Basisd.Commands.Drill;

/// <summary>
/// The node of a drill, its engine, its persons and their keys; and the one who kills the node between two steps, where that is asked for. What must
/// be accepted or refused is held to its exit code and its words here, so that no act can pass over an answer.
/// </summary>
internal sealed class DrillWorld : DemoNode
{
    private static readonly TimeSpan Restart = TimeSpan.FromSeconds(60);

    private readonly bool _kills;
    private readonly Dictionary<int, string> _told = [];
    private DemoProcess? _node;
    private int _lives;

    /// <summary>Prepares a drill; nothing is started.</summary>
    /// <param name="folder">Where everything that is left behind goes; it exists and is empty.</param>
    /// <param name="run">Where sockets and the gate go.</param>
    /// <param name="kills">Whether the node is killed between any two steps.</param>
    /// <param name="narrator">Who tells it.</param>
    public DrillWorld(string folder, string run, bool kills, DemoNarrator narrator)
        : base(folder, run, narrator)
    {
        _kills = kills;
        Engine = new DrillEngine(Path.Combine(RunDirectory, "engine.sock"));
    }

    /// <summary>The engine.</summary>
    public DrillEngine Engine { get; }

    /// <summary>How often the node was killed so far.</summary>
    public int Kills { get; private set; }

    /// <summary>The longest time from a kill to a node that answers and sees its inputs.</summary>
    public TimeSpan LongestAbsence { get; private set; }

    /// <summary>The node's configuration.</summary>
    public string Configuration => FileOf("basisd.json");

    /// <summary>The public half of the key with which the node signs the heads of its journal.</summary>
    public string HeadKey => FileOf("head.pub");

    /// <summary>A file among what is left behind.</summary>
    public string FileOf(string name) => Path.Combine(Folder, name);

    /// <summary>The private key of a person.</summary>
    public string KeyOf(string person) => FileOf(person + ".pem");

    /// <summary>Makes keys and configuration, and starts node and engine.</summary>
    public async Task StartAsync(CancellationToken stop)
    {
        Directory.CreateDirectory(RunDirectory);
        string[] keys = [.. DrillConfiguration.People.Select(p => MakeKey(p.Name))];
        string head = MakeKey("head");
        await File.WriteAllTextAsync(HeadKey, $"-----BEGIN PUBLIC KEY-----\n{head}\n-----END PUBLIC KEY-----\n", stop).ConfigureAwait(false);
        await File.WriteAllTextAsync(Configuration, DrillConfiguration.Json(keys, KeyOf("head")), stop).ConfigureAwait(false);
        await LiveAsync(stop).ConfigureAwait(false);
        Engine.Start();
    }

    /// <summary>Makes the key pair of a person.</summary>
    /// <returns>The public half.</returns>
    public string MakeKey(string person)
    {
        (int code, string output) = RunAlone(isShown: false, "keygen", "--out", KeyOf(person));
        string[] parts = output.Split('"');
        return code == ExitCode.Ok && parts.Length > 3 ? parts[3] : throw new DemoException($"`basisd keygen` ends with code {code}: {output}");
    }

    /// <summary>Does something that must be accepted.</summary>
    /// <returns>What was printed.</returns>
    public string Do(params IReadOnlyList<string> words)
    {
        (int code, string output) = Run(isShown: true, words);
        return code == ExitCode.Ok ? output : throw new DemoException($"`basisd {string.Join(' ', words)}` ends with code {code}: {output.Trim()}");
    }

    /// <summary>Does something that needs no daemon and must work.</summary>
    /// <returns>What was printed.</returns>
    public string DoAlone(bool isShown, params IReadOnlyList<string> words)
    {
        (int code, string output) = RunAlone(isShown, words);
        return code == ExitCode.Ok ? output : throw new DemoException($"`basisd {string.Join(' ', words)}` ends with code {code}: {output.Trim()}");
    }

    /// <summary>Does something that must be refused, for a reason that has these words in it, and that must change nothing.</summary>
    public async Task RefusedAsync(string reason, CancellationToken stop, params IReadOnlyList<string> words)
    {
        ResumptionPlan before = await PlanAsync(stop).ConfigureAwait(false);
        (int code, string output) = Run(isShown: true, words);
        string line = string.Join(' ', words);
        if (code != ExitCode.No)
        {
            throw new DemoException($"`basisd {line}` must be refused, and ends with code {code}: {output.Trim()}");
        }

        if (!output.Contains(reason, StringComparison.Ordinal))
        {
            throw new DemoException($"`basisd {line}` must be refused because of \"{reason}\", and says: {output.Trim()}");
        }

        ResumptionPlan after = await PlanAsync(stop).ConfigureAwait(false);
        if (FactsOf(before) != FactsOf(after))
        {
            throw new DemoException($"`basisd {line}` was refused and changed something: {FactsOf(before)} became {FactsOf(after)}");
        }
    }

    /// <summary>The plan of this moment.</summary>
    public async Task<ResumptionPlan> PlanAsync(CancellationToken stop)
    {
        AdminResult<ResumptionPlan> result = await Admin.ResumePlanAsync(stop).ConfigureAwait(false);
        return result.Value ?? throw new DemoException($"the node gives no plan: {result.Error}");
    }

    /// <summary>Waits until the plan is as wanted.</summary>
    public async Task<ResumptionPlan> PlanAsync(string what, TimeSpan deadline, Func<ResumptionPlan, bool> condition, CancellationToken stop)
    {
        ResumptionPlan? plan = null;
        await UntilAsync(
            what, deadline, StatusMs, async () => condition(plan = await PlanAsync(stop).ConfigureAwait(false)),
            () => string.Join("; ", plan!.Criteria.SelectMany(c => c.Missing.Select(Short))), stop).ConfigureAwait(false);
        return plan!;
    }

    /// <summary>Tells which criteria stand otherwise than when it was told last.</summary>
    public async Task TellCriteriaAsync(CancellationToken stop)
    {
        foreach (CriterionStatus criterion in (await PlanAsync(stop).ConfigureAwait(false)).Criteria)
        {
            string missing = string.Join("; ", criterion.Missing.Select(Short));
            string now = criterion.Met ? "met" : $"{(criterion.ByApproval ? "to sign" : "missing")}: {missing}";
            if (!_told.TryGetValue(criterion.Number, out string? before) || before != now)
            {
                _told[criterion.Number] = now;
                Narrator.Say($"criterion {criterion.Number}, {criterion.Name}: {now}");
            }
        }
    }

    /// <summary>A step is done. Where the drill kills, the node dies by SIGKILL here, and must go on from its journal.</summary>
    public async Task StepDoneAsync(CancellationToken stop)
    {
        if (Engine.Problem.Length > 0)
        {
            throw new DemoException(Engine.Problem);
        }

        if (!_kills)
        {
            return;
        }

        (string Mode, string Facts, int Steps) before = await SeenAsync(stop).ConfigureAwait(false);
        Stopwatch absence = Stopwatch.StartNew();
        DemoProcess dead = _node!;
        Forget(dead);
        dead.Kill();
        dead.Dispose();
        Kills++;
        await LiveAsync(stop).ConfigureAwait(false);
        await StatusAsync("the node sees its inputs again", Restart, SeesInputs, stop).ConfigureAwait(false);
        LongestAbsence = absence.Elapsed > LongestAbsence ? absence.Elapsed : LongestAbsence;
        (string Mode, string Facts, int Steps) after = await SeenAsync(stop).ConfigureAwait(false);
        if (before.Mode == ModeText.Of(Mode.Dmm) && before != after)
        {
            throw new DemoException($"after SIGKILL the node is not where it was: {before} became {after}");
        }

        Narrator.Say($"SIGKILL {Kills}: the node goes on from its journal after {absence.Elapsed.TotalSeconds:F2} s: {after.Mode}");
    }

    /// <summary>Whether the node is up, an engine is there, and nothing that it needs is missing.</summary>
    public static bool SeesInputs(StatusSnapshot status) =>
        status.State == "ready" && status.EngineSessions.Count > 0 && status.Scopes.All(s => s.AwaitingInputs.Count == 0);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        Engine.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    // Without how to mend it: the next lines do that.
    private static string Short(string reason) => reason.Split(" (")[0];

    private static string FactsOf(ResumptionPlan plan) =>
        $"{plan.PlatformMode}, incident {plan.Incident}, epoch {plan.DmmEpoch}, {plan.Causes.Count} causes, root cause {plan.RootCause}, "
        + $"state {plan.StateHash}";

    private async Task<(string Mode, string Facts, int Steps)> SeenAsync(CancellationToken stop)
    {
        ResumptionPlan plan = await PlanAsync(stop).ConfigureAwait(false);
        StatusSnapshot status = await StatusAsync(stop).ConfigureAwait(false);
        int steps = status.Incidents.Count > 0 ? status.Incidents[0].Steps.Count(s => s.State == "done") : 0;
        return (plan.PlatformMode, FactsOf(plan), steps);
    }

    private async Task LiveAsync(CancellationToken stop)
    {
        _lives++;
        _node = Start(
            $"node-{_lives}",
            [
                "run", "--config", Configuration, "--state-dir", StateDirectory, "--run-dir", RunDirectory, "--listen", "127.0.0.1:0",
            ]);
        await WhenSaidAsync(_node, "ready: engine on ", stop).ConfigureAwait(false);
        SeeGate();
    }
}
