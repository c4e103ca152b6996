using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Basisd.Tests.Host;

/// <summary>Runs a program of the machine, or skips the test when it is not installed.</summary>
internal static class Tool
{
    public static async Task<(int Code, string Output)> RunAsync(string name, byte[]? input, params string[] arguments)
    {
        string[] directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        string path = directories.Select(d => Path.Combine(d, name)).FirstOrDefault(File.Exists) ?? "";
        if (path.Length == 0)
        {
            Assert.Skip($"{name} is not installed here");
        }

        ProcessStartInfo start = new(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
