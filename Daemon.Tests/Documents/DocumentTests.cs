using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Basisd.Commands;
using Basisd.Tests.Host;
using Xunit;

namespace Basisd.Tests.Documents;

/// <summary>The documents say what is so. What no document may say at all is a law in <c>Architecture/TextLaws.cs</c>.</summary>
[Collection(LiveDocuments.Name)]
public sealed class DocumentTests(ITestOutputHelper output)
{
    public static TheoryData<string> WithCommands() =>
        new(MarkdownDocument.All().Where(d => d.Blocks.Any(b => b.Language == "sh")).Select(d => d.Name));

    [Theory]
    [MemberData(nameof(WithCommands))]
    public async Task Every_command_does_and_prints_what_the_document_shows(string name)
    {
        MarkdownDocument document = MarkdownDocument.All().Single(d => d.Name == name);
        using DocumentSession session = new(output);
        await session.FollowAsync(document);
    }

    [Fact]
    public void The_readme_is_among_them() => Assert.Contains("README.md", WithCommands().Select(row => row.Data));

    [Fact]
    public void Every_link_to_a_file_finds_it()
    {
        List<string> broken = [];
        int links = 0;
        foreach (MarkdownDocument document in MarkdownDocument.All())
        {
            string directory = Path.GetDirectoryName(Repository.File(document.Name))!;
            foreach ((int line, string target) in document.FileLinks)
            {
                links++;
                string path = Path.Combine(directory, target);
                if (!File.Exists(path) && !Directory.Exists(path))
                {
                    broken.Add($"{document.Name}:{line}: {target}");
                }
            }
        }

        Assert.Empty(broken);
        Assert.True(links > 5, $"only {links} links were found; the pattern has gone blind");
    }

    [Fact]
    public void Every_verb_and_target_that_is_named_exists()
    {
        string[] targets = File.ReadLines(Repository.File("Makefile")).Where(l => l.StartsWith(".PHONY:", StringComparison.Ordinal))
            .SelectMany(l => l.Split(' ').Skip(1)).ToArray();
        List<string> unknown = [];
        int named = 0;
        foreach (MarkdownDocument document in MarkdownDocument.All())
        {
            foreach ((int line, string text) in document.CodeSpans)
            {
                string[] words = text.Split(' ');
                bool isVerb = words is ["basisd" or "out/basisd", _, ..] && char.IsAsciiLetterLower(words[1][0]);
                bool isTarget = words is ["make", _, ..] && char.IsAsciiLetterLower(words[1][0]);
                named += isVerb || isTarget ? 1 : 0;
                if ((isVerb && !IsVerb(words[1..])) || (isTarget && !targets.Contains(words[1])))
                {
                    unknown.Add($"{document.Name}:{line}: {text}");
                }
            }
        }

        Assert.Empty(unknown);
        Assert.True(named > 5, $"only {named} were found; the pattern has gone blind");
    }

    // Words down the tree; a verb that has parts and no action of its own must be followed by one of them.
    private static bool IsVerb(IReadOnlyList<string> words)
    {
        Command at = CommandLine.Root();
        foreach (string word in words)
        {
            if (at.Subcommands.FirstOrDefault(c => c.Name == word) is not { } next)
            {
                break;
            }

            at = next;
        }

        return at is not RootCommand;
    }
}
