using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using Basisd.Engine;
using Basisd.Host.Bench;

namespace Basisd.Commands;

/// <summary>
/// <c>basisd bench</c>: the figures of SPEC 15 on this machine. It ends with 0 whether budgets are met or not: a figure is no test.
/// </summary>
public static class BenchCommand
{
    private const string DefaultStateDirectory = "/var/lib/basisd";

    private static readonly (string Name, string Help, Func<BenchOptions, BenchSection> Run)[] s_sections =
    [
        ("gate", "cost of one check of the permission gate, against the loads it is made of", GateBench.Run),
        ("reaction", "from an observation to the closed gate at 100 000 observations/s, against half a pipe round trip", ReactionBench.Run),
        ("ingest", "observations per second through socket and core, against the bare socket", IngestBench.Run),
        ("journal", "group commits against write and fdatasync of the same bytes; snapshots, verify, recovery, heap per commit", JournalBench.Run),
        ("probes", "from the first failing call of a venue to its degradation and its closed gate, for every kind of fault", ProbeBench.Run),
    ];

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Option<bool> json = CommonOptions.Json();
        Option<int> seconds = new("--seconds")
        {
            Description = $"time per section, 1 to {BenchOptions.MaxSeconds}; longer runs have truer tails",
            HelpName = "N",
            DefaultValueFactory = _ => BenchOptions.DefaultSeconds,
        };
        seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > BenchOptions.MaxSeconds)
            {
                result.AddError($"--seconds takes 1 to {BenchOptions.MaxSeconds}");
            }
        });
        Option<string?> directory = new("--dir")
        {
            Description = $"directory on the file system whose journal is measured (default: where {DefaultStateDirectory} lies)",
            HelpName = "DIR",
        };
        Command bench = new("bench", "measure this machine: each figure beside its floor of the same run and its budget");
        foreach ((string name, string help, Func<BenchOptions, BenchSection> run) in s_sections)
        {
            bench.Subcommands.Add(Section(name, help, [run], json, seconds, directory));
        }

        bench.Subcommands.Add(Section("all", "all of them, one after another", Array.ConvertAll(s_sections, s => s.Run), json, seconds, directory));
        bench.Subcommands.Add(PipeChild());
        bench.Subcommands.Add(SinkChild());
        return bench;
    }

    private static Command Section(
        string name, string help, Func<BenchOptions, BenchSection>[] sections, Option<bool> json, Option<int> seconds, Option<string?> directory)
    {
        Command command = new(name, help) { json, seconds, directory };
        command.SetAction(parsed =>
        {
            try
            {
                string? given = parsed.GetValue(directory);
                BenchOptions options = new()
                {
                    Seconds = parsed.GetValue(seconds),
                    Directory = given is null ? BenchFolder.NearStateDirectory(DefaultStateDirectory) : Path.GetFullPath(given),
                    Executable = Environment.ProcessPath ?? "basisd",
                    Progress = Console.IsErrorRedirected ? static _ => { }
                    : static text => Console.Error.WriteLine($"basisd: measuring {text} …"),
                };
                Measure(options, sections, parsed.GetValue(json));
                return ExitCode.Ok;
            }
            catch (Exception e) when (e is BenchException or EngineClientException)
            {
                Console.Error.WriteLine($"basisd: {e.Message}");
                return ExitCode.No;
            }
        });
        return command;
    }

    private static void Measure(BenchOptions options, Func<BenchOptions, BenchSection>[] sections, bool asJson)
    {
        BenchMachine machine = BenchMachine.Read();
        List<BenchSection> done = [];
        if (!asJson)
        {
            BenchReport.Write(Console.Out, machine);
        }

        foreach (Func<BenchOptions, BenchSection> section in sections)
        {
            BenchLoad before = BenchLoad.Read();
            BenchSection measured = section(options);
            measured = measured with { Notes = [.. measured.Notes, BenchLoad.Read().Since(before)] };
            done.Add(measured);
            if (!asJson)
            {
                BenchReport.Write(Console.Out, measured);
            }
        }

        if (asJson)
        {
            using Stream output = Console.OpenStandardOutput();
            BenchReport.WriteJson(output, machine, done);
            output.WriteByte((byte)'\n');
        }
    }

    private static Command PipeChild()
    {
        Argument<int> read = new("read");
        Argument<int> write = new("write");
        Command command = new("pipe-child", "the other end of the pipe floor") { read, write };
        command.Hidden = true;
        command.SetAction(parsed => BenchChild.Echo(parsed.GetValue(read), parsed.GetValue(write)));
        return command;
    }

    private static Command SinkChild()
    {
        Argument<string> path = new("path");
        Command command = new("sink-child", "the other end of the socket floor") { path };
        command.Hidden = true;
        command.SetAction(parsed => BenchChild.Sink(parsed.GetRequiredValue(path)));
        return command;
    }
}
