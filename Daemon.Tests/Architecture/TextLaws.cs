using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Basisd.Tests.Architecture;

/// <summary>
/// Words that no file of the repository may hold, code or not. The words are put together from halves, because these files
/// are judged as well.
/// </summary>
internal static class TextLaws
{
    private static readonly Regex MachinePaths = Any(@"(?<![\w.~-])/wo" + @"rk/", @"(?<![\w.~-])/ro" + @"ot/", @"/home/(?!basisd)[a-z]\w*/");

    private static readonly Regex RegistryHosts = Any(
        @"\bnu" + @"get\.org", @"\bnp" + @"mjs\.(?:org|com)", @"\bpy" + @"pi\.org", @"\bpython" + @"hosted\.org", @"\bcrates" + @"\.io",
        @"\bruby" + @"gems\.org", @"\bproxy\.gol" + @"ang\.org", @"\bdoc" + @"ker\.io", @"\bgh" + @"cr\.io", @"\bqu" + @"ay\.io",
        @"\bregis" + @"try\.[a-z0-9-]+\.[a-z]{2,}");

    private static readonly Regex Authorship = Any(
        @"\bClau" + @"de\b", @"\bAnth" + @"ropic\b", @"\bOpen" + @"AI\b", @"\bChat" + @"GPT\b", @"\bGPT" + @"-\d",
        @"\bCopi" + @"lot\b", @"\bL" + @"LMs?\b",
        @"\blanguage mo" + @"dels?\b", @"\bsub" + @"-?agents?\b",
        @"\bAI[ -](?:agents?|assist\w*|gener\w*|written)\b", @"\bCo-Auth" + @"ored-By\b");

    public static Law[] All =>
    [
        new(
            "machine path",
            "The repository builds and runs anywhere; a path of one developer's machine works on that machine.",
            "Derive the path from the repository's root, from configuration, or from the test's own temporary folder.",
            NotALockFile,
            (_, f) => Hits(f, MachinePaths)),
        new(
            "registry host",
            "Where packages come from is the business of the machine that builds, not of this repository.",
            "Name the package and its version; leave the source to the machine's own configuration.",
            _ => true,
            (_, f) => Hits(f, RegistryHosts)),
        new(
            "authorship",
            "The project speaks of the daemon alone, not of the tools that somebody wrote it with.",
            "Delete the remark.",
            _ => true,
            (_, f) => Hits(f, Authorship)),
    ];

    private static bool NotALockFile(SourceFile file) => file.Name != "packages.lock.json";

    private static IEnumerable<(int Line, string What)> Hits(SourceFile file, Regex words) =>
        words.Matches(file.Text.ToString()).Select(m => (file.LineOf(m.Index), $"'{m.Value}'"));

    private static Regex Any(params string[] words) =>
        new(string.Join('|', words), RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
}
