using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using Basisd.Host.Configuration;

namespace Basisd.Commands;

/// <summary>
/// Finds mistyped options that the parser would take for a file or a directory named <c>--lik-this</c>: a verb must never do something else
/// than it was told in silence. Behind <c>--</c> a word may begin as it likes.
/// </summary>
internal static class UnknownOptions
{
    /// <summary>What is wrong with the first such word, or null.</summary>
    public static string? First(ParseResult parsed)
    {
        HashSet<string> literal = new(
            parsed.Tokens.SkipWhile(t => t.Type != TokenType.DoubleDash).Select(t => t.Value), StringComparer.Ordinal);
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult command; at = at.Parent)
        {
            foreach (ArgumentResult argument in command.Children.OfType<ArgumentResult>())
            {
                Token? stray = argument.Tokens.FirstOrDefault(t => t.Value.Length > 1 && t.Value[0] == '-' && !literal.Contains(t.Value));
                if (stray is not null)
                {
                    return Describe(stray.Value, command.Command);
                }
            }
        }

        return null;
    }

    private static string Describe(string word, Command command)
    {
        string? near = NearestName.Of(word, command.Options.Select(o => o.Name));
        string meant = near is null ? string.Empty : $"; did you mean {near}?";
        return $"unknown option '{word}'{meant}";
    }
}
