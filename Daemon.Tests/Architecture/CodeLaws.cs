using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Basisd.Tests.Architecture;

/// <summary>Constructs that hide a failure. Most bind the tests too: a test that swallows an error cannot fail.</summary>
internal static class CodeLaws
{
    private const int ShortestReason = 10;

    public static Law[] All =>
    [
        new(
            "empty catch",
            "A swallowed error is a decision that nobody can see; the gate must close, or the caller must know.",
            "Handle it, return it, count it, or let it pass; catch the one exception type that is expected and say why in the body's code.",
            f => f.IsCSharp,
            (_, f) => f.Nodes<CatchClauseSyntax>().Where(c => c.Block.Statements.Count == 0).Select(c => (f.LineOf(c), "a catch that does nothing"))),
        new(
            "async void",
            "Nobody can wait for it, and its exception ends the process.",
            "Return Task and let an owner await it.",
            f => f.IsCSharp,
            AsyncVoid),
        new(
            "discarded task",
            "A task without an owner fails in silence and outlives its shutdown.",
            "Await it, or hand it to the owner that awaits it at shutdown.",
            f => f.IsCSharp,
            DiscardedTask),
        new(
            "silent suppression",
            "A rule is switched off here and the next reader cannot know whether it still has to be.",
            "Give the reason: `#pragma warning disable ID // why`, or SuppressMessage(..., Justification = \"why\").",
            f => f.IsCSharp,
            SilentSuppression),
        new(
            "sleep",
            "A sleeping thread answers neither shutdown nor watchdog, and its length is a guess.",
            "Wait on the event itself with a deadline; loops wait in the one place that owns their tick.",
            f => f.IsDaemon,
            (code, f) => code.Mentions(f).Where(m => m.Is("System.Threading.Thread", "Sleep")).Select(m => (m.Line, "Thread.Sleep"))),
        new(
            "unfinished",
            "What is not done is written down where work is planned, never left in the code.",
            "Do it, or leave it out and let the caller get a clear refusal.",
            f => f.IsCSharp,
            Unfinished),
        new(
            "name",
            "A name that says nothing collects everything.",
            "Name the thing by the one noun that it is about.",
            f => f.IsCSharp,
            EmptyNames),
    ];

    private static IEnumerable<(int Line, string What)> AsyncVoid(Codebase code, SourceFile file)
    {
        foreach (SyntaxNode node in file.Root.DescendantNodes())
        {
            (SyntaxTokenList modifiers, TypeSyntax type) = node switch
            {
                MethodDeclarationSyntax m => (m.Modifiers, m.ReturnType),
                LocalFunctionStatementSyntax f => (f.Modifiers, f.ReturnType),
                _ => (default, null!),
            };
            if (modifiers.Any(SyntaxKind.AsyncKeyword) && type is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword })
            {
                yield return (file.LineOf(node), "async void");
            }
        }

        if (file.IsDaemon)
        {
            SemanticModel model = code.Model(file);
            foreach (AnonymousFunctionExpressionSyntax lambda in file.Nodes<AnonymousFunctionExpressionSyntax>())
            {
                if (model.GetSymbolInfo(lambda).Symbol is IMethodSymbol { IsAsync: true, ReturnsVoid: true })
                {
                    yield return (file.LineOf(lambda), "an async lambda that returns void");
                }
            }
        }
    }

    private static IEnumerable<(int Line, string What)> DiscardedTask(Codebase code, SourceFile file)
    {
        foreach (AssignmentExpressionSyntax assignment in file.Nodes<AssignmentExpressionSyntax>())
        {
            if (assignment.Left is IdentifierNameSyntax { Identifier.Text: "_" } && IsTask(code, file, assignment.Right))
            {
                yield return (file.LineOf(assignment), $"'_ = {assignment.Right}'");
            }
        }

        foreach (ExpressionStatementSyntax statement in file.Nodes<ExpressionStatementSyntax>())
        {
            if (statement.Expression is InvocationExpressionSyntax call && IsTask(code, file, call))
            {
                yield return (file.LineOf(statement), $"'{call.Expression}' without await");
            }
        }
    }

    /// <summary>By type where the compiler bound the file, else by the naming rule.</summary>
    private static bool IsTask(Codebase code, SourceFile file, ExpressionSyntax expression) =>
        file.IsDaemon && code.Model(file).GetTypeInfo(expression).Type is { TypeKind: not TypeKind.Error } type
            ? type.ContainingNamespace?.ToDisplayString() == "System.Threading.Tasks" && type.Name is "Task" or "ValueTask"
            : expression is InvocationExpressionSyntax { Expression: { } callee } && callee.ToString().EndsWith("Async", StringComparison.Ordinal);

    private static IEnumerable<(int Line, string What)> SilentSuppression(Codebase code, SourceFile file)
    {
        foreach (PragmaWarningDirectiveTriviaSyntax pragma in Pragmas(file))
        {
            int line = file.LineOf(pragma);
            string before = line > 1 ? file.Text.Lines[line - 2].ToString().Trim() : string.Empty;
            string[] reason = file.Text.Lines[line - 1].ToString().Split("//", 2);
            bool told = (reason.Length > 1 && IsReason(reason[1]))
                || (before.StartsWith("//", StringComparison.Ordinal) && IsReason(before));
            if (pragma.DisableOrRestoreKeyword.IsKind(SyntaxKind.DisableKeyword) && !told)
            {
                yield return (line, $"'{pragma.ToString().Trim()}' without a reason");
            }
        }

        foreach (AttributeSyntax attribute in file.Nodes<AttributeSyntax>())
        {
            string name = attribute.Name.ToString().Split('.')[^1];
            if (name is not ("SuppressMessage" or "UnconditionalSuppressMessage" or "SuppressMessageAttribute"))
            {
                continue;
            }

            ExpressionSyntax? told = attribute.ArgumentList?.Arguments
                .FirstOrDefault(a => a.NameEquals?.Name.Identifier.Text == "Justification")?.Expression;
            string text = (told as LiteralExpressionSyntax)?.Token.ValueText ?? told?.ToString() ?? string.Empty;
            if (!IsReason(text) || text == "<Pending>")
            {
                yield return (file.LineOf(attribute), $"{name} without a justification");
            }
        }
    }

    private static IEnumerable<PragmaWarningDirectiveTriviaSyntax> Pragmas(SourceFile file) =>
        file.Root.DescendantNodes(descendIntoTrivia: true).OfType<PragmaWarningDirectiveTriviaSyntax>();

    private static bool IsReason(string text) => text.Trim(' ', '/').Length >= ShortestReason;

    private static IEnumerable<(int Line, string What)> Unfinished(Codebase code, SourceFile file)
    {
        string[] marks = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "X" + "XX", "NotImplemented" + "Exception"];
        Regex pattern = new($@"\b({string.Join('|', marks)})\b", RegexOptions.CultureInvariant);
        return pattern.Matches(file.Text.ToString()).Select(m => (file.LineOf(m.Index), m.Value));
    }

    private static IEnumerable<(int Line, string What)> EmptyNames(Codebase code, SourceFile file)
    {
        Regex pattern = new("(Manager|Helpers?|Util|Utils|Utility|Utilities)$", RegexOptions.CultureInvariant);
        if (pattern.IsMatch(file.Name[..^".cs".Length]))
        {
            yield return (1, $"the file name {file.Name}");
        }

        foreach (BaseTypeDeclarationSyntax type in file.Nodes<BaseTypeDeclarationSyntax>())
        {
            if (pattern.IsMatch(type.Identifier.Text))
            {
                yield return (file.LineOf(type.Identifier), $"the type name {type.Identifier.Text}");
            }
        }
    }
}
