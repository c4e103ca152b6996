using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Basisd.Tests.Host;
using Xunit;

namespace Basisd.Tests.Cluster;

/// <summary>
/// The right to act, searched whole by spin (<c>Model/ownership.pml</c>): epoch, renewal, deadline and gate, with pauses, slow clocks, late calls and
/// lost answers. <c>BASISD_MODEL_LAST</c> lets the key change more often, for a deeper search (4: minutes).
/// </summary>
public sealed partial class OwnershipModelTests
{
    [Theory]
    [InlineData("")]
    [InlineData("-DLETTING_GO=true")]
    [InlineData("-DDEATH=true")]
    [InlineData("-DFAILSAFE=true")]
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

    [GeneratedRegex(@"errors: (\d+)\s+(\d+) states, stored")]
    private static partial Regex Found();

    private static async Task<(int Errors, long States, string Said)> SearchAsync(string defines)
    {
        string model = Repository.File("Daemon.Tests/Cluster/Model/ownership.pml");
        string last = Environment.GetEnvironmentVariable("BASISD_MODEL_LAST") ?? "3";
        DirectoryInfo directory = Directory.CreateTempSubdirectory("basisd-model-");
        try
        {
            string[] given = [$"-DLAST={last}", .. defines.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
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
