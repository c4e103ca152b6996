using System.Collections.Generic;
using System.Diagnostics;
using Xunit;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>Programs that end by themselves: <c>ip</c>, <c>nft</c>, verbs of the daemon.</summary>
internal static class Tool
{
    /// <summary>Runs one to its end.</summary>
    /// <returns>Its exit code and everything that it said.</returns>
    public static (int Code, string Said) Try(string program, IEnumerable<string> words, string? input = null)
    {
        ProcessStartInfo info = new(program, words)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        using Process process = Process.Start(info)!;
        if (input is not null)
        {
            process.StandardInput.Write(input);
        }

        process.StandardInput.Close();
        System.Threading.Tasks.Task<string> error = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd();
        said += error.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, said);
    }

    /// <summary>Runs one that must succeed.</summary>
    public static string Run(string program, params IEnumerable<string> words)
    {
        (int code, string said) = Try(program, words);
        Assert.True(code == 0, $"{program} {string.Join(' ', words)} ended with {code}: {said}");
        return said;
    }
}
