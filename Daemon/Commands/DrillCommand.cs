using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Commands.Demo;
using Basisd.Commands.Drill;

namespace Basisd.Commands;

/// <summary><c>basisd drill</c>: an emergency as an exercise, on a node of its own that no configuration of this machine knows.</summary>
public static class DrillCommand
{
    /// <summary>The verb.</summary>
    public static Command Create() => new("drill", "exercise an emergency on a node of its own; no daemon of this machine is touched") { Dmm() };

    private static Command Dmm()
    {
        Option<bool> kill = new("--kill") { Description = "kill the node with SIGKILL between any two steps: it must go on from its journal" };
        Option<string?> keep = new("--keep")
        {
            Description = "leave the evidence in DIR, which must be empty or not exist: journal, logs, plans, approvals, keys, reports",
            HelpName = "DIR",
        };
        Option<bool> json = new("--json") { Description = "tell it as JSON, one object per line, the last of kind result" };
        Command command = new(
            "dmm",
            "a P1 from its trigger to its report, in about half a minute: DMM, the eight steps by the persons whom they fall to, the six criteria, "
            + "approvals that are wrong in each way there is, two that are right, five stages, NORMAL. Exit 0 only when all happened as it must")
        {
            kill, keep, json,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            TextWriter error = parsed.InvocationConfiguration.Error;
            string? folder = parsed.GetValue(keep);
            string problem = folder is null ? string.Empty : Prepare(folder);
            if (problem.Length > 0)
            {
                error.WriteLine($"basisd: {problem}");
                return ExitCode.Usage;
            }

            using Interrupt interrupt = new();
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(interrupt.Token, cancel);
            DemoNarrator narrator = new(parsed.InvocationConfiguration.Output, parsed.GetValue(json));
            string temporary = Directory.CreateTempSubdirectory("basisd-drill-").FullName;
            problem = await DrillAsync(temporary, folder, parsed.GetValue(kill), narrator, stop.Token).ConfigureAwait(false);
            if (problem.Length > 0 && !stop.IsCancellationRequested)
            {
                string evidence = folder ?? temporary;
                error.WriteLine($"basisd: the drill failed: {problem}\nbasisd: the evidence is in {evidence}");
                return ExitCode.No;
            }

            Directory.Delete(temporary, recursive: true);
            return problem.Length > 0 ? ExitCode.No : ExitCode.Ok;
        });
        return command.WithExamples(
            "basisd drill dmm",
            "basisd drill dmm --kill  # and the node dies between any two steps",
            "basisd drill dmm --keep drill-2026-03 --json  # evidence for the auditor, lines for a program");
    }

    private static string Prepare(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return Directory.EnumerateFileSystemEntries(folder).Any()
                ? $"--keep {folder}: the directory is not empty, and evidence is never overwritten: name another" : string.Empty;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return $"--keep {folder}: {refused.Message.TrimEnd('.')}; name a directory that you may write";
        }
    }

    private static async Task<string> DrillAsync(string temporary, string? keep, bool kills, DemoNarrator narrator, CancellationToken stop)
    {
        string folder = keep ?? Directory.CreateDirectory(Path.Combine(temporary, "evidence")).FullName;
        await using DrillWorld world = new(folder, Path.Combine(temporary, "run"), kills, narrator);
        RefusalsAct refusals = new();
        IDrillAct[] acts = [new CalmAct(), new TripAct(), new ProtocolAct(), refusals, new ResumptionAct(), new ReportAct()];
        string problem = await PlayAsync(world, acts, stop).ConfigureAwait(false);
        narrator.Act("The end");
        string ending = await world.StopAsync().ConfigureAwait(false);
        problem = problem.Length > 0 ? problem : ending;
        if (Directory.Exists(world.StateDirectory))
        {
            string journal = Verify(world);
            problem = problem.Length > 0 ? problem : journal;
        }

        problem = problem.Length > 0 || stop.IsCancellationRequested ? problem
            : DrillJournal.Problem(world.StateDirectory, world.Configuration, refusals.Submitted + 1);
        problem = problem.Length == 0 && stop.IsCancellationRequested ? "interrupted" : problem;
        string killed = kills ? $"; the node was killed {world.Kills} times and was away for {world.LongestAbsence.TotalSeconds:F2} s at most" : "";
        string result = problem.Length == 0 ? $"everything happened as it must{killed}" : problem == "interrupted" ? problem : "failed";
        narrator.Result(result, to =>
        {
            to.WriteBoolean("ok", problem.Length == 0);
            to.WriteString("problem", problem);
            to.WriteNumber("kills", world.Kills);
            to.WriteNumber("longest_absence_s", Math.Round(world.LongestAbsence.TotalSeconds, 3));
            to.WriteString("evidence", keep);
        });
        return problem;
    }

    private static async Task<string> PlayAsync(DrillWorld world, IReadOnlyList<IDrillAct> acts, CancellationToken stop)
    {
        try
        {
            foreach (IDrillAct act in acts)
            {
                world.Narrator.Act(act.Title);
                await act.PlayAsync(world, stop).ConfigureAwait(false);
            }

            return string.Empty;
        }
        catch (DemoException failed)
        {
            // Ctrl-C reaches the node too: that it ends then is no failure.
            return stop.IsCancellationRequested ? string.Empty : failed.Message;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return failed.Message;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            world.Narrator.Say("interrupted");
            return string.Empty;
        }
    }

    private static string Verify(DrillWorld world)
    {
        (int code, _) = world.RunAlone(isShown: true, "journal", "verify", world.StateDirectory);
        return code == ExitCode.Ok ? string.Empty : $"the journal does not verify, code {code}";
    }
}
