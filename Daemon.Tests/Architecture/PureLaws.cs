using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Basisd.Tests.Architecture;

/// <summary>What keeps the pure rooms reproducible: the same journal gives the same state hash on any machine .</summary>
internal static class PureLaws
{
    private static readonly string[] WorldNamespaces =
    [
        "System.IO", "System.Net", "System.Threading", "System.Globalization", "System.Timers", "Serilog", "FASTER", "Microsoft.Win32",
    ];

    private static readonly string[] WorldTypes =
    [
        "System.Environment", "System.Random", "System.TimeProvider", "System.Console", "System.HashCode", "System.AppContext",
        "System.AppDomain", "System.GC", "System.TimeZoneInfo", "System.Diagnostics.Stopwatch", "System.Diagnostics.Process",
        "System.Security.Cryptography.RandomNumberGenerator", "System.Runtime.InteropServices.Marshal",
        "System.Runtime.InteropServices.LibraryImportAttribute", "System.Runtime.InteropServices.DllImportAttribute",
    ];

    /// <summary>Lies in System.IO by history, and does no I/O.</summary>
    private static readonly string[] Harmless = ["System.IO.InvalidDataException"];

    public static Law[] All =>
    [
        new(
            "floating point",
            "Floating point differs between machines and rounds money; a pure room counts in fixed point (SPEC 4, R-2.3).",
            "Use the fixed-point types, or integers with a named scale; convert at the edge, in a world room.",
            IsPure,
            FloatingPoint),
        new(
            "world",
            "A pure room has no clock, I/O, tasks, threads, randomness or culture: its inputs are its parameters (R-2.3, R-2.5).",
            "Take the value as a parameter or an input event and let a world room fetch it.",
            IsPure,
            TouchesTheWorld),
        new(
            "LINQ",
            "LINQ allocates and hides the order of work; pure rooms replay millions of steps and hot rooms promise zero bytes.",
            "Write the loop.",
            f => f.IsDaemon && (Rooms.Pure.Contains(f.Room) || Rooms.Hot.Contains(f.Room)),
            UsesLinq),
    ];

    private static bool IsPure(SourceFile file) => file.IsDaemon && Rooms.Pure.Contains(file.Room);

    private static IEnumerable<(int Line, string What)> FloatingPoint(Codebase code, SourceFile file)
    {
        foreach (SyntaxToken token in file.Root.DescendantTokens())
        {
            if (token.Kind() is SyntaxKind.DoubleKeyword or SyntaxKind.FloatKeyword or SyntaxKind.DecimalKeyword
                || token.Value is double or float or decimal)
            {
                yield return (file.LineOf(token), $"'{token.Text}'");
            }
        }

        SemanticModel model = code.Model(file);
        foreach (ExpressionSyntax expression in file.Nodes<ExpressionSyntax>())
        {
            TypeInfo info = model.GetTypeInfo(expression);
            ITypeSymbol? floating = IsFloating(info.Type) ? info.Type : IsFloating(info.ConvertedType) ? info.ConvertedType : null;
            if (floating is not null && expression is not (PredefinedTypeSyntax or LiteralExpressionSyntax))
            {
                yield return (file.LineOf(expression), $"'{expression}' is {floating.ToDisplayString()}");
            }
        }
    }

    private static bool IsFloating(ITypeSymbol? type) =>
        type is { SpecialType: SpecialType.System_Double or SpecialType.System_Single or SpecialType.System_Decimal }
        || type?.ToDisplayString() is "System.Half" or "System.Numerics.Complex";

    private static IEnumerable<(int Line, string What)> TouchesTheWorld(Codebase code, SourceFile file)
    {
        foreach (Mention mention in code.Mentions(file))
        {
            bool world = WorldNamespaces.Any(n => mention.Namespace == n || mention.Namespace.StartsWith(n + ".", StringComparison.Ordinal))
                || WorldTypes.Contains(mention.FullName)
                || mention.Is("System.DateTime", "Now", "UtcNow", "Today")
                || mention.Is("System.DateTimeOffset", "Now", "UtcNow")
                || mention.Is("System.Guid", "NewGuid", "CreateVersion7")
                || mention.Is("string", "GetHashCode")
                || mention.Is("object", "GetHashCode");
            bool harmless = Harmless.Contains(mention.FullName) || mention.Symbol is INamespaceSymbol { Name: "IO" };
            if (world && !harmless)
            {
                string member = mention.Symbol is INamedTypeSymbol or INamespaceSymbol ? string.Empty : "." + mention.Symbol.Name;
                yield return (mention.Line, mention.FullName + member);
            }
        }

        foreach (SyntaxToken token in file.Root.DescendantTokens())
        {
            if (token.Kind() is SyntaxKind.AsyncKeyword or SyntaxKind.AwaitKeyword or SyntaxKind.LockKeyword or SyntaxKind.VolatileKeyword)
            {
                yield return (file.LineOf(token), $"'{token.Text}'");
            }
        }
    }

    private static IEnumerable<(int Line, string What)> UsesLinq(Codebase code, SourceFile file)
    {
        foreach (UsingDirectiveSyntax directive in file.Nodes<UsingDirectiveSyntax>())
        {
            if (directive.NamespaceOrType.ToString() == "System.Linq")
            {
                yield return (file.LineOf(directive), "using System.Linq");
            }
        }

        foreach (Mention mention in code.Mentions(file))
        {
            if (mention.Type?.ToDisplayString() is "System.Linq.Enumerable" or "System.Linq.ParallelEnumerable" && mention.Symbol is IMethodSymbol)
            {
                yield return (mention.Line, $"{mention.Symbol.Name}()");
            }
        }

        foreach (QueryExpressionSyntax query in file.Nodes<QueryExpressionSyntax>())
        {
            yield return (file.LineOf(query), "a query expression");
        }
    }
}
