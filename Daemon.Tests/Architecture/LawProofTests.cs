using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Basisd.Tests.Architecture;

/// <summary>
/// The test of the test: each law catches what it forbids, in every spelling that somebody might try, and leaves the
/// neighbouring good code alone. Planted files exist in memory only.
/// </summary>
public sealed class LawProofTests
{
    private static readonly string Long = string.Concat(Enumerable.Repeat("        // line\n", 80));

    /// <summary>Law, where, source that breaks it. A room stands for a file in it that opens with the room's namespace.</summary>
    public static TheoryData<string, string, string> Breaches => new()
    {
        { "room", "Daemon/Misc/Planted.cs", "namespace Basisd.Misc; class C { }" },
        { "room", "Daemon/Safety/Planted.cs", "namespace Basisd.Node; class C { }" },
        { "room", "Daemon/Safety/Planted.cs", "namespace Basisd.SafetyNet; class C { }" },
        { "room", "Daemon/Safety/Planted.cs", "class C { }" },
        { "room", "Daemon/Planted.cs", "namespace Basisd; class C { }" },
        { "dead file", "Safety", "class Unwanted { Unwanted? Self; }" },
        { "floating point", "Safety", "class C { double D; }" },
        { "floating point", "Node", "class C { float F; }" },
        { "floating point", "Triggers", "class C { decimal M; }" },
        { "floating point", "Triggers", "class C { long L = (long)(3 * 1.5); }" },
        { "floating point", "Triggers", "class C { System.Double D; }" },
        { "floating point", "Triggers", "class C { System.Half H; }" },
        { "floating point", "Triggers", "using System; class C { long L(long x) { var r = Math.Sqrt(x); return (long)r; } }" },
        { "world", "Safety", "class C { long T => System.DateTime.UtcNow.Ticks; }" },
        { "world", "Safety", "using static System.DateTime; class C { long T => Now.Ticks; }" },
        { "world", "Safety", "using Watch = System.Diagnostics.Stopwatch; class C { Watch? W; }" },
        { "world", "Node", "class C { global::System.Threading.Tasks.Task? T; }" },
        { "world", "Node", "using System.IO; class C { string T() => File.ReadAllText(\"x\"); }" },
        { "world", "Node", "class C { int T() => new System.Random(1).Next(); }" },
        { "world", "Node", "class C { string N => System.Environment.MachineName; }" },
        { "world", "Node", "class C { int H(string s) => s.GetHashCode(); }" },
        { "world", "Node", "class C { object O = new(); void M() { lock (O) { } } }" },
        { "LINQ", "Gate", "using System.Linq; class C { }" },
        { "LINQ", "Engine", "class C { int M(int[] x) => System.Linq.Enumerable.Count(x); }" },
        { "empty catch", "Host", "class C { void M() { try { M(); } catch { } } }" },
        { "empty catch", "Daemon.Tests/Planted.cs", "class C { void M() { try { M(); } catch (System.Exception) { /* fine */ } } }" },
        { "async void", "Host", "class C { async void M() { await System.Threading.Tasks.Task.Yield(); } }" },
        { "async void", "Host", "class C { System.Action A = async () => await System.Threading.Tasks.Task.Yield(); }" },
        { "discarded task", "Host", "using System.Threading.Tasks; class C { Task Send() => Task.CompletedTask; void M() { _ = Send(); } }" },
        { "discarded task", "Host", "using System.Threading.Tasks; class C { Task Send() => Task.CompletedTask; void M() { Send(); } }" },
        { "discarded task", "Daemon.Tests/Planted.cs", "class C { void M() { _ = SendAsync(); } }" },
        { "silent suppression", "Host", "#pragma warning disable CA1031\nclass C { }" },
        { "silent suppression", "Host", "#pragma warning disable CA1031 // why?\nclass C { }" },
        { "silent suppression", "Host", "[System.Diagnostics.CodeAnalysis.SuppressMessage(\"A\", \"B\")] class C { }" },
        { "silent suppression", "Host", "[UnconditionalSuppressMessage(\"A\", \"B\", Justification = \"<Pending>\")] class C { }" },
        { "sleep", "Host", "class C { void M() => System.Threading.Thread.Sleep(1); }" },
        { "sleep", "Host", "using static System.Threading.Thread; class C { void M() => Sleep(1); }" },
        { "unfinished", "Host", "class C { } // TO" + "DO: more" },
        { "unfinished", "Host", "class C { void M() => throw new System.NotImplemented" + "Exception(); }" },
        { "name", "Daemon/Host/LoopManager.cs", "namespace Basisd.Host; class Loop { }" },
        { "name", "Host", "static class TimeUtils { }" },
        { "long file", "Daemon/Host/Planted.cs", string.Concat(Enumerable.Repeat("// line\n", 401)) },
        { "long method", "Host", $"class C {{\n    void M()\n    {{\n{Long}    }}\n}}" },
        { "long method", "Host", $"class C {{\n    int M() =>\n{Long}        1;\n}}" },
        { "long line", "Daemon.Tests/Planted.cs", "// " + new string('x', 150) },
        { "one public type", "Host", "public class A { } public enum B { }" },
        { "opening", "Host", "class A { }" },
        { "opening", "Host", "// a remark\nclass A { }" },
        { "machine path", "README.md", "See /wo" + "rk/notes.md" },
        { "machine path", "systemd/basisd.service", "ExecStart=/ro" + "ot/basisd" },
        { "registry host", "Makefile", "SOURCE := https://api.nu" + "get.org/v3/index.json" },
        { "registry host", "ansible/a.yml", "url: https://regis" + "try.example.com/x" },
        { "authorship", "ARCHITECTURE.md", "Written with Clau" + "de." },
        { "authorship", "Daemon/Host/Planted.cs", "// a sub" + "agent wrote this" },
    };

    /// <summary>Good code next to the line: law, where, source that keeps it.</summary>
    public static TheoryData<string, string, string> Neighbours => new()
    {
        { "room", "Daemon/Safety/Planted.cs", "namespace Basisd.Safety; class C { }" },
        { "room", "Daemon/Safety/Codec/Planted.cs", "namespace Basisd.Safety.Codec; class C { }" },
        { "dead file", "Host", "partial class Names : System.Text.Json.Serialization.JsonSerializerContext { }" },
        { "dead file", "Daemon/Host/Planted.cs", "[assembly: System.CLSCompliant(false)]" },
        { "floating point", "Host", "class C { double Seconds = 1.5; }" },
        { "floating point", "Safety", "class C { long L = 1_500_000 * 3L; string S = \"1.5\"; /* double */ }" },
        { "world", "Safety", "using System; class C { int M(int x) => Math.Max(x, BitConverter.IsLittleEndian ? 1 : 0); }" },
        { "world", "Node", "using System.IO; class C { void M() => throw new InvalidDataException(\"x\"); }" },
        { "world", "Host", "class C { long T => System.Environment.TickCount64; }" },
        { "LINQ", "Probes", "using System.Linq; class C { }" },
        { "empty catch", "Host", "class C { int M() { try { return M(); } catch (System.Exception) { return 1; } } }" },
        { "async void", "Host", "using System.Threading.Tasks; class C { async Task M() => await Task.Yield(); }" },
        { "discarded task", "Host", "class C { void M(System.Collections.Generic.HashSet<int> s) { _ = s.Add(1); s.Add(2); } }" },
        { "discarded task", "Host", "using System.Threading.Tasks; class C { async Task M() { await M(); } }" },
        { "silent suppression", "Host", "#pragma warning disable CA1031 // the loop's last line of defence closes the gate\nclass C { }" },
        { "silent suppression", "Host", "class C { }\n#pragma warning restore CA1031" },
        { "sleep", "Host", "class C { void Sleep() => Sleep(); }" },
        { "unfinished", "Host", "class C { string S = \"todo list\"; }" },
        { "name", "Host", "class ManagerialSummary { }" },
        { "long file", "Daemon/Host/Planted.cs", string.Concat(Enumerable.Repeat("// line\n", 400)) },
        { "long method", "Host", $"class C {{\n{Long}    void M()\n    {{\n    }}\n}}" },
        { "long line", "README.md", new string('x', 200) },
        { "one public type", "Host", "public class A { public enum B { } } class C { }" },
        { "opening", "Host", "/// <summary>What it is.</summary>\nclass A { }" },
        { "opening", "Host", "// Adds the reading half.\npartial class A { }" },
        { "machine path", "README.md", "a/network/b and https://host/root/x and /home/basisd/x" },
        { "registry host", "README.md", "the package registry that the machine is set up with" },
        { "authorship", "README.md", "the monitoring agent of the node; basisd explains itself" },
    };

    [Theory]
    [MemberData(nameof(Breaches))]
    public void A_breach_is_found(string law, string where, string source)
    {
        SourceFile planted = Plant(where, source);
        string[] breaches = [.. Judge(law, planted)];
        Assert.NotEmpty(breaches);
        Assert.All(breaches, b => Assert.Matches($@"^{planted.Path}:\d+: .+\[{law}\] .+ Mend: .+", b));
        Assert.All(breaches, b => Assert.Contains(Laws.Named(law).Why, b, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Neighbours))]
    public void Good_code_beside_it_is_not(string law, string where, string source) =>
        Assert.Empty(Judge(law, Plant(where, source)));

    /// <summary>A law that nobody has seen failing is a decoration.</summary>
    [Fact]
    public void Every_law_is_proved()
    {
        IEnumerable<string> proved = Breaches.Select(r => r.Data.Item1).Append("arrow"); // arrows: ArrowProofTests
        Assert.Empty(Laws.All.Select(l => l.Name).Except(proved));
    }

    private static SourceFile Plant(string where, string source) => Rooms.Table.ContainsKey(where)
        ? new($"Daemon/{where}/Planted.cs", $"namespace Basisd.{where};\n{source}")
        : new(where, source);

    private static IEnumerable<string> Judge(string law, SourceFile planted)
    {
        Law found = Laws.Named(law);
        return found.Binds(planted) ? found.Breaches(Codebase.Empty.With(planted), planted) : [];
    }
}
