using Basisd.Host.Http;

namespace Basisd.Host.Page;

/// <summary>The journal's head: how far it is, how far it is durable, what is signed.</summary>
internal static class JournalPart
{
    /// <summary>Writes it.</summary>
    public static void Add(HtmlText html, StatusSnapshot status)
    {
        JournalStatus journal = status.Journal;
        html.Add($"<section aria-labelledby=\"journal-h\"><h2 id=\"journal-h\">Journal</h2><div id=\"journal\" data-part>");
        if (journal.Problem.Length > 0)
        {
            html.Add($"<p class=\"bad\"><b>Problem:</b> {journal.Problem}</p>");
        }

        if (!journal.AcceptsCommits)
        {
            html.Add($"<p class=\"bad\"><b>Space:</b> below the floor, engine commits are refused</p>");
        }

        long lag = journal.Sequence - journal.Committed;
        html.Add($"<dl><dt>Head</dt><dd>entry {journal.Sequence}, <code>{journal.HeadHash}</code></dd>");
        string durable = lag == 0 ? "all of it" : $"entry {journal.Committed}, {lag} behind the head";
        html.Add($"<dt>Durable</dt><dd>{durable}</dd><dt>Signed head</dt><dd>");
        if (journal.SignedHead is { } signed)
        {
            html.Add($"entry {signed.Sequence}, {PageTime.Utc(signed.At)}, key <code>{signed.Key}</code>");
        }
        else
        {
            html.Add($"none, the node has no key");
        }

        html.Add($"</dd><dt>Size</dt><dd>{Size(journal.Bytes)} in {journal.Segments} {(journal.Segments == 1 ? "segment" : "segments")}, ");
        html.Add($"{Size(journal.FreeBytes)} free</dd></dl></div></section>");
    }

    private static string Size(long bytes) =>
        bytes >> 30 >= 10 ? $"{bytes >> 30} GiB" : bytes >> 20 >= 10 ? $"{bytes >> 20} MiB" : $"{bytes >> 10} KiB";
}
