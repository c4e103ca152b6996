using System;
using System.Collections.Generic;
using System.Text;
using System.Text.RegularExpressions;

namespace Basisd.Tests.Documents;

/// <summary>
/// Output as a document shows it, held against what a command printed. Words and order must be the same; numbers, hashes and the width of
/// blanks may differ. A line <c>…</c> stands for any lines, also none; <c>…</c> within a line for any text. What is not left out in this way
/// must be there.
/// </summary>
internal sealed partial class ShownOutput
{
    private const string Ellipsis = "…";

    private readonly string[] _lines;
    private readonly Regex?[] _patterns;
    private readonly bool _isExcerpt;
    private int _furthest;

    /// <summary>Takes the shown lines.</summary>
    /// <param name="lines">The lines of the block.</param>
    /// <param name="isExcerpt">The command goes on, and several processes write: anything may stand between two lines.</param>
    public ShownOutput(IReadOnlyList<string> lines, bool isExcerpt = false)
    {
        _lines = [.. lines];
        _patterns = Array.ConvertAll(_lines, line => line.Trim() == Ellipsis ? null : Pattern(line));
        _isExcerpt = isExcerpt;
    }

    /// <summary>Why the output is not as shown; empty when it is.</summary>
    public string Difference(string output)
    {
        string[] printed = output.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        _furthest = 0;
        if (Match(0, printed, 0, _isExcerpt))
        {
            return string.Empty;
        }

        string missing = _furthest < _lines.Length ? $"the line {_furthest + 1} of the block was not printed there: {_lines[_furthest]}"
            : "more was printed than is shown; write … where lines are left out";
        return $"{missing}\nprinted was:\n{output}";
    }

    /// <summary>The pattern of one shown line.</summary>
    internal static Regex Pattern(string line)
    {
        StringBuilder pattern = new("^");
        int at = 0;
        foreach (Match loose in Loose().Matches(line))
        {
            pattern.Append(Regex.Escape(line[at..loose.Index]));
            pattern.Append(
                loose.Value == Ellipsis ? ".*"
                : char.IsWhiteSpace(loose.Value[0]) ? @"\s+"
                : loose.Groups["hash"].Success ? "[0-9a-f]+"
                : @"\d+");
            at = loose.Index + loose.Length;
        }

        pattern.Append(Regex.Escape(line[at..])).Append(@"\s*$");
        return new Regex(pattern.ToString(), RegexOptions.None, TimeSpan.FromSeconds(1));
    }

    private bool Match(int shown, string[] printed, int at, bool maySkip)
    {
        _furthest = Math.Max(_furthest, shown);
        if (shown == _lines.Length)
        {
            return maySkip || at == printed.Length;
        }

        if (_patterns[shown] is not { } pattern)
        {
            return Match(shown + 1, printed, at, maySkip: true);
        }

        int last = maySkip ? printed.Length - 1 : Math.Min(at, printed.Length - 1);
        for (int i = at; i <= last; i++)
        {
            if (pattern.IsMatch(printed[i]) && Match(shown + 1, printed, i + 1, _isExcerpt))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"…|\s+|(?<hash>\b(?=[0-9a-f]*[0-9])[0-9a-f]{8,}\b)|\d+", RegexOptions.None, 1000)]
    private static partial Regex Loose();
}
