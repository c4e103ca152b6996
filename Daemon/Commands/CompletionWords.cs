using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Completions;
using System.Linq;

namespace Basisd.Commands;

/// <summary>
/// Finds the words that may stand at the cursor by walking the same tree of verbs that runs them, so that completion knows exactly the verbs,
/// options and values of this binary.
/// </summary>
internal static class CompletionWords
{
    private static readonly string[] FileNames = ["FILE", "PATH"];
    private static readonly string[] DirectoryNames = ["DIR", "DIRECTORY"];

    /// <summary>The words for the last one of <paramref name="words"/>, which may be empty or in part.</summary>
    /// <param name="root">The tree of verbs.</param>
    /// <param name="words">The words behind the program's name.</param>
    /// <param name="live">Words for an argument by its name, given the options on the line.</param>
    public static IReadOnlyList<CompletionWord> Of(
        RootCommand root, IReadOnlyList<string> words, Func<string, IReadOnlyDictionary<string, string>, IEnumerable<string>> live)
    {
        Command command = root;
        List<Command> path = [root];
        Dictionary<string, string> given = [];
        HashSet<Option> used = [];
        Option? pending = null;
        int position = 0;
        bool onlyArguments = false;
        for (int i = 0; i < words.Count - 1; i++)
        {
            string word = words[i];
            if (pending is not null)
            {
                given[pending.Name] = word;
                pending = null;
            }
            else if (word == "--")
            {
                onlyArguments = true;
            }
            else if (!onlyArguments && word.StartsWith('-'))
            {
                pending = Take(word, path, used, given);
            }
            else if (position == 0 && command.Subcommands.FirstOrDefault(c => c.Name == word || c.Aliases.Contains(word)) is { } next)
            {
                command = next;
                path.Add(next);
            }
            else
            {
                position++;
            }
        }

        string current = words.Count == 0 ? string.Empty : words[^1];
        if (pending is not null)
        {
            return Begun(Values(pending, pending.HelpName ?? pending.Name.TrimStart('-'), given, live), current, string.Empty);
        }

        return onlyArguments ? Begun(Arguments(command, position, given, live), current, string.Empty)
            : Open(path, command, position, used, current, given, live);
    }

    private static List<CompletionWord> Open(
        List<Command> path, Command command, int position, HashSet<Option> used, string current, Dictionary<string, string> given,
        Func<string, IReadOnlyDictionary<string, string>, IEnumerable<string>> live)
    {
        int equals = current.StartsWith('-') ? current.IndexOf('=', StringComparison.Ordinal) : -1;
        if (equals > 0)
        {
            Option? option = Find(current[..equals], path);
            string name = option?.HelpName ?? option?.Name.TrimStart('-') ?? string.Empty;
            return option is null ? [] : Begun(Values(option, name, given, live), current[(equals + 1)..], current[..(equals + 1)]);
        }

        IEnumerable<CompletionWord> all = [];
        if (current.StartsWith('-'))
        {
            all = Options(path).Where(o => !used.Contains(o)).Select(o => new CompletionWord(o.Name, OneLine(o.Description)));
        }
        else
        {
            IEnumerable<Command> verbs = position == 0 ? command.Subcommands.Where(c => !c.Hidden) : [];
            all = verbs.Select(c => new CompletionWord(c.Name, OneLine(c.Description))).Concat(Arguments(command, position, given, live));
        }

        return Begun(all, current, string.Empty);
    }

    private static Option? Take(string word, List<Command> path, HashSet<Option> used, Dictionary<string, string> given)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        Option? option = Find(equals > 0 ? word[..equals] : word, path);
        if (option is null)
        {
            return null;
        }

        if (option.Arity.MaximumNumberOfValues <= 1)
        {
            used.Add(option);
        }

        if (equals > 0)
        {
            given[option.Name] = word[(equals + 1)..];
            return null;
        }

        // A flag takes a value only in the form --flag=false.
        return option.ValueType == typeof(bool) || option.Arity.MaximumNumberOfValues == 0 ? null : option;
    }

    private static Option? Find(string word, List<Command> path) => Options(path).FirstOrDefault(o => o.Name == word || o.Aliases.Contains(word));

    private static IEnumerable<Option> Options(List<Command> path) => path
        .SelectMany((command, depth) => command.Options.Where(o => depth == path.Count - 1 || o.Recursive))
        .Where(o => !o.Hidden)
        .DistinctBy(o => o.Name, StringComparer.Ordinal);

    private static IEnumerable<CompletionWord> Arguments(
        Command command, int position, Dictionary<string, string> given, Func<string, IReadOnlyDictionary<string, string>, IEnumerable<string>> live)
    {
        int before = 0;
        foreach (Argument argument in command.Arguments)
        {
            before += Math.Min(argument.Arity.MaximumNumberOfValues, int.MaxValue - before);
            if (position < before)
            {
                return Values(argument, argument.HelpName ?? argument.Name, given, live);
            }
        }

        return [];
    }

    private static IEnumerable<CompletionWord> Values(
        Symbol symbol, string name, Dictionary<string, string> given, Func<string, IReadOnlyDictionary<string, string>, IEnumerable<string>> live)
    {
        string upper = name.ToUpperInvariant();
        if (FileNames.Contains(upper))
        {
            return [new CompletionWord(":file", string.Empty)];
        }

        if (DirectoryNames.Contains(upper))
        {
            return [new CompletionWord(":dir", string.Empty)];
        }

        IEnumerable<string> fixedWords = symbol.GetCompletions(CompletionContext.Empty).Select(c => c.Label);
        return fixedWords.Concat(live(name, given)).Distinct(StringComparer.Ordinal).Select(w => new CompletionWord(w, string.Empty));
    }

    private static List<CompletionWord> Begun(IEnumerable<CompletionWord> words, string current, string before) =>
        [.. words.Where(w => w.Text.StartsWith(':') || w.Text.StartsWith(current, StringComparison.Ordinal))
            .Select(w => w.Text.StartsWith(':') ? w : w with { Text = before + w.Text })];

    private static string OneLine(string? description) => (description ?? string.Empty).ReplaceLineEndings(" ").Replace('\t', ' ');
}
