using System;
using System.Collections.Generic;
using System.IO;
using Basisd.Host.Bench;
using Basisd.Tests.Host;
using Xunit;

namespace Basisd.Tests.Comparison;

/// <summary>
/// basisd side by side with what people would use instead, in one run on one machine: `make bench-compare` runs it and writes docs/comparison.md. No
/// part of `make test`: a figure is no test. What must hold is that everything was measured that this machine has.
/// </summary>
public sealed class ComparisonTests(ITestOutputHelper output)
{
    private const string Variable = "BASISD_COMPARISON";

    [Fact(Explicit = true)]
    public void Everything_side_by_side()
    {
        string? target = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(target), $"{Variable} names the page to write; make bench-compare does it");
        DirectoryInfo scratch = Directory.CreateDirectory(Repository.File("out/comparison"));
        string folder = scratch.FullName;
        List<BenchSection> sections = [GateComparison.Run(folder), JournalComparison.Run(folder), ProcessComparison.Run(folder)];
        scratch.Delete(recursive: true);
        BenchResult result = new(BenchMachine.Read().Facts, sections, 1);
        StringWriter text = new();
        ComparisonPage.Write(text, result);
        File.WriteAllText(target!, text.ToString());
        output.WriteLine(text.ToString());
        Assert.All(sections, s => Assert.All(s.Figures, f => Assert.True(f.Measured.Count > 0 && f.Measured.P50 > 0, f.Name)));
    }
}
