using System;
using System.Collections.Generic;

namespace Basisd.Tests.Monitoring;

/// <summary>The selectors of an expression: each metric that it asks for, with its matchers; no functions, labels or words.</summary>
internal static class PromQl
{
    private static readonly HashSet<string> s_clauses =
        new(StringComparer.Ordinal) { "by", "without", "on", "ignoring", "group_left", "group_right" };

    private static readonly HashSet<string> s_words =
        new(StringComparer.Ordinal) { "and", "or", "unless", "bool", "offset", "inf", "nan", "sum", "min", "max", "avg", "count", "group" };

    /// <summary>The selectors, each once, in the order of the text.</summary>
    public static IReadOnlyList<string> Selectors(string expression)
    {
        List<string> found = [];
        int at = 0;
        while (at < expression.Length)
        {
            char c = expression[at];
            if (c == '"')
            {
                at = PastText(expression, at);
            }
            else if (c == '[')
            {
                at = expression.IndexOf(']', at) + 1;
            }
            else if (char.IsAsciiDigit(c))
            {
                at = PastWord(expression, at);
            }
            else if (IsOfWord(c))
            {
                at = Word(expression, at, found);
            }
            else
            {
                at++;
            }
        }

        return found;
    }

    /// <summary>The name of a selector's metric.</summary>
    public static string MetricOf(string selector) => selector[..PastWord(selector, 0)];

    private static int Word(string text, int start, List<string> found)
    {
        int end = PastWord(text, start);
        string word = text[start..end];
        int next = end;
        while (next < text.Length && char.IsWhiteSpace(text[next]))
        {
            next++;
        }

        bool opens = next < text.Length && text[next] == '(';
        if (s_clauses.Contains(word))
        {
            return opens ? text.IndexOf(')', next) + 1 : end;
        }

        if (opens || s_words.Contains(word))
        {
            return end;
        }

        int last = end < text.Length && text[end] == '{' ? PastMatchers(text, end) : end;
        string selector = text[start..last];
        if (!found.Contains(selector))
        {
            found.Add(selector);
        }

        return last;
    }

    private static int PastMatchers(string text, int at)
    {
        while (text[at] != '}')
        {
            at = text[at] == '"' ? PastText(text, at) : at + 1;
        }

        return at + 1;
    }

    private static int PastText(string text, int at)
    {
        for (at++; text[at] != '"'; at++)
        {
            at += text[at] == '\\' ? 1 : 0;
        }

        return at + 1;
    }

    private static int PastWord(string text, int at)
    {
        while (at < text.Length && (IsOfWord(text[at]) || char.IsAsciiDigit(text[at])))
        {
            at++;
        }

        return at;
    }

    private static bool IsOfWord(char c) => char.IsAsciiLetter(c) || c is '_' or ':';
}
