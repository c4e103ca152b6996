using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Basisd.Tests.Gate;
using Basisd.Tests.Host;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>
/// Instructions of the hot paths in the published binary, against a golden file: a regression is seen on a machine of any speed and any load. A
/// change that is meant is written down by hand, with the new number; the failure says it.
/// </summary>
public sealed partial class InstructionCountTests(ITestOutputHelper output)
{
    private const string Golden = "Daemon.Tests/EndToEnd/instructions.txt";
    private const int Fewer = 6_400;
    private const int More = 19_200;

    public static TheoryData<string, double, double> Counts()
    {
        TheoryData<string, double, double> rows = [];
        foreach (string line in File.ReadLines(Repository.File(Golden)).Where(l => l.Length > 0 && l[0] != '#'))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            rows.Add(words[0], double.Parse(words[1], CultureInfo.InvariantCulture), double.Parse(words[2], CultureInfo.InvariantCulture));
        }

        return rows;
    }

    [Fact]
    public void Every_path_that_can_be_counted_is_in_the_golden_file() =>
        Assert.Equal(Basisd.Host.Bench.CountedWork.Paths.Order(), Counts().Select(row => row.Data.Item1).Order());

    [Theory]
    [MemberData(nameof(Counts))]
    public void A_hot_path_takes_as_many_instructions_as_it_did(string path, double golden, double tolerance)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("BASISD_INSTRUCTIONS") == "1", "`make instructions` runs it");
        Assert.SkipUnless(DaemonBinary.IsPublished, "instructions are counted in the published binary: make publish");
        double each = (Count(path, More) - Count(path, Fewer)) / (double)(More - Fewer);
        output.WriteLine($"{path}: {each:F1} instructions, golden {golden}");
        double change = each / golden - 1;
        Assert.True(
            Math.Abs(change) <= tolerance,
            $"{path} takes {each:F1} instructions, {Golden} says {golden} ({change:+0.0 %;-0.0 %}); if that is meant, write the new number there");
    }

    private static long Count(string path, int times)
    {
        // Alone in a directory: the symbols that lie beside the binary are more than valgrind can read.
        DirectoryInfo alone = Directory.CreateTempSubdirectory("basisd-count-");
        string binary = Path.Combine(alone.FullName, "basisd");
        File.Copy(DaemonBinary.Path, binary);
        List<string> arguments = ["--tool=callgrind", "--callgrind-out-file=/dev/null", binary, "bench", "work-child", path, $"{times}"];
        using Process process = CReader.Start("valgrind", arguments);
        System.Threading.Tasks.Task<string> error = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        alone.Delete(recursive: true);
        Match counted = Collected().Match(error.Result);
        Assert.True(process.ExitCode == 0 && counted.Success, $"exit {process.ExitCode}: {said}{error.Result}");
        return long.Parse(counted.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"Collected : ([0-9]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Collected();
}
