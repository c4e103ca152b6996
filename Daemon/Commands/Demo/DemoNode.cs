using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Gate;
using Basisd.Host.Http;
using Basisd.Safety;

namespace Basisd.Commands.Demo;

/// <summary>
/// A node that is shown to people, with whatever processes belong to it: ways to start, to look, to wait and to stop. What is waited for has a
/// deadline and says meanwhile what is seen; a process that ends on its own fails the show at once.
/// </summary>
internal abstract class DemoNode : IAsyncDisposable
{
    /// <summary>Between two looks at the status, ms.</summary>
    protected const int StatusMs = 50;

    private const int LookMs = 5;

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(5);

    private readonly List<DemoProcess> _processes = [];
    private readonly GateReader _gate;

    /// <summary>Prepares a node in a folder; nothing is started.</summary>
    /// <param name="folder">Where state and logs go.</param>
    /// <param name="run">Where sockets and the gate go: its path must be short.</param>
    /// <param name="narrator">Who tells it.</param>
    protected DemoNode(string folder, string run, DemoNarrator narrator)
    {
        Folder = Path.GetFullPath(folder);
        RunDirectory = Path.GetFullPath(run);
        Narrator = narrator;
        Admin = new AdminClient(Path.Combine(RunDirectory, "admin.sock"), CallPatience);
        _gate = GateReader.Attach(Path.Combine(RunDirectory, "gate"));
    }

    /// <summary>Who tells it.</summary>
    public DemoNarrator Narrator { get; }

    /// <summary>State, logs and what else is left behind.</summary>
    public string Folder { get; }

    /// <summary>Sockets and the gate.</summary>
    public string RunDirectory { get; }

    /// <summary>Journal and snapshots.</summary>
    public string StateDirectory => Path.Combine(Folder, "state");

    /// <summary>Patience for one call.</summary>
    protected static TimeSpan CallPatience => TimeSpan.FromSeconds(5);

    /// <summary>The node's admin socket.</summary>
    protected AdminClient Admin { get; }

    /// <summary>Runs a verb and shows what it prints.</summary>
    /// <returns>Its exit code and its output.</returns>
    public (int Code, string Output) Run(bool isShown, params IReadOnlyList<string> words) => Run(isShown, isAtNode: true, words);

    /// <summary>Runs a verb that needs no daemon, or finds the journal itself, and shows what it prints.</summary>
    /// <returns>Its exit code and its output.</returns>
    public (int Code, string Output) RunAlone(bool isShown, params IReadOnlyList<string> words) => Run(isShown, isAtNode: false, words);

    private (int Code, string Output) Run(bool isShown, bool isAtNode, IReadOnlyList<string> words)
    {
        using StringWriter output = new();
        int code = CommandLine.Run([.. words, .. isAtNode ? (string[])["--run-dir", RunDirectory] : []], output, output);
        string text = output.ToString();
        if (isShown)
        {
            // Files by their names: all of them are in the one folder.
            string verb = string.Join(' ', words.Select(w => w.Contains(' ', StringComparison.Ordinal) ? $"\"{w}\"" : w));
            Narrator.Show(Short(verb), Short(text));
        }

        return (code, text);
    }

    /// <summary>What the node says of itself.</summary>
    public async Task<StatusSnapshot> StatusAsync(CancellationToken stop)
    {
        AdminResult<StatusSnapshot> result = await Admin.StatusAsync(stop).ConfigureAwait(false);
        return result.Value ?? throw new DemoException($"the node does not answer: {result.Error}");
    }

    /// <summary>What every trigger measures now.</summary>
    public async Task<IReadOnlyList<TriggerReadingView>> ReadingsAsync(CancellationToken stop)
    {
        AdminResult<TriggersReply> result = await Admin.TriggersAsync(stop).ConfigureAwait(false);
        return result.Value?.Readings ?? throw new DemoException($"the node does not answer: {result.Error}");
    }

    /// <summary>Mode and stage of a scope, as the gate shows them.</summary>
    public (Mode Mode, int Stage) ModeOf(string scope)
    {
        GateCell cell = _gate.Cell(_gate.IndexOf(scope));
        return ((Mode)cell.Mode, cell.Stage);
    }

    /// <summary>Waits until a scope is in a mode, seen at the gate as the engine sees it.</summary>
    public Task ModeAsync(string scope, Mode mode, TimeSpan deadline, CancellationToken stop) => UntilAsync(
        $"{scope} is {ModeText.Of(mode)}", deadline, LookMs, () => Task.FromResult(ModeOf(scope).Mode == mode),
        () => $"it is {ModeText.Of(ModeOf(scope).Mode, ModeOf(scope).Stage)}", stop);

    /// <summary>Waits until the node's status is as wanted.</summary>
    public async Task<StatusSnapshot> StatusAsync(string what, TimeSpan deadline, Func<StatusSnapshot, bool> condition, CancellationToken stop)
    {
        StatusSnapshot? status = null;
        await UntilAsync(
            what, deadline, StatusMs, async () => condition(status = await StatusAsync(stop).ConfigureAwait(false)), () => Described(status),
            stop).ConfigureAwait(false);
        return status!;
    }

    /// <summary>Waits until the node's status names what closed a scope.</summary>
    public async Task<CauseStatusView> CauseAsync(string trigger, string scope, TimeSpan deadline, CancellationToken stop)
    {
        bool IsIt(CauseStatusView cause) => cause.Trigger == trigger && cause.Scope == scope;
        StatusSnapshot status = await StatusAsync("the cause is named", deadline, s => s.Causes.Any(IsIt), stop).ConfigureAwait(false);
        return status.Causes.First(IsIt);
    }

    /// <summary>Waits for a condition.</summary>
    /// <exception cref="DemoException">It does not hold in time, or a process has ended.</exception>
    public async Task UntilAsync(
        string what, TimeSpan deadline, int pauseMs, Func<Task<bool>> condition, Func<string> seen, CancellationToken stop)
    {
        long end = Environment.TickCount64 + (long)deadline.TotalMilliseconds;
        long tell = Environment.TickCount64 + (long)TellEvery.TotalMilliseconds;
        while (!await condition().ConfigureAwait(false))
        {
            stop.ThrowIfCancellationRequested();
            foreach (DemoProcess process in _processes.Where(p => p.HasEnded))
            {
                throw new DemoException($"{process.Name} has ended while waiting until {what}; it said:\n{process.Tail}");
            }

            if (Environment.TickCount64 > end)
            {
                throw new DemoException($"not within {deadline.TotalSeconds:F0} s: {what}; {seen()}");
            }

            if (Environment.TickCount64 > tell)
            {
                tell = Environment.TickCount64 + (long)TellEvery.TotalMilliseconds;
                Narrator.Say($"… waiting until {what}; {seen()}");
            }

            await Task.Delay(pauseMs, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Stops everything that was started, the engine first, the node before the venues that it asks.</summary>
    /// <returns>What did not end as it should; empty when all did.</returns>
    public async Task<string> StopAsync()
    {
        StringBuilder problems = new();
        foreach (DemoProcess process in Enumerable.Reverse(_processes))
        {
            int code = await process.StopAsync().ConfigureAwait(false);
            if (code != ExitCode.Ok)
            {
                problems.Append($"{process.Name} ended with code {code}; see {process.LogPath}\n");
            }

            process.Dispose();
        }

        _processes.Clear();
        return problems.ToString().TrimEnd();
    }

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        foreach (DemoProcess process in _processes)
        {
            process.Dispose();
        }

        _processes.Clear();
        _gate.Dispose();
        Admin.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Maps the gate of a node that has just started.</summary>
    protected void SeeGate() => _gate.Reattach();

    /// <summary>Lets go of a process that is about to be killed: its end is no surprise.</summary>
    protected void Forget(DemoProcess process) => _processes.Remove(process);

    /// <summary>Starts a process of the show.</summary>
    protected DemoProcess Start(string name, IEnumerable<string> arguments)
    {
        DemoProcess process = DemoProcess.Start(name, Path.Combine(Folder, name + ".log"), arguments);
        _processes.Add(process);
        return process;
    }

    /// <summary>Waits until a process says something.</summary>
    /// <returns>What it says behind that.</returns>
    protected async Task<string> WhenSaidAsync(DemoProcess process, string mark, CancellationToken stop)
    {
        await UntilAsync(
            $"{process.Name} says \"{mark.Trim()}\"", StartPatience, StatusMs, () => Task.FromResult(process.After(mark) is not null),
            () => $"it said:\n{process.Tail}", stop).ConfigureAwait(false);
        return process.After(mark)!;
    }

    private string Short(string text) => text.Replace(Folder + "/", string.Empty, StringComparison.Ordinal);

    private static string Described(StatusSnapshot? status) => status is null
        ? "the node never answered"
        : $"scopes not NORMAL: {string.Join(", ", status.Scopes.Where(s => s.Mode != "NORMAL").Select(s => $"{s.Name} {s.Mode}"))}; causes: "
            + string.Join(", ", status.Causes.Select(c => $"{c.Trigger} on {c.Scope} ({c.Status}, {c.MeasuredText})"));
}
