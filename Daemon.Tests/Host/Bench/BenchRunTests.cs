using System;
using System.IO;
using System.Linq;
using Basisd.Host.Bench;
using Basisd.Probes;
using Xunit;

namespace Basisd.Tests.Host.Bench;

/// <summary>The measurements run and account for what they sent. What they measure is no test.</summary>
public sealed class BenchRunTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("basisd-benchtest-");

    private BenchOptions Options => new()
    {
        Seconds = 1,
        Directory = _directory.FullName,
        Executable = Path.Combine(AppContext.BaseDirectory, "basisd"),
    };

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void The_gate_is_measured_in_CSharp_and_where_there_is_a_compiler_in_C()
    {
        BenchSection section = GateBench.Run(Options);
        Assert.InRange(section.Figures.Count(f => f.Name.StartsWith("C# ", StringComparison.Ordinal)), 2, 3);
        bool skipped = section.Notes.Any(n => n.StartsWith("C: ", StringComparison.Ordinal));
        Assert.Equal(!skipped, section.Figures.Any(f => f.Name.StartsWith("C ", StringComparison.Ordinal)));
        Sound(section);
    }

    [Fact]
    public void The_journal_is_measured_and_leaves_nothing_behind()
    {
        Sound(JournalBench.Run(Options));
        Assert.Empty(_directory.GetFileSystemInfos());
    }

    [Fact]
    public void Ingest_accounts_for_every_record()
    {
        BenchSection section = IngestBench.Run(Options);
        Assert.Contains(section.Notes, n => n.EndsWith(": all accounted for", StringComparison.Ordinal));
        Sound(section);
        Assert.Empty(_directory.GetFileSystemInfos());
    }

    [Fact]
    public void What_the_machine_does_by_itself_is_measured()
    {
        BenchSection section = FloorBench.Run(Options);
        Assert.Equal(6, section.Figures.Count);
        Sound(section);
        Assert.Empty(_directory.GetFileSystemInfos());
    }

    [Fact]
    public void A_start_with_state_and_what_an_idle_node_holds_are_measured()
    {
        BenchSection section = StartBench.Run(Options);
        Assert.True(section.Figures[0].Measured.Count >= 10);
        Sound(section);
        Assert.Empty(_directory.GetFileSystemInfos());
    }

    [Fact]
    public void A_soak_counts_its_faults_and_accounts_for_every_record()
    {
        BenchSection section = SoakBench.Run(Options with { Seconds = 5 });
        Assert.Contains(section.Notes, n => n.EndsWith(": all accounted for", StringComparison.Ordinal));
        Assert.Contains(section.Notes, n => n.Contains("20 faults", StringComparison.Ordinal));
        Assert.Equal(4, section.Figures.Count);
        Assert.Empty(_directory.GetFileSystemInfos());
    }

    [Fact]
    public void A_ring_is_measured_spinning_and_sleeping()
    {
        BenchSection section = RingBench.Run(Options);
        Assert.Equal(2, section.Figures.Count);
        Sound(section);
        Assert.Empty(_directory.GetFileSystemInfos());
    }

    [Fact]
    public void A_reaction_is_measured_for_every_venue_that_was_breached()
    {
        BenchSection section = ReactionBench.Run(Options);
        Assert.All(section.Figures, f => Assert.True(f.Measured.Count >= 200));
        Sound(section);
        Assert.Empty(_directory.GetFileSystemInfos());
    }

    [Fact]
    public void Every_fault_of_a_venue_is_measured()
    {
        BenchSection section = ProbeBench.Run(Options, runs: 2, venuesPerFault: 2, new ProbeTiming(250_000_000, 200_000_000));
        Assert.Equal(2 * Enum.GetValues<VenueFault>().Length, section.Figures.Count);
        Assert.All(section.Figures, f => Assert.Equal(2, f.Measured.Count));
        Sound(section);
    }

    [Fact]
    public void A_directory_that_cannot_be_written_is_said_with_its_remedy()
    {
        BenchOptions options = Options with { Directory = Path.Combine(_directory.FullName, new string('x', 300)) };
        BenchException refused = Assert.Throws<BenchException>(() => JournalBench.Run(options));
        Assert.Contains("--dir", refused.Message, StringComparison.Ordinal);
    }

    private static void Sound(BenchSection section)
    {
        Assert.NotEmpty(section.Figures);
        foreach (BenchFigure figure in section.Figures)
        {
            Assert.True(figure.Measured.Count > 0, figure.Name);
            Quantiles m = figure.Measured;
            Assert.True(m.P50 > 0 && m.P50 <= m.P99 && m.P99 <= m.P999, figure.Name);
        }
    }
}
