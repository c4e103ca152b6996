using System.CommandLine;
using Basisd.Host.Http;

namespace Basisd.Commands;

/// <summary>Prints what the daemon answered to an operator's act; the outcome is the exit code.</summary>
public static class ActAnswer
{
    /// <summary>Prints one answer.</summary>
    /// <returns>The exit code.</returns>
    public static int Print(ParseResult parsed, AdminResult<OperatorReply> result)
    {
        if (result.Outcome == AdminOutcome.Ok && result.Value is { } done)
        {
            parsed.InvocationConfiguration.Output.WriteLine($"{done.Message} (journal entry {done.Sequence})");
            return ExitCode.Ok;
        }

        string hint = result.Hint.Length > 0 ? $"; {result.Hint}" : string.Empty;
        parsed.InvocationConfiguration.Error.WriteLine($"basisd: {result.Error}{hint}");
        return (int)result.Outcome;
    }
}
