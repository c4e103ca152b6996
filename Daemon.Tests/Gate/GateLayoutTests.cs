using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Basisd.Gate;
using Xunit;

namespace Basisd.Tests.Gate;

/// <summary>One layout, said three times: in C#, in C, on paper.</summary>
public sealed class GateLayoutTests
{
    private static readonly SortedDictionary<string, int> s_csharp = new(StringComparer.Ordinal)
    {
        ["header magic"] = GateLayout.MagicOffset,
        ["header version"] = GateLayout.VersionOffset,
        ["header header_size"] = GateLayout.HeaderSizeOffset,
        ["header cell_count"] = GateLayout.CellCountOffset,
        ["header cell_size"] = GateLayout.CellSizeOffset,
        ["header directory_offset"] = GateLayout.DirectoryOffsetOffset,
        ["header directory_size"] = GateLayout.DirectorySizeOffset,
        ["header cells_offset"] = GateLayout.CellsOffsetOffset,
        ["header total_size"] = GateLayout.TotalSizeOffset,
        ["header name_entry_size"] = GateLayout.NameEntrySizeOffset,
        ["header action_count"] = GateLayout.ActionCountOffset,
        ["header valid_until"] = GateLayout.ValidUntilOffset,
        ["header boot_id"] = GateLayout.BootIdOffset,
        ["header generation"] = GateLayout.GenerationOffset,
        ["header epoch"] = GateLayout.EpochOffset,
        ["header daemon_pid"] = GateLayout.DaemonPidOffset,
        ["header clock"] = GateLayout.ClockOffset,
        ["header state"] = GateLayout.StateOffset,
        ["header platform_mode"] = GateLayout.PlatformModeOffset,
        ["header last_sequence"] = GateLayout.LastSequenceOffset,
        ["header updated_at"] = GateLayout.UpdatedAtOffset,
        ["header renewals"] = GateLayout.RenewalsOffset,
        ["name kind"] = GateLayout.NameKindOffset,
        ["name length"] = GateLayout.NameLengthOffset,
        ["name text"] = GateLayout.NameTextOffset,
        ["cell word"] = GateLayout.CellWordOffset,
        ["cell mode"] = GateLayout.CellModeOffset,
        ["cell stage"] = GateLayout.CellStageOffset,
        ["cell flags"] = GateLayout.CellFlagsOffset,
        ["cell sequence"] = GateLayout.CellSequenceOffset,
        ["cell changed_at"] = GateLayout.CellChangedAtOffset,
    };

    [Fact]
    public void The_C_structs_and_the_written_tables_are_the_same_field_by_field()
    {
        string[] c = CReader.Run(CReader.Plain, "layout").Lines;
        Assert.Equal(c, WrittenFields().Select(f => $"{f.Struct} {f.Field} {f.Offset} {f.Size}"));
    }

    [Fact]
    public void The_CSharp_offsets_are_those_of_C()
    {
        IEnumerable<string> c = CReader.Run(CReader.Plain, "layout").Lines
            .Select(l => l.Split(' ')).Where(p => !p[1].StartsWith("reserved", StringComparison.Ordinal)).Select(p => $"{p[0]} {p[1]} {p[2]}");
        Assert.Equal(s_csharp.Select(f => $"{f.Key} {f.Value}").Order(StringComparer.Ordinal), c.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_written_tables_have_no_holes_and_every_field_is_aligned()
    {
        foreach (IGrouping<string, (string Struct, string Field, int Offset, int Size)> table in WrittenFields().GroupBy(f => f.Struct))
        {
            int at = 0;
            foreach ((string _, string field, int offset, int size) in table)
            {
                Assert.Equal(at, offset);
                Assert.True(size is not (2 or 4 or 8) || offset % size == 0, field);
                at += size;
            }

            Assert.Equal(table.Key == "header" ? GateLayout.HeaderSize : GateLayout.CellSize, at);
        }
    }

    [Theory]
    [InlineData("VERSION", GateLayout.Version)]
    [InlineData("MAX_CELLS", GateLayout.MaxCells)]
    [InlineData("MAX_NAME", GateLayout.MaxNameLength)]
    [InlineData("MAX_SCOPES", GateLayout.MaxScopesPerCheck)]
    [InlineData("MAX_HORIZON_NS", GateLayout.MaxHorizonNs)]
    [InlineData("STATE_LIVE", GateLayout.StateLive)]
    [InlineData("STATE_RETIRED", GateLayout.StateRetired)]
    [InlineData("CLOCK_BOOTTIME", (uint)GateClock.BootTime)]
    [InlineData("CLOCK_COARSE", (uint)GateClock.Coarse)]
    [InlineData("ACTIONS", GateLayout.ActionCount)]
    [InlineData("DENY", (int)GateVerdict.Deny)]
    [InlineData("QUEUE", (int)GateVerdict.Queue)]
    [InlineData("ALLOW", (int)GateVerdict.Allow)]
    [InlineData("ABSENT", (int)GateAttachResult.Absent)]
    [InlineData("OK", (int)GateAttachResult.Attached)]
    [InlineData("RETIRED", (int)GateAttachResult.Retired)]
    public void The_header_says_the_same_numbers(string name, object value)
    {
        string wanted = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        string[] words = File.ReadLines(CReader.HeaderPath)
            .First(l => l.StartsWith($"#define BASIS_GATE_{name} ", StringComparison.Ordinal)
                || l.TrimStart().StartsWith($"BASIS_GATE_{name} = ", StringComparison.Ordinal))
            .Split([' ', '(', ')', ',', '='], StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(words, w => w.TrimEnd('u') == wanted);
    }

    [Theory]
    [InlineData("cc", "-std=c99")]
    [InlineData("cc", "-std=gnu11")]
    [InlineData("c++", "-std=c++11")]
    [InlineData("c++", "-std=c++17")]
    public void The_header_compiles_without_a_warning(string compiler, string dialect)
    {
        if (!CReader.Has(compiler))
        {
            Assert.Skip($"no {compiler} on this machine");
        }

        using GateFolder folder = new();
        Assert.Equal(string.Empty, CReader.CompileIn(compiler, Path.Combine(folder.Root, "reader"), dialect, "-O2"));
    }

    [Fact]
    public void The_binary_carries_the_header()
    {
        using Stream? resource = typeof(GateWriter).Assembly.GetManifestResourceStream("basis_gate.h");
        Assert.NotNull(resource);
        using StreamReader reader = new(resource);
        Assert.Equal(File.ReadAllText(CReader.HeaderPath), reader.ReadToEnd());
    }

    private static IEnumerable<(string Struct, string Field, int Offset, int Size)> WrittenFields()
    {
        string section = string.Empty;
        foreach (string line in File.ReadLines(CReader.LayoutPath))
        {
            section = line switch
            {
                "## Header" => "header",
                "## Name entry" => "name",
                "## Cell" => "cell",
                _ when line.StartsWith("## ", StringComparison.Ordinal) => string.Empty,
                _ => section,
            };
            string[] cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (section.Length > 0 && cells.Length == 7 && int.TryParse(cells[1], CultureInfo.InvariantCulture, out int offset))
            {
                yield return (section, cells[3], offset, int.Parse(cells[2], CultureInfo.InvariantCulture));
            }
        }
    }
}
