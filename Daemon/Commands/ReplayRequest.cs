using System;
using System.IO;
using System.Text;
using Basisd.Market;

namespace Basisd.Commands;

/// <summary>What the forms of <c>basisd replay</c> have in common: the same files, the same configuration, text or JSON, perhaps a chart.</summary>
/// <param name="Config">Configuration file; null for the built-in one.</param>
/// <param name="Json">JSON instead of text.</param>
/// <param name="Chart">Where a chart goes; null for none.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Open">Opens the history; null when it is wrong, which was said by then.</param>
internal sealed record ReplayRequest(string? Config, bool Json, string? Chart, TextWriter Output, TextWriter Error, Func<HistoryPlan?> Open)
{
    /// <summary>Prints what was found.</summary>
    public void Print(Action text, Action<Stream> json)
    {
        if (Json)
        {
            using MemoryStream bytes = new();
            json(bytes);
            Output.WriteLine(Encoding.UTF8.GetString(bytes.ToArray()));
        }
        else
        {
            text();
        }
    }

    /// <summary>Draws the chart, if one is wanted.</summary>
    /// <returns>The exit code.</returns>
    public int Draw(Func<string> svg)
    {
        if (Chart is null)
        {
            return ExitCode.Ok;
        }

        try
        {
            File.WriteAllText(Chart, svg());
            return ExitCode.Ok;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Error.WriteLine($"basisd: the chart could not be written to {Chart}: {e.Message}");
            return ExitCode.Usage;
        }
    }
}
