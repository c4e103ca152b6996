using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Basisd.Tests.Architecture;

/// <summary>Sizes and openings: what lets a stranger read one file without the others.</summary>
internal static class ShapeLaws
{
    public const int LongestFile = 400;
    public const int LongestMethod = 70;
    public const int LongestLine = 150;

    public static Law[] All =>
    [
        new(
            "long file",
            "A file is read in one sitting.",
            "Split it by noun: the part that has a name of its own gets its own file.",
            f => f.IsDaemon,
            (_, f) => LineCount(f) > LongestFile ? [(LongestFile + 1, $"{LineCount(f)} lines, at most {LongestFile}")] : []),
        new(
            "long method",
            "A method is seen whole.",
            "Give its steps names.",
            f => f.IsDaemon,
            LongMethods),
        new(
            "long line",
            "A line is seen whole, also in a side-by-side review.",
            "Break it where its outermost part ends.",
            f => f.IsCSharp,
            (_, f) => f.Text.Lines
                .Where(l => l.Span.Length > LongestLine)
                .Select(l => (l.LineNumber + 1, $"{l.Span.Length} characters, at most {LongestLine}"))),
        new(
            "one public type",
            "A type is found by its file's name.",
            "Move the other types to files of their own, or nest or hide what only this one uses.",
            f => f.IsDaemon,
            PublicTypes),
        new(
            "opening",
            "A file opens with what it is, why it exists and what it must never do.",
            "Write the <summary> of the first type; the further part of a partial type says in a comment what it adds.",
            f => f.IsDaemon,
            Opening),
    ];

    private static int LineCount(SourceFile file) => file.Text.Lines.Count - (file.Text.Lines[^1].Span.Length == 0 ? 1 : 0);

    private static IEnumerable<(int Line, string What)> LongMethods(Codebase code, SourceFile file)
    {
        foreach (SyntaxNode node in file.Root.DescendantNodes())
        {
            if (node is not (BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax)
                && node is not PropertyDeclarationSyntax { ExpressionBody: not null })
            {
                continue;
            }

            // From the signature, not from the attributes above it.
            int first = file.LineOf(node.ChildNodesAndTokens().First(c => !c.IsKind(SyntaxKind.AttributeList)).SpanStart);
            int lines = file.LineOf(node.Span.End) - first + 1;
            if (lines > LongestMethod)
            {
                yield return (first, $"{NameOf(node)} has {lines} lines, at most {LongestMethod}");
            }
        }
    }

    private static string NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax m => m.Identifier.Text,
        ConstructorDeclarationSyntax c => c.Identifier.Text,
        LocalFunctionStatementSyntax f => f.Identifier.Text,
        PropertyDeclarationSyntax p => p.Identifier.Text,
        _ => "this member",
    };

    private static IEnumerable<SyntaxNode> TopTypes(SourceFile file) =>
        file.Root.DescendantNodes(n => n is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .Where(n => n is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax);

    private static IEnumerable<(int Line, string What)> PublicTypes(Codebase code, SourceFile file) =>
        TopTypes(file)
            .Where(t => ((MemberDeclarationSyntax)t).Modifiers.Any(SyntaxKind.PublicKeyword))
            .Skip(1)
            .Select(t => (file.LineOf(t), "a second public type"));

    private static IEnumerable<(int Line, string What)> Opening(Codebase code, SourceFile file)
    {
        if (TopTypes(file).FirstOrDefault() is not MemberDeclarationSyntax type)
        {
            yield break;
        }

        bool documented = type.GetLeadingTrivia().Select(t => t.GetStructure()).OfType<DocumentationCommentTriviaSyntax>()
            .Any(d => d.ToString().Contains("<summary>", StringComparison.Ordinal));
        bool further = type.Modifiers.Any(SyntaxKind.PartialKeyword) && type.GetLeadingTrivia().Any(SyntaxKind.SingleLineCommentTrivia);
        if (!documented && !further)
        {
            yield return (file.LineOf(type), "the first type of the file has no <summary>");
        }
    }
}
