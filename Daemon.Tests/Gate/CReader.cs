using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Xunit;

namespace Basisd.Tests.Gate;

/// <summary>Compiles gate_reader.c against the real header, once per test run, and runs it.</summary>
internal static class CReader
{
    private static readonly string[] s_strict = ["-Wall", "-Wextra", "-Werror", "-pedantic", "-I", Path.Combine(RepositoryRoot(), "Daemon", "Gate")];
    private static readonly Lazy<string> s_plain = new(() => Compile("cc", "gate_reader", "-std=c11", "-O2"));
    private static readonly Lazy<string> s_checked = new(CompileChecked);

    public static string HeaderPath => Path.Combine(RepositoryRoot(), "Daemon", "Gate", "basis_gate.h");

    public static string LayoutPath => Path.Combine(RepositoryRoot(), "Daemon", "Gate", "LAYOUT.md");

    /// <summary>The optimized reader; skips the test where there is no C compiler.</summary>
    public static string Plain => s_plain.Value;

    /// <summary>The reader under the address and undefined-behaviour sanitizers, or the plain one where they are not installed.</summary>
    public static string Checked => s_checked.Value;

    public static Process Start(string program, params IEnumerable<string> arguments)
    {
        ProcessStartInfo info = new(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
        {
            info.ArgumentList.Add(argument);
        }

        return Process.Start(info)!;
    }

    public static (int Code, string[] Lines, string Error) Run(string program, params IEnumerable<string> arguments)
    {
        using Process process = Start(program, arguments);
        System.Threading.Tasks.Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries), error.Result);
    }

    /// <summary>Compiles the reader in another dialect; the text is what the compiler said, empty when it was content.</summary>
    public static string CompileIn(string compiler, string output, params string[] options)
    {
        string source = Path.Combine(RepositoryRoot(), "Daemon.Tests", "Gate", "gate_reader.c");
        string language = compiler is "c++" ? "c++" : "c";
        (int code, string[] lines, string error) = Run(compiler, [.. options, .. s_strict, "-x", language, source, "-o", output]);
        return code == 0 ? string.Empty : $"{compiler} {string.Join(' ', options)}: exit {code}\n{string.Join('\n', lines)}{error}";
    }

    public static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':').Any(p => p.Length > 0 && File.Exists(Path.Combine(p, program)));

    private static string Compile(string compiler, string name, params string[] options)
    {
        string output = OutputPath(name);
        string problem = CompileIn(compiler, output, options);
        return problem.Length == 0 ? output : throw new InvalidOperationException(problem);
    }

    private static string CompileChecked()
    {
        string output = OutputPath("gate_reader_checked");
        string[] sanitizers = ["-std=c11", "-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
        return CompileIn("cc", output, sanitizers).Length == 0 ? output : Plain;
    }

    private static string OutputPath(string name)
    {
        if (!Has("cc"))
        {
            Assert.Skip("no C compiler (cc) on this machine");
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("basisd-gate-c-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        return Path.Combine(folder.FullName, name);
    }

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "basisd.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("the tests run outside the repository");
    }
}
