using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Basisd.Tests.Host;

namespace Basisd.Tests.Documents;

/// <summary>A document of the repository: its fenced blocks, and its prose without them.</summary>
internal sealed partial class MarkdownDocument
{
    private const string Fence = "```";

    private readonly List<(int Line, string Text)> _prose = [];
    private readonly List<MarkdownBlock> _blocks = [];

    private MarkdownDocument(string name, IEnumerable<string> lines)
    {
        Name = name;
        int number = 0;
        List<string>? inside = null;
        (int line, string info) = (0, string.Empty);
        foreach (string text in lines)
        {
            number++;
            if (text.StartsWith(Fence, StringComparison.Ordinal))
            {
                if (inside is not null)
                {
                    string[] words = info.Split(' ', 2, StringSplitOptions.TrimEntries);
                    _blocks.Add(new MarkdownBlock(name, line, words[0], words.Length > 1 ? words[1] : string.Empty, inside));
                    inside = null;
                    continue;
                }

                (inside, line, info) = ([], number + 1, text[Fence.Length..].Trim());
            }
            else if (inside is not null)
            {
                inside.Add(text);
            }
            else
            {
                _prose.Add((number, text));
            }
        }

        if (inside is not null)
        {
            throw new InvalidDataException($"{name}:{line}: the block is never closed");
        }
    }

    /// <summary>Path from the repository's root.</summary>
    public string Name { get; }

    public IReadOnlyList<MarkdownBlock> Blocks => _blocks;

    /// <summary>Targets of links that are files of the repository, with the line.</summary>
    public IEnumerable<(int Line, string Target)> FileLinks =>
        from line in _prose
        from link in Link().Matches(CodeSpan().Replace(line.Text, string.Empty))
        let target = link.Groups[1].Value.Split('#')[0]
        where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
        select (line.Line, target);

    /// <summary>What stands between backticks in the prose, with the line.</summary>
    public IEnumerable<(int Line, string Text)> CodeSpans =>
        from line in _prose from span in CodeSpan().Matches(line.Text) select (line.Line, span.Groups[1].Value);

    /// <summary>Every document of the repository.</summary>
    public static IReadOnlyList<MarkdownDocument> All()
    {
        string root = Path.GetDirectoryName(Repository.File("basisd.sln"))!;
        EnumerationOptions visible = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden };
        return Directory.EnumerateFiles(root, "*.md", visible)
            .Select(path => Path.GetRelativePath(root, path))
            .Where(name => !name.Split('/').Any(part => part is "bin" or "obj" or "out"))
            .Order(StringComparer.Ordinal).Select(name => Parse(name, File.ReadLines(Path.Combine(root, name)))).ToArray();
    }

    public static MarkdownDocument Parse(string name, IEnumerable<string> lines) => new(name, lines);

    [GeneratedRegex(@"\]\(([^)\s]+)\)", RegexOptions.None, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("`([^`]+)`", RegexOptions.None, 1000)]
    private static partial Regex CodeSpan();
}
