using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Basisd.Commands;
using Basisd.Host.Configuration;
using Basisd.Host.Logging;
using Xunit;

namespace Basisd.Tests.Host.Systemd;

/// <summary>What the message catalogue tells people to look at is there: verbs, fields, settings, metrics and documents have these names.</summary>
public sealed partial class CatalogueTests
{
    private static readonly string s_text = File.ReadAllText(Repository.File("systemd/basisd.catalog"));

    [Fact]
    public void Every_entry_has_a_subject_of_its_own_and_says_what_to_do()
    {
        Match[] entries = [.. Entry().Matches(s_text).Cast<Match>()];
        Assert.Equal(LogEvents.All.Length, entries.Length);
        Assert.Equal(entries.Length, entries.Select(e => e.Groups["subject"].Value).Distinct(StringComparer.Ordinal).Count());
        Assert.All(entries, e => Assert.True(e.Groups["body"].Value.Trim().Length > 15, e.Value));
    }

    [Fact]
    public void Every_kind_of_entry_is_written_somewhere()
    {
        string[] code = [.. Code()];
        IEnumerable<string> kinds = Kind().Matches(code.Single(c => c.Contains("static class LogEvents", StringComparison.Ordinal)))
            .Select(m => m.Groups[1].Value);
        Assert.Equal(LogEvents.All.Length, kinds.Count());
        Assert.All(kinds, k => Assert.Contains(code, c => Regex.IsMatch(c, $@"\bLogEvents\.{k}\b")));
    }

    [Fact]
    public void Every_verb_that_it_names_exists()
    {
        string[] verbs = [.. Verb().Matches(s_text).Select(m => Regex.Replace(m.Groups[1].Value, @"\s+", " "))];
        Assert.True(verbs.Length > 10, "the pattern has gone blind");
        foreach (string verb in verbs)
        {
            Command at = CommandLine.Root();
            string[] words = [.. verb.Split(' ').TakeWhile(w => char.IsAsciiLetterLower(w[0]))];
            foreach (string word in words)
            {
                at = at.Subcommands.FirstOrDefault(c => c.Name == word)
                    ?? (at.Subcommands.Count == 0 ? at : throw new InvalidDataException($"`basisd {verb}`: there is no {word}"));
            }
        }
    }

    [Fact]
    public void Every_field_that_it_names_is_a_property_of_some_entry()
    {
        HashSet<string> properties = [.. Code().SelectMany(c => Property().Matches(c))
            .Select(m => (m.Groups[1].Value + m.Groups[2].Value).ToUpperInvariant())];
        string[] fields = [.. Field().Matches(s_text).Select(m => m.Groups[1].Value.Replace("_", "", StringComparison.Ordinal))];
        Assert.True(fields.Length > 3, "the pattern has gone blind");
        Assert.All(fields, f => Assert.Contains(f, properties));
    }

    [Fact]
    public void Every_setting_metric_and_document_that_it_names_exists()
    {
        string reference = File.ReadAllText(Repository.File("Daemon.Tests/Host/Metrics/names.golden"));
        Assert.All(Metric().Matches(s_text), m => Assert.Contains(m.Value, reference, StringComparison.Ordinal));
        string[] settings = [.. SettingTable.All.Select(s => s.DisplayPath)];
        string[] named = [.. Setting().Matches(s_text).Select(m => m.Value)];
        Assert.True(named.Length > 1, "the pattern has gone blind");
        Assert.All(named, n => Assert.Contains(n, settings));
        Assert.All(Document().Matches(s_text), m => Assert.True(File.Exists(Repository.File(m.Value)), m.Value));
    }

    private static IEnumerable<string> Code() =>
        Directory.EnumerateFiles(Repository.File("Daemon"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText);

    [GeneratedRegex(@"public static readonly LogEvent (\w+) =")]
    private static partial Regex Kind();

    [GeneratedRegex(@"^-- [0-9a-f]{32}\nSubject: basisd: (?<subject>.+)\nDefined-By: basisd\n\n(?<body>(?:(?!^-- ).*\n?)+)", RegexOptions.Multiline)]
    private static partial Regex Entry();

    [GeneratedRegex(@"`basisd ([a-z][^`]*)`")]
    private static partial Regex Verb();

    [GeneratedRegex(@"\{([A-Z][A-Za-z]+)[}:,]|ForContext\(""([A-Za-z]+)""")]
    private static partial Regex Property();

    [GeneratedRegex(@"\bBASIS_([A-Z_]+)")]
    private static partial Regex Field();

    [GeneratedRegex(@"\bbasisd_[a-z_]+")]
    private static partial Regex Metric();

    [GeneratedRegex(@"(?<![-/\w])(?:cluster|webhook|journal|node|admin|gateway|probes)\.[a-z_]+\b(?!\.)")]
    private static partial Regex Setting();

    [GeneratedRegex(@"\bdocs/[a-z-]+\.[a-z]+")]
    private static partial Regex Document();
}
