using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Basisd.Sims.Cluster;
using Basisd.Tests.Host;
using Xunit;

namespace Basisd.Tests.Cluster;

/// <summary>
/// The right to act, searched whole by spin (<c>Model/ownership.pml</c>): epoch, renewal, deadline and gate, with pauses, slow clocks, late calls and
/// lost answers. <c>BASISD_MODEL_LAST</c> lets the key change more often, for a deeper search (4: minutes). And the core is held against it: every
/// outward change of a node in runs of the simulator is one that the model knows, or two of them at once.
/// </summary>
public sealed partial class OwnershipModelTests
{
    private const int TracedSeeds = 60;

    /// <summary>What may happen beside renewals and claims, searched one at a time.</summary>
    private static readonly string[] Besides = ["", "-DLETTING_GO=true", "-DDEATH=true", "-DFAILSAFE=true"];

    /// <summary>
    /// Searches whose changes runs are held against: small ones, but of everything at once. Who dies while it lets go, and who dies when it has.
    /// </summary>
    private static readonly string[] Told =
    [
        "-DLETTING_GO=true -DLAST=3", "-DDEATH=true -DLAST=3", "-DLETTING_GO=true -DDEATH=true -DLAST=2", "-DBEGUN_RELEASED -DDEATH=true -DLAST=2",
    ];

    private static readonly Lazy<Task<HashSet<(int From, int To)>>> Known = new(KnownAsync);

    public static TheoryData<string> All => new(Besides);

    /// <summary>Guards whose absence lets a node do what no node of the model does.</summary>
    public static TheoryData<string> Seen => new("WaitsForSilence", "ReleasesStopped", "StartLeavesGate");

    [Theory]
    [MemberData(nameof(All))]
    public async Task TwoNodesNeverActAtOnce(string besides)
    {
        (int errors, long states, string said) = await SearchAsync(besides);
        Assert.True(errors == 0, said);

        // A search that saw next to nothing proves nothing.
        Assert.True(states > 100_000, said);
    }

    [Theory]
    [InlineData("NO_RATE_MARGIN", "")]
    [InlineData("NO_STOP_BOUND", "")]
    [InlineData("NO_SEND_TIME", "")]
    [InlineData("NO_UNKNOWN", "")]
    [InlineData("NO_SWAP", "")]
    [InlineData("NO_SETTLING", "-DLETTING_GO=true")]
    [InlineData("NO_SETTLING", "-DDEATH=true")]
    [InlineData("NO_SETTLING", "-DFAILSAFE=true")]
    [InlineData("NO_PROMISE", "-DFAILSAFE=true")]
    public async Task WithoutAGuardTheyDo(string guard, string besides)
    {
        (int errors, _, string said) = await SearchAsync($"-D{guard} {besides}");
        Assert.True(errors > 0, $"the search does not miss {guard}: {said}");
        Assert.Contains("assertion violated", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatANodeOfTheSimulatorDoesTheModelKnows()
    {
        HashSet<(int From, int To)> known = await Known.Value;
        SimTrace trace = Trace(SimFlaw.None);

        // A trace that shows next to nothing proves nothing.
        Assert.InRange(trace.Steps.Count, 60, int.MaxValue);
        string[] unknown = [.. Unknown(trace, known)];
        Assert.True(unknown.Length == 0, $"{unknown.Length} of {trace.Steps.Count} changes are not the model's:\n{string.Join('\n', unknown)}");
    }

    [Theory]
    [MemberData(nameof(Seen))]
    public async Task WhatANodeWithoutAGuardDoesTheModelDoesNotKnow(string guard)
    {
        HashSet<(int From, int To)> known = await Known.Value;
        Assert.True(SimFlaw.TryParse(guard, out SimFlaw flaw), guard);
        Assert.NotEmpty(Unknown(Trace(flaw), known));
    }

    private static SimTrace Trace(SimFlaw flaw)
    {
        SimTrace trace = new();
        for (ulong seed = 1; seed <= TracedSeeds; seed++)
        {
            trace.Begin();
            new SimWorld(SimPlan.Draw(seed, seed % 2 == 1 ? 3 : 5), flaw, null) { Trace = trace }.Run();
        }

        return trace;
    }

    private static IEnumerable<string> Unknown(SimTrace trace, HashSet<(int From, int To)> known) =>
        from step in trace.Steps
        where !known.Contains(step.Key)
        orderby step.Key
        select $"{step.Key} {SimTrace.Words(step.Key.From)} -> {SimTrace.Words(step.Key.To)}: {step.Value}";

    /// <summary>The model's changes, and two of them one right after the other: a node learns two things by one answer.</summary>
    private static async Task<HashSet<(int From, int To)>> KnownAsync()
    {
        HashSet<(int From, int To)> single = [];
        foreach (string told in Told)
        {
            (int errors, _, string said) = await SearchAsync($"-DTRACES {told}");
            Assert.True(errors == 0, said);
            foreach (Match step in Stepped().Matches(said))
            {
                single.Add((int.Parse(step.Groups[1].ValueSpan), int.Parse(step.Groups[2].ValueSpan)));
            }
        }

        Assert.InRange(single.Count, 100, int.MaxValue);
        ILookup<int, int> next = single.ToLookup(s => s.From, s => s.To);
        return [.. single, .. from first in single from second in next[first.To] select (first.From, second)];
    }

    [GeneratedRegex(@"^step (\d+) (\d+)$", RegexOptions.Multiline)]
    private static partial Regex Stepped();

    [GeneratedRegex(@"errors: (\d+)\s+(\d+) states, stored")]
    private static partial Regex Found();

    private static async Task<(int Errors, long States, string Said)> SearchAsync(string defines)
    {
        string model = Repository.File("Daemon.Tests/Cluster/Model/ownership.pml");
        string last = Environment.GetEnvironmentVariable("BASISD_MODEL_LAST") ?? "3";
        DirectoryInfo directory = Directory.CreateTempSubdirectory("basisd-model-");
        try
        {
            string[] limit = defines.Contains("-DLAST", StringComparison.Ordinal) ? [] : [$"-DLAST={last}"];
            string[] given = [.. limit, .. defines.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
            string made = await RunAsync("sh", "-c", $"cd {directory.FullName} && spin -a {string.Join(' ', given)} {model}");
            Assert.True(File.Exists(Path.Combine(directory.FullName, "pan.c")), made);
            // States here are smaller than what compressing them takes; one process has no order to reduce. Nice: others have deadlines.
            made = await RunAsync("sh", "-c", $"cd {directory.FullName} && nice -n 19 gcc -w -O1 -DSAFETY -DNOREDUCE -o pan pan.c");
            Assert.True(made.Length == 0, made);
            string said = await RunAsync("sh", "-c", $"cd {directory.FullName} && nice -n 19 ./pan -m2000000 -w24 -n");
            Assert.DoesNotContain("max search depth too small", said, StringComparison.Ordinal);
            Match found = Found().Match(said);
            Assert.True(found.Success, said);
            return (int.Parse(found.Groups[1].ValueSpan), long.Parse(found.Groups[2].ValueSpan), said);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<string> RunAsync(string name, params string[] arguments) => (await Tool.RunAsync(name, null, arguments)).Output;
}
