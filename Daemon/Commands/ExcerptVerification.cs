using System;
using System.CommandLine;
using System.IO;
using Basisd.Host.Audit;
using Basisd.Host.Reports;
using Basisd.Journal;

namespace Basisd.Commands;

/// <summary>What <c>basisd journal verify --excerpt</c> does: an excerpt alone, on any machine, or beside the journal that it is of.</summary>
internal static class ExcerptVerification
{
    /// <summary>Verifies a file.</summary>
    /// <param name="file">The excerpt.</param>
    /// <param name="directory">A state directory to hold it against; null: alone.</param>
    /// <param name="keyPath">The node's public key; null: signatures are not looked at.</param>
    /// <param name="json">Print JSON.</param>
    /// <param name="streams">Where to.</param>
    /// <returns>The exit code: 4 where anything in it does not hold.</returns>
    public static int Run(string file, string? directory, string? keyPath, bool json, InvocationConfiguration streams)
    {
        string problem = string.Empty;
        using HeadKey? key = keyPath is null ? null : HeadKey.LoadPublic(keyPath, out problem);
        byte[]? bytes = problem.Length > 0 ? null : Bytes(file, out problem);
        if (bytes is null)
        {
            streams.Error.WriteLine($"basisd: {problem}");
            return ExitCode.Usage;
        }

        Excerpt? excerpt = ExcerptJson.Read(bytes, out problem);
        ExcerptFinding found = excerpt is null ? new ExcerptFinding(false, problem) : ExcerptCheck.Alone(excerpt, key);
        if (found.IsSound && directory is not null)
        {
            using JournalWalk? walk = JournalWalk.Open(directory, out JournalProblem? missing);
            if (walk is null)
            {
                return JournalCommand.Refuse(missing!, streams.Error);
            }

            found = ExcerptCheck.Beside(excerpt!, found, walk);
        }

        Print(file, excerpt, found, key, json, streams);
        return found.IsSound ? ExitCode.Ok : ExitCode.Integrity;
    }

    private static byte[]? Bytes(string file, out string problem)
    {
        try
        {
            bool isTooLong = new FileInfo(file).Length > Excerpt.MaxFileBytes;
            byte[] bytes = isTooLong ? [] : File.ReadAllBytes(file);
            bool claims = ExcerptJson.Claims(bytes);
            problem = claims ? string.Empty : $"{file} is no excerpt; `basisd incident report --excerpt FILE` writes one";
            return claims ? bytes : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"{file} cannot be read: {e.Message.TrimEnd('.')}";
            return null;
        }
    }

    private static void Print(string file, Excerpt? excerpt, ExcerptFinding found, HeadKey? key, bool json, InvocationConfiguration streams)
    {
        if (json)
        {
            JsonText.Print(streams.Output, to =>
            {
                to.WriteStartObject();
                to.WriteBoolean("sound", found.IsSound);
                to.WriteString("excerpt", file);
                to.WriteString("journal", excerpt?.Journal.ToString());
                to.WriteNumber("incident", excerpt?.Incident ?? 0);
                to.WriteNumber("shown", found.Shown);
                to.WriteNumber("proven", found.Proven);
                to.WriteNumber("hidden", found.Hidden);
                to.WriteNumber("gaps", found.Gaps);
                to.WriteBoolean("compared", found.IsCompared);
                to.WriteString("message", found.Message);
                to.WriteEndObject();
            });
        }

        if (!found.IsSound)
        {
            streams.Error.WriteLine($"basisd: {file}: {found.Message}");
            return;
        }

        if (!json)
        {
            streams.Output.WriteLine($"excerpt    {file}, incident {excerpt!.Incident}, redaction {excerpt.Rules}");
            streams.Output.WriteLine($"journal    {excerpt.Journal}{(found.IsCompared ? ", held against it" : string.Empty)}");
            streams.Output.WriteLine($"shown      {found.Shown} entries, whose chain recomputes");
            string proven = key is null ? "not asked: name the node's public key with --key" : $"{found.Proven} of them, by a signed statement";
            streams.Output.WriteLine($"proven     {proven}");
            streams.Output.WriteLine($"hidden     {found.Hidden} entries in {found.Gaps} gaps; words about them are not proven");
            streams.Output.WriteLine("sound");
        }

        if (!found.IsCompared && found.Proven < found.Shown)
        {
            streams.Error.WriteLine(
                "basisd: note: what no signed statement covers agrees with itself alone; who has the journal can hold it against that: "
                + "verify DIR --excerpt FILE");
        }
    }
}
