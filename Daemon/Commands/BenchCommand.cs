using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Basisd.Engine;
using Basisd.Host.Bench;
using Basisd.Host.Configuration;
using Basisd.Host.Loop;

namespace Basisd.Commands;

/// <summary>
/// <c>basisd bench</c>: the figures of SPEC 15 on this machine. It ends with 0 whether budgets are met or not: a figure is no test.
/// </summary>
public static class BenchCommand
{
    private const string DefaultStateDirectory = "/var/lib/basisd";

    private static readonly (string Name, string Help, Func<BenchOptions, BenchSection> Run)[] s_sections =
    [
        ("floors", "what the machine does by itself: memory, clocks, messages, disk", FloorBench.Run),
        ("gate", "cost of one check of the permission gate, against the loads it is made of", GateBench.Run),
        ("reaction", "from an observation to the closed gate at 100 000 observations/s, against half a pipe round trip", ReactionBench.Run),
        ("ring", "the same over a ring in shared memory, spinning and sleeping", RingBench.Run),
        ("snapshot-reaction", "the same while a snapshot of 100 MB is written", SnapshotReactionBench.Run),
        ("ingest", "observations per second through socket and core, against the bare socket", IngestBench.Run),
        ("journal", "group commits against write and fdatasync of the same bytes; snapshots, verify, recovery, heap per commit", JournalBench.Run),
        ("probes", "from the first failing call of a venue to its degradation and its closed gate, for every kind of fault", ProbeBench.Run),
        ("start", "from the start of the process to READY with a state of 10 MB; resident memory", StartBench.Run),
    ];

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        BenchOptionSet options = new(DefaultStateDirectory);
        Command bench = new("bench", "measure this machine: each figure beside its floor of the same run and its budget");
        foreach ((string name, string help, Func<BenchOptions, BenchSection> run) in s_sections)
        {
            bench.Subcommands.Add(Section(name, help, [run], options));
        }

        bench.Subcommands.Add(Section("all", "all of them, one after another", Array.ConvertAll(s_sections, s => s.Run), options).WithExamples(
            "basisd bench all                                            # a table, figure by figure",
            "basisd bench all --json > today.json                        # the same with every sample's class, for later",
            "basisd bench all --compare today.json                       # what became slower since then",
            "basisd bench all --runs 10 --document docs/performance.md   # what `make performance` does"));
        bench.Subcommands.Add(Soak(options));
        bench.Subcommands.Add(Pool(options));
        bench.Subcommands.Add(PipeChild());
        bench.Subcommands.Add(SinkChild());
        bench.Subcommands.Add(SpinChild());
        bench.Subcommands.Add(NodeChild());
        bench.Subcommands.Add(WorkChild());
        return bench;
    }

    private static Command Section(string name, string help, Func<BenchOptions, BenchSection>[] sections, BenchOptionSet options)
    {
        Command command = options.AddTo(new Command(name, help), measures: true);
        command.SetAction(parsed => Guarded(() =>
        {
            BenchResult? before = options.Before(parsed);
            bool asJson = options.IsJson(parsed);
            BenchOptions how = options.Of(parsed, Environment.ProcessPath ?? "basisd");
            List<BenchResult> runs = [];
            int count = options.RunsOf(parsed);
            for (int run = 0; run < count; run++)
            {
                runs.Add(Measure(how, sections, isTold: !asJson && count == 1));
            }

            options.Publish(parsed, BenchResult.Pool(runs), before, isTold: count == 1);
        }));
        return command;
    }

    /// <summary>Not among all: it takes as long as one gives it, and its answer is yes or no.</summary>
    private static Command Soak(BenchOptionSet options)
    {
        Command command = options.AddTo(
            new Command("soak", "100 000 observations/s with a fault every second: does anything grow? exit 1 if so"), measures: true);
        command.SetAction(parsed =>
        {
            bool kept = false;
            int code = Guarded(() =>
            {
                BenchResult? before = options.Before(parsed);
                BenchResult result = Measure(options.Of(parsed, Environment.ProcessPath ?? "basisd"), [SoakBench.Run], !options.IsJson(parsed));
                options.Publish(parsed, result, before, isTold: true);
                kept = result.Sections[0].Figures.All(f => f.Budgets.All(b => b.IsMet));
            });
            return code != ExitCode.Ok || kept ? code : ExitCode.No;
        });
        return command.WithExamples("basisd bench soak --seconds 3600   # what `make soak` does");
    }

    private static Command Pool(BenchOptionSet options)
    {
        Argument<string[]> files = new("FILES") { Description = "what `basisd bench all --json` printed", Arity = ArgumentArity.OneOrMore };
        Command command = options.AddTo(new Command("pool", "read the JSON of several runs and show them as one"), measures: false);
        command.Arguments.Add(files);
        command.SetAction(parsed => Guarded(() =>
        {
            BenchResult? before = options.Before(parsed);
            BenchResult[] runs = Array.ConvertAll(parsed.GetRequiredValue(files), BenchJson.Read);
            options.Publish(parsed, BenchResult.Pool(runs), before, isTold: false);
        }));
        return command;
    }

    private static int Guarded(Action act)
    {
        try
        {
            act();
            return ExitCode.Ok;
        }
        catch (Exception e) when (e is BenchException or EngineClientException)
        {
            Console.Error.WriteLine($"basisd: {e.Message}");
            return ExitCode.No;
        }
    }

    private static BenchResult Measure(BenchOptions options, Func<BenchOptions, BenchSection>[] sections, bool isTold)
    {
        IReadOnlyList<(string, string)> machine = BenchMachine.Read().Facts;
        List<BenchSection> done = [];
        if (isTold)
        {
            BenchReport.Write(Console.Out, machine);
        }

        foreach (Func<BenchOptions, BenchSection> section in sections)
        {
            BenchLoad before = BenchLoad.Read();
            BenchSection measured = section(options);
            measured = measured with { Notes = [.. measured.Notes, BenchLoad.Read().Since(before)] };
            done.Add(measured);
            if (isTold)
            {
                BenchReport.Write(Console.Out, measured);
            }
        }

        return new BenchResult(machine, done, 1);
    }

    private static Command WorkChild()
    {
        Argument<string> path = new("path");
        Argument<int> times = new("times");
        Command command = new("work-child", "one hot path so many times, for a tool that counts instructions") { path, times };
        command.Hidden = true;
        command.SetAction(parsed => Guarded(() => CountedWork.Run(parsed.GetRequiredValue(path), parsed.GetValue(times))));
        return command;
    }

    private static Command SpinChild()
    {
        Argument<string> path = new("path");
        Command command = new("spin-child", "the other end of the shared memory floor") { path };
        command.Hidden = true;
        command.SetAction(parsed => SharedFloor.Echo(parsed.GetRequiredValue(path)));
        return command;
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

    private static Command NodeChild()
    {
        Argument<string> file = new("configuration");
        Argument<int> bytes = new("snapshot-bytes");
        Command command = new("node-child", "a node whose snapshots are filled up to a size") { file, bytes };
        command.Hidden = true;
        command.SetAction(async (parsed, _) =>
        {
            ConfigurationResult loaded = ConfigurationLoader.Load(parsed.GetRequiredValue(file));
            if (!ConfigurationErrorsText.Report(loaded, Console.Error))
            {
                return ExitCode.Usage;
            }

            AssemblyFailure? failure = await NodeProcess.RunAsync(loaded.Configuration!, VersionCommand.Text, parsed.GetValue(bytes))
                .ConfigureAwait(false);
            return failure is null ? ExitCode.Ok : ExitCode.No;
        });
        return command;
    }
}
