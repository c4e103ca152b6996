using System;
using System.Collections.Generic;
using System.IO;
using System.Text.RegularExpressions;
using Basisd.Tests.Host;
using Xunit;

namespace Basisd.Tests.Host.Reports;

/// <summary>Compares a document with the one that is kept; what is random in it (hashes over signatures, identities) is numbered first.</summary>
internal static class GoldenText
{
    private static readonly Regex Random = new("[0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{12}(?=…)", RegexOptions.CultureInvariant);

    /// <summary>Holds a document to the golden one; with <c>BASISD_GOLDEN=write</c> it is written anew.</summary>
    public static void Matches(string name, string document)
    {
        string path = Repository.File(Path.Combine("Daemon.Tests", "Host", "Reports", "golden", name));
        string plain = Numbered(document);
        if (Environment.GetEnvironmentVariable("BASISD_GOLDEN") == "write")
        {
            File.WriteAllText(path, plain);
        }

        Assert.Equal(File.ReadAllText(path), plain);
    }

    private static string Numbered(string document)
    {
        Dictionary<string, int> seen = [];
        return Random.Replace(document, match =>
        {
            seen.TryAdd(match.Value, seen.Count + 1);
            return $"#{seen[match.Value]}";
        });
    }
}
