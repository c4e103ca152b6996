using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Basisd.Tests.Architecture;

/// <summary>Where code may lie and whom it may name.</summary>
internal static class RoomLaws
{
    private static readonly string[] GeneratedBases = ["JsonSerializerContext"];

    public static Law[] All =>
    [
        new(
            "room",
            "Every folder of the daemon is a room of the allow-table, and its namespace says which.",
            "Move the file into the room that it belongs to, or give the new room its line in Architecture/Rooms.cs and in ARCHITECTURE.md.",
            f => f.IsDaemon,
            WrongRoom),
        new(
            "arrow",
            "Arrows between rooms run one way.",
            "Pass the fact as a parameter, let Node or Host join the two rooms, or move the type to the room that both may name.",
            f => f.IsDaemon,
            ForbiddenArrows),
        new(
            "dead file",
            "A file that no other file of the daemon names is code that nobody runs and everybody reads.",
            "Wire it, or delete it.",
            f => f.IsDaemon && f.Name != "Program.cs",
            DeadFile),
    ];

    private static IEnumerable<(int Line, string What)> WrongRoom(Codebase code, SourceFile file)
    {
        if (!Rooms.Table.ContainsKey(file.Room))
        {
            yield return (1, $"the folder Daemon/{file.Room} is not in the allow-table");
        }

        if (file.Room.Length == 0 && file.Name != "Program.cs")
        {
            yield return (1, $"{file.Name} lies in no room");
        }

        string expected = file.Room.Length == 0 ? "Basisd" : $"Basisd.{file.Room}";
        foreach (BaseNamespaceDeclarationSyntax space in file.Nodes<BaseNamespaceDeclarationSyntax>())
        {
            string name = space.Name.ToString();
            if (name != expected && !name.StartsWith(expected + ".", StringComparison.Ordinal))
            {
                yield return (file.LineOf(space), $"namespace {name} in the folder of {expected}");
            }
        }

        foreach (SyntaxNode type in file.Root.ChildNodes().Where(n => n is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax))
        {
            yield return (file.LineOf(type), $"a type outside every namespace, expected {expected}");
        }
    }

    private static IEnumerable<(int Line, string What)> ForbiddenArrows(Codebase code, SourceFile file)
    {
        if (!Rooms.Table.TryGetValue(file.Room, out Rooms.Room? from))
        {
            yield break; // the law on rooms says so already
        }

        string allowed = from.May.Length == 0 ? "no other room" : string.Join(", ", from.May);
        foreach (Mention mention in code.Mentions(file))
        {
            if (mention.Room is { } to && to != from.Name && !from.May.Contains(to))
            {
                string arrow = $"{Rooms.Display(from.Name)} → {Rooms.Display(to)}";
                yield return (mention.Line, $"{arrow} ({mention.FullName}): {from.Why} It may name {allowed}");
            }
        }
    }

    private static IEnumerable<(int Line, string What)> DeadFile(Codebase code, SourceFile file)
    {
        SemanticModel model = code.Model(file);
        INamedTypeSymbol[] types = [.. file.Root.DescendantNodes(n => n is not BaseTypeDeclarationSyntax)
            .Where(n => n is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
            .Select(n => model.GetDeclaredSymbol(n))
            .OfType<INamedTypeSymbol>()];
        if (types.Length > 0 && !types.Any(t => Generated(t) || Named(code, t)))
        {
            yield return (1, $"nothing else in the daemon names {string.Join(", ", types.Select(t => t.Name))}");
        }
    }

    /// <summary>A type whose other half a source generator writes and which is reached through that half.</summary>
    private static bool Generated(INamedTypeSymbol type) => type.BaseType is { } b && GeneratedBases.Contains(b.Name);

    private static bool Named(Codebase code, INamedTypeSymbol type)
    {
        HashSet<SyntaxTree> own = [.. type.DeclaringSyntaxReferences.Select(r => r.SyntaxTree)];
        return code.Daemon.Any(f => !own.Contains(f.Tree) && code.Mentions(f).Any(m => SymbolEqualityComparer.Default.Equals(m.Type, type)));
    }
}
