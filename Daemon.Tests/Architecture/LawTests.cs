using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace Basisd.Tests.Architecture;

/// <summary>The style guide is a test: every law holds for every file that git would commit.</summary>
public sealed class LawTests
{
    private const int MostShown = 40;

    public static IEnumerable<TheoryDataRow<string>> Names => Laws.All.Select(l => new TheoryDataRow<string>(l.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Holds(string law)
    {
        Codebase code = Codebase.Current;
        if (law == "dead file" && !code.Daemon.Any(f => f.Room == "Commands"))
        {
            Assert.Skip("Daemon/Commands does not exist, so nothing is wired yet");
        }

        string[] breaches = [.. Laws.Named(law).Breaches(code)];
        if (breaches.Length > 0)
        {
            string more = breaches.Length > MostShown ? $"\n… and {breaches.Length - MostShown} more" : string.Empty;
            Assert.Fail($"{breaches.Length} breach(es) of the law '{law}':\n{string.Join('\n', breaches.Take(MostShown))}{more}");
        }
    }

    /// <summary>A codebase that was not found, or bound to nothing, would keep every law.</summary>
    [Fact]
    public void The_code_is_really_read()
    {
        Codebase code = Codebase.Current;
        SourceFile clock = code.Daemon.Single(f => f.Path == "Daemon/Linux/BootClock.cs");
        Assert.Contains(code.Mentions(clock), m => m.FullName == "System.Runtime.InteropServices.StructLayoutAttribute");
        Assert.Contains(code.Files, f => f.Path == "Makefile");
        Assert.Contains(code.Files, f => f.Path == "Daemon.Tests/Architecture/LawTests.cs");
        Assert.DoesNotContain(code.Files, f => f.Path.Contains("/obj/", StringComparison.Ordinal));
    }

    /// <summary>The analyzers' list of pure rooms and the table's are one list.</summary>
    [Fact]
    public void Editorconfig_names_the_pure_rooms()
    {
        string config = File.ReadAllText(Path.Combine(Codebase.Current.Root, ".editorconfig"));
        Assert.Contains($"[Daemon/{{{string.Join(',', Rooms.Pure)}}}/**.cs]", config, StringComparison.Ordinal);
    }

    /// <summary>Documentation of the public surface is a compile error when missing (CS1591): nothing may switch that off for the daemon.</summary>
    [Fact]
    public void Public_members_without_documentation_stay_errors()
    {
        string root = Codebase.Current.Root;
        string props = File.ReadAllText(Path.Combine(root, "Directory.Build.props"));
        Assert.Contains("<GenerateDocumentationFile>true<", props, StringComparison.Ordinal);
        Assert.Contains("<TreatWarningsAsErrors>true<", props, StringComparison.Ordinal);
        foreach (string file in new[] { "Directory.Build.props", "Directory.Build.targets", "Daemon/Daemon.csproj", ".editorconfig" })
        {
            Assert.DoesNotContain("1591", File.ReadAllText(Path.Combine(root, file)), StringComparison.Ordinal);
        }
    }

    /// <summary>The table itself: every arrow points at a room that exists in it, none at itself, and there is no way round in a circle.</summary>
    [Fact]
    public void The_table_has_no_circle()
    {
        HashSet<string> settled = [];
        while (settled.Count < Rooms.Table.Count)
        {
            string[] next = [.. Rooms.Table.Values.Where(r => !settled.Contains(r.Name) && r.May.All(settled.Contains)).Select(r => r.Name)];
            Assert.True(next.Length > 0, $"these rooms wait for each other: {string.Join(", ", Rooms.Table.Keys.Where(n => !settled.Contains(n)))}");
            settled.UnionWith(next);
        }
    }
}
