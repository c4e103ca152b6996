using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using Basisd.Safety;

namespace Basisd.Commands.Drill;

/// <summary>What the journal must say of a drill once it is over: the platform went this way and no other, in one DMM, by one resumption.</summary>
internal static class DrillJournal
{
    private const string Approval = "approval";

    private static readonly string[] Way =
    [
        ModeText.Of(Mode.Dmm), .. StagesOf(), ModeText.Of(Mode.Normal),
    ];

    /// <summary>Reads it.</summary>
    /// <param name="directory">State directory.</param>
    /// <param name="configuration">The node's configuration: it names the scopes.</param>
    /// <param name="refusals">Submissions of approvals that were refused.</param>
    /// <returns>What is not as it must be; empty for nothing.</returns>
    public static string Problem(string directory, string configuration, int refusals)
    {
        using StringWriter lines = new();
        using StringWriter notes = new();
        int code = CommandLine.Run(["journal", "export", directory, "--config", configuration], lines, notes);
        if (code != ExitCode.Ok)
        {
            return $"`basisd journal export` ends with code {code}: {notes}";
        }

        List<string> way = [];
        int approvals = 0;
        foreach (string line in lines.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using JsonDocument entry = JsonDocument.Parse(line);
            string kind = entry.RootElement.GetProperty("kind").GetString()!;
            approvals += kind == Approval ? 1 : 0;
            if (kind == "transition" && entry.RootElement.GetProperty("scope").GetString() == "platform")
            {
                way.Add(entry.RootElement.GetProperty("to").GetString()!);
            }
        }

        string went = string.Join(" → ", way);
        return went != string.Join(" → ", Way) ? $"the journal says that the platform went NORMAL → {went}"
            : approvals != refusals + 1 ? $"the journal has {approvals} submissions of approvals, of which {refusals + 1} were made"
            : string.Empty;
    }

    private static IEnumerable<string> StagesOf()
    {
        for (int stage = 0; stage <= PermissionMatrix.LastStage; stage++)
        {
            yield return ModeText.Of(Mode.Recovery, stage);
        }
    }
}
