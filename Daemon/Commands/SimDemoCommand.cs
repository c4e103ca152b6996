using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Commands.Demo;

namespace Basisd.Commands;

/// <summary><c>basisd sim demo</c>: venues, node and engine as processes, broken one after another, with what follows and when.</summary>
public static class SimDemoCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Option<string> directory = new("--dir")
        {
            Description = "folder of state, sockets and logs; what an earlier demonstration left in it is cleared",
            HelpName = "DIR",
            DefaultValueFactory = _ => ".basisd/demo",
        };
        Option<int> seed = new("--seed")
        {
            Description = "seed of the venues' prices and of the engine's choices",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        Command command = new Command(
            "demo", "a show under two minutes: all is well, a venue fails, a balance is wrong, the engine lies; exit 0 when all of it happened")
        {
            directory, seed,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            using Interrupt interrupt = new();
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(interrupt.Token, cancel);
            DemoNarrator narrator = new(output);
            await using DemoWorld world = new(parsed.GetValue(directory)!, narrator);
            string problem = await PlayAsync(world, parsed.GetValue(seed), stop.Token).ConfigureAwait(false);
            narrator.Act("The end");
            string ending = await EndAsync(world).ConfigureAwait(false);
            foreach (string line in (string[])[problem, ending])
            {
                if (line.Length > 0)
                {
                    parsed.InvocationConfiguration.Error.WriteLine($"basisd: the demonstration failed: {line}");
                }
            }

            bool isFine = problem.Length == 0 && ending.Length == 0;
            narrator.Say(!isFine ? "failed" : stop.IsCancellationRequested ? "interrupted" : "everything that was promised has happened");
            return isFine ? ExitCode.Ok : ExitCode.No;
        });
        return command;
    }

    private static async Task<string> PlayAsync(DemoWorld world, int seed, CancellationToken stop)
    {
        IReadOnlyList<IDemoAct> acts = [new NormalAct(), new VenueFailsAct("bravo"), new WrongBalanceAct("carol"), new FalseAckAct("alpha")];
        try
        {
            world.Narrator.Act("Three simulated venues, the node, the reference engine");
            foreach (string line in DemoConfiguration.Shortened)
            {
                world.Narrator.Say($"for the show: {line}");
            }

            await world.StartAsync(seed, stop).ConfigureAwait(false);
            world.Narrator.Say($"started; sockets and gate in {world.RunDirectory}");
            foreach (IDemoAct act in acts)
            {
                world.Narrator.Act(act.Title);
                await act.PlayAsync(world, stop).ConfigureAwait(false);
            }

            return string.Empty;
        }
        catch (DemoException failed)
        {
            return failed.Message;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            world.Narrator.Say("interrupted");
            return string.Empty;
        }
    }

    private static async Task<string> EndAsync(DemoWorld world)
    {
        string problem = await world.StopAsync().ConfigureAwait(false);
        world.Narrator.Say(problem.Length == 0 ? "engine, node and venues have stopped cleanly" : "not everything has stopped cleanly");
        if (!Directory.Exists(world.StateDirectory))
        {
            return problem;
        }

        using StringWriter said = new();
        int code = CommandLine.Run(["journal", "verify", world.StateDirectory], said, said);
        world.Narrator.Show($"journal verify {world.StateDirectory}", said.ToString());
        return code == ExitCode.Ok ? problem : $"the journal does not verify, code {code}; {problem}";
    }
}
