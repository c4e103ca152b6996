using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Basisd.Commands;
using Xunit;

namespace Basisd.Tests.Commands;

/// <summary>What holds for every verb, those of tomorrow included.</summary>
public sealed class CommandTreeTests
{
    private const string Wrong = "--no-such-option";

    public static TheoryData<string> Verbs => [.. Paths(CommandLine.Root(), [])];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Every_verb_option_and_argument_is_described(string verb)
    {
        Command command = Find(verb);
        Assert.False(string.IsNullOrWhiteSpace(command.Description), $"`{verb}` has no description");
        foreach (Symbol part in command.Options.Cast<Symbol>().Concat(command.Hidden ? [] : command.Arguments))
        {
            Assert.False(string.IsNullOrWhiteSpace(part.Description), $"{part.Name} of `{verb}` has no description");
        }

        IEnumerable<string> words = command.Options.SelectMany(o => o.Aliases.Append(o.Name)).Concat(command.Subcommands.Select(c => c.Name));
        Assert.Equal(words.Count(), words.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_teaches_and_exits_0(string verb)
    {
        (int code, string output, string error) = Verb.Run([.. Words(verb), "--help"]);
        Assert.Equal((ExitCode.Ok, string.Empty), (code, error));
        if (Find(verb).Hidden)
        {
            return; // for this binary's own children only
        }

        Assert.Contains("Usage:", output, StringComparison.Ordinal);
        Assert.All(HelpExamples.Of(Find(verb)), example => Assert.Contains(example, output, StringComparison.Ordinal));
        foreach (Option option in Find(verb).Options.Where(o => !o.Hidden))
        {
            Assert.Contains(option.Name, output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void A_wrong_option_exits_2_and_is_named(string verb)
    {
        (int code, string output, string error) = Verb.Run([.. Words(verb), Wrong]);
        Assert.Equal((ExitCode.Usage, string.Empty), (code, output));
        Assert.Contains(Wrong, error, StringComparison.Ordinal);
        Assert.Contains($"`basisd {(verb.Length == 0 ? "" : verb + " ")}--help`", error, StringComparison.Ordinal);
        Assert.All(error.TrimEnd().Split('\n'), line => Assert.StartsWith("basisd: ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Examples_are_command_lines_that_parse()
    {
        string[] examples = [.. Verbs.SelectMany(verb => HelpExamples.Of(Find(verb.Data)))];
        Assert.NotEmpty(examples);
        foreach (string example in examples)
        {
            string line = example.Split("basisd ", 2)[1].Split(["  #", " |", " >", " &&", ";"], 2, StringSplitOptions.None)[0];
            ParseResult parsed = CommandLine.Root().Parse(line);
            Assert.True(parsed.Errors.Count == 0 && UnknownOptions.First(parsed) is null, $"`{example}`: {string.Join(' ', parsed.Errors)}");
        }
    }

    [Fact]
    public void A_word_behind_a_double_dash_may_begin_as_it_likes()
    {
        (int code, _, string error) = Verb.Run("config", "check", "--", Wrong);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("does not exist", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistyped_option_gets_a_proposal() =>
        Assert.Contains("did you mean --json?", Verb.Run("journal", "verify", "--jsn").Error, StringComparison.Ordinal);

    private static string[] Words(string verb) => verb.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static Command Find(string verb) =>
        Words(verb).Aggregate((Command)CommandLine.Root(), (command, word) => command.Subcommands.Single(c => c.Name == word));

    private static IEnumerable<string> Paths(Command command, string[] path) =>
        command.Subcommands.SelectMany(c => Paths(c, [.. path, c.Name])).Prepend(string.Join(' ', path));
}
