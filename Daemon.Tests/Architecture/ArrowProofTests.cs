using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Basisd.Tests.Architecture;

/// <summary>
/// The law on arrows, proved on the real daemon with one file more in memory: a forbidden arrow is found however it is
/// written, and every pair of rooms comes out as the table says.
/// </summary>
public sealed class ArrowProofTests
{
    private static readonly SourceFile[] Targets =
    [
        .. Rooms.Table.Keys.Where(r => r.Length > 0).Select(r => new SourceFile(
            $"Daemon/{r}/PlantedTarget.cs",
            $"namespace Basisd.{r} {{ public class PlantedTarget {{ public const int Bound = 1; public static int Make() => 1; }} }}\n"
            + $"namespace Basisd.{r}.Inner {{ public class Deep {{ }} }}")),
    ];

    /// <summary>Ways for Safety to name Gate.</summary>
    public static TheoryData<string, string> Spellings => new()
    {
        { "using directive", "using Basisd.Gate;\nnamespace Basisd.Safety; class Planted { PlantedTarget? T; }" },
        { "using directive alone", "using Basisd.Gate;\nnamespace Basisd.Safety; class Planted { }" },
        { "full name", "namespace Basisd.Safety; class Planted { Basisd.Gate.PlantedTarget? T; }" },
        { "global::", "namespace Basisd.Safety; class Planted { global::Basisd.Gate.PlantedTarget? T; }" },
        { "partial namespace", "namespace Basisd.Safety; class Planted { Gate.PlantedTarget? T; }" },
        { "using static", "using static Basisd.Gate.PlantedTarget;\nnamespace Basisd.Safety; class Planted { int T = Bound; }" },
        { "alias of a type", "using Other = Basisd.Gate.PlantedTarget;\nnamespace Basisd.Safety; class Planted { Other? T; }" },
        { "alias of a namespace", "using Other = Basisd.Gate;\nnamespace Basisd.Safety; class Planted { Other.PlantedTarget? T; }" },
        { "nested namespace", "namespace Basisd { namespace Safety { class Planted { Gate.Inner.Deep? T; } } }" },
        { "member of a type", "namespace Basisd.Safety; class Planted { int T = Gate.PlantedTarget.Make(); }" },
        { "type argument", "namespace Basisd.Safety; class Planted { System.Collections.Generic.List<Gate.PlantedTarget[]>? T; }" },
        { "attribute argument", "namespace Basisd.Safety; [System.Obsolete(nameof(Gate.PlantedTarget))] class Planted { }" },
        { "base type", "namespace Basisd.Safety; class Planted : Gate.PlantedTarget { }" },
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public void An_added_arrow_fails(string spelling, string source)
    {
        SourceFile planted = new("Daemon/Safety/Planted.cs", source);
        string[] breaches = [.. Judge(planted)];
        Assert.True(breaches.Length > 0, $"not found: {spelling}");
        Assert.All(breaches, b =>
        {
            Assert.Matches(@"^Daemon/Safety/Planted\.cs:\d+: Safety → Gate \(Basisd\.Gate", b);
            Assert.Contains("[arrow] Arrows between rooms run one way.", b, StringComparison.Ordinal);
            Assert.Contains(Rooms.Table["Safety"].Why, b, StringComparison.Ordinal);
            Assert.Contains("Mend:", b, StringComparison.Ordinal);
        });
    }

    /// <summary>Two siblings through a third that may know both: the type is inferred, its name is never written.</summary>
    [Fact]
    public void An_inferred_type_is_seen()
    {
        SourceFile seam = new(
            "Daemon/Linux/Seam.cs",
            "namespace Basisd.Linux; public static class Seam { public static Basisd.Journal.PlantedTarget? Get() => null; }");
        SourceFile planted = new(
            "Daemon/Engine/Planted.cs",
            "namespace Basisd.Engine; class Planted { void M() { var t = Basisd.Linux.Seam.Get(); } }");
        Assert.Contains(Judge(planted, seam), b => b.Contains("Engine → Journal", StringComparison.Ordinal));
    }

    [Fact]
    public void Own_room_and_comments_are_no_arrows()
    {
        SourceFile planted = new(
            "Daemon/Safety/Planted.cs",
            """
            namespace Basisd.Safety;
            /// <summary>See <see cref="Basisd.Gate.PlantedTarget"/>.</summary>
            class Planted { PlantedTarget? T; Inner.Deep? D; string S = "Basisd.Gate"; /* Gate.PlantedTarget */ }
            """);
        Assert.Empty(Judge(planted));
    }

    /// <summary>Every pair of rooms: refused or let through exactly as the table says.</summary>
    [Fact]
    public void Every_pair_follows_the_table()
    {
        string[] rooms = [.. Rooms.Table.Keys];
        SourceFile[] planted = [.. rooms.SelectMany(from => rooms.Where(to => to != from && to.Length > 0).Select(to => Arrow(from, to)))];
        Codebase code = Codebase.Current.With([.. Targets, .. planted]);
        List<string> wrong = [];
        foreach (SourceFile file in planted)
        {
            string[] parts = file.Name.Split('_', '.');
            bool may = Rooms.Table[file.Room].May.Contains(parts[1]);
            bool refused = Laws.Named("arrow").Breaches(code, file).Any();
            if (may == refused)
            {
                wrong.Add($"{Rooms.Display(file.Room)} → {parts[1]}: the table {(may ? "allows" : "refuses")} it, the law does not");
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(rooms.Length * (rooms.Length - 1) - (rooms.Length - 1), planted.Length);
    }

    private static SourceFile Arrow(string from, string to)
    {
        string space = from.Length == 0 ? "Basisd" : $"Basisd.{from}";
        string folder = from.Length == 0 ? "Daemon" : $"Daemon/{from}";
        return new($"{folder}/To_{to}.cs", $"namespace {space}; class To{to} {{ Basisd.{to}.PlantedTarget? T; }}");
    }

    private static IEnumerable<string> Judge(SourceFile planted, params SourceFile[] others) =>
        Laws.Named("arrow").Breaches(Codebase.Current.With([.. Targets, .. others, planted]), planted);
}
