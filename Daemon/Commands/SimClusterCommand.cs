using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using Basisd.Sims.Cluster;

namespace Basisd.Commands;

/// <summary><c>basisd sim cluster</c>: clusters of the real core in a made-up world of faults, seed after seed.</summary>
public static class SimClusterCommand
{
    private const int MostSeeds = 100_000_000;
    private const int ShowEveryMs = 500;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Option<int> seeds = new("--seeds") { Description = $"how many seeds, 1 to {MostSeeds}", HelpName = "N", DefaultValueFactory = _ => 1_000 };
        Option<ulong> seed = new("--seed")
        {
            Description = "first seed; one seed gives the same run on every machine",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        Option<int> nodes = new("--nodes") { Description = "3 or 5 nodes (default: 3 for odd seeds, 5 for even ones)", HelpName = "N" };
        Option<int> threads = new("--threads") { Description = "seeds at the same time (default: one per processor)", HelpName = "N" };
        Option<bool> json = new("--json") { Description = "one line of JSON with the hash of each seed" };
        Option<string> without = new("--without")
        {
            Description = "a guard of the core that is missing, or a duty that the world neglects: the run must notice",
            HelpName = "NAME",
            Hidden = true,
        };
        Option<SimAim> aim = new("--aim") { Description = "what every plan aims at", HelpName = "NAME", Hidden = true };
        Option<bool?> cores = new("--cores") { Description = "whether real cores decide for the slots of every seed", Hidden = true };
        Command command = new Command("cluster", "run the cluster's core through made-up faults on virtual time, and check what it promises")
        {
            seeds, seed, nodes, threads, json, without, aim, cores,
        }.WithExamples(
            "basisd sim cluster --seeds 10000",
            "basisd sim cluster --seed 4711 --seeds 1  # one run again, with the shortest schedule and a transcript if it fails");
        command.SetAction(parsed =>
        {
            int count = parsed.GetValue(seeds);
            int size = parsed.GetValue(nodes);
            int workers = parsed.GetValue(threads);
            if (count is < 1 or > MostSeeds || size is not (0 or 3 or 5) || workers is < 0 or > 256)
            {
                parsed.InvocationConfiguration.Error.WriteLine($"basisd: --seeds 1 to {MostSeeds}, --nodes 3 or 5, --threads 1 to 256");
                return ExitCode.Usage;
            }

            if (!SimFlaw.TryParse(parsed.GetValue(without), out SimFlaw flaw))
            {
                parsed.InvocationConfiguration.Error.WriteLine($"basisd: --without: there is no guard {parsed.GetValue(without)}");
                return ExitCode.Usage;
            }

            SimCampaign campaign = new(parsed.GetValue(seed), count, size, flaw, parsed.GetValue(aim), parsed.GetValue(cores));
            return Run(parsed.InvocationConfiguration, campaign, workers == 0 ? Environment.ProcessorCount : workers, parsed.GetValue(json));
        });
        return command;
    }

    private static int Run(InvocationConfiguration invocation, SimCampaign campaign, int threads, bool isJson)
    {
        TextWriter error = invocation.Error;
        long started = Stopwatch.GetTimestamp();
        long shown = started;
        using Interrupt stop = new();
        IReadOnlyList<SimOutcome> failures = campaign.Run(threads, Progress, out ulong[] hashes);
        if (isJson)
        {
            invocation.Output.WriteLine(
                $"{{\"first\":{campaign.First},\"done\":{campaign.Done},\"failed\":{failures.Count},\"hash\":\"{SimCampaign.Combine(hashes):x16}\","
                + $"\"hashes\":[{string.Join(',', Array.ConvertAll(hashes, h => $"\"{h:x16}\""))}]}}");
        }
        else
        {
            invocation.Output.WriteLine(campaign.Summary(started, threads, failures.Count));
            invocation.Output.WriteLine($"hash of all seeds {SimCampaign.Combine(hashes):x16}");
        }

        for (int i = 0; i < failures.Count; i++)
        {
            error.WriteLine(SimShrink.Shorten(failures[i], campaign.Flaw).Text(i == 0));
        }

        return failures.Count == 0 ? ExitCode.Ok : ExitCode.No;

        bool Progress()
        {
            if (!Console.IsErrorRedirected && Stopwatch.GetElapsedTime(shown).TotalMilliseconds > ShowEveryMs)
            {
                shown = Stopwatch.GetTimestamp();
                error.Write($"\r{campaign.Summary(started, threads, 0)}");
            }

            return !stop.Token.IsCancellationRequested;
        }
    }
}
