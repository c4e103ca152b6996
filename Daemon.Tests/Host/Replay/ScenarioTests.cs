using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Basisd.Host.Replay;
using Basisd.Tests.Commands;
using Basisd.Tests.EndToEnd;
using Xunit;

namespace Basisd.Tests.Host.Replay;

/// <summary>
/// Transcripts in <c>Daemon.Tests/Scenarios</c>: each line <c>$ basisd …</c> is run, and what it prints must be, byte for byte, what follows
/// it; state hashes too. A changed threshold or rule shows here as a diff that a person reads. <c>BASISD_SCENARIOS=write</c> writes them anew.
/// The same bytes must come from the JIT and from the published binary, so a scenario is run by both.
/// </summary>
public sealed class ScenarioTests
{
    private const string Prompt = "$ basisd ";
    private const string Variable = "BASISD_SCENARIOS";

    // What BadInputTests writes.
    private const string NoCommands = "bad-inputs.txt";

    private static readonly string s_folder = Repository.File("Daemon.Tests/Scenarios");

    public static TheoryData<string> Names() =>
        new(Directory.GetFiles(s_folder, "*.txt").Select(p => Path.GetFileName(p)!).Where(n => n != NoCommands).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_transcript_is_what_the_jit_prints(string name)
    {
        string path = Path.Combine(s_folder, name);
        string printed = await RunAsync(name, Repository.File("Daemon/bin/Release/net10.0/basisd"));
        if (Environment.GetEnvironmentVariable(Variable) == "write")
        {
            await File.WriteAllTextAsync(path, printed, TestContext.Current.CancellationToken);
            Assert.Skip($"{name} was written anew; read its diff");
        }

        Assert.Equal(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), printed);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_transcript_is_what_the_published_binary_prints(string name)
    {
        if (!DaemonBinary.IsPublished)
        {
            Assert.Skip("there is no published binary: run `make publish`");
        }

        string transcript = await File.ReadAllTextAsync(Path.Combine(s_folder, name), TestContext.Current.CancellationToken);
        Assert.Equal(transcript, await RunAsync(name, DaemonBinary.Path));
    }

    [Fact]
    public void A_generated_market_gives_the_same_text_json_and_chart_twice()
    {
        string folder = Directory.CreateTempSubdirectory("basisd-scenario-").FullName;
        try
        {
            Assert.Equal(0, Verb.Run("sim", "market", "--seed", "3", "--out", folder).Code);
            HistoryReport first = Replayed.Play(folder);
            Assert.Equal(Replayed.Printed(first), Replayed.Printed(Replayed.Play(folder)));
            Assert.NotEmpty(Replayed.Trips(first));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> RunAsync(string name, string binary)
    {
        DirectoryInfo root = Directory.CreateTempSubdirectory("basisd-scenario-");
        try
        {
            StringBuilder printed = new();
            IEnumerable<string> lines = await File.ReadAllLinesAsync(Path.Combine(s_folder, name), TestContext.Current.CancellationToken);
            foreach (string line in lines.Where(l => l.StartsWith(Prompt, StringComparison.Ordinal)))
            {
                string words = line[Prompt.Length..];
                using DaemonProcess process = DaemonProcess.Start("bash", ["-c", $"cd '{root.FullName}' && exec 2>&1 && '{binary}' {words}"]);
                int code = await process.ExitAsync();
                printed.Append(line).Append('\n').Append(process.Output).Append(code == 0 ? "" : $"[exit {code}]\n");
            }

            return printed.ToString();
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }
}
