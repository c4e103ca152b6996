using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Reflection;
using Basisd.Gate;

namespace Basisd.Host.Bench;

/// <summary>
/// Compiles the C side of the gate measurement with the machine's own compiler, from the header that this binary carries, and runs it.
/// What does not compile is a note, never a failed run.
/// </summary>
internal sealed class GateCompiler(string folder, Action renew)
{
    private const string Compiler = "cc";
    private const int CompileDeadlineMs = 30_000;
    private const int GraceMs = 5_000;
    private const int RenewEveryMs = 50;
    private const int Columns = 4;

    private static readonly string[] s_sources = ["basis_gate.h", "gate_bench.c"];

    /// <summary>Whether there is a compiler.</summary>
    public static bool IsThere
    {
        get
        {
            string path = Environment.GetEnvironmentVariable("PATH") ?? string.Empty;
            return Array.Exists(path.Split(':'), d => d.Length > 0 && File.Exists(Path.Combine(d, Compiler)));
        }
    }

    /// <summary>Compiles, runs while the page is renewed, adds the figures or a note.</summary>
    public void Measure(string page, GateClock clock, string[] scopes, long forNs, List<BenchFigure> figures, List<string> notes)
    {
        foreach (string name in s_sources)
        {
            using Stream? source = Assembly.GetExecutingAssembly().GetManifestResourceStream(name);
            if (source is null)
            {
                notes.Add($"C: skipped, this binary does not carry {name}");
                return;
            }

            using FileStream file = File.Create(Path.Combine(folder, name));
            source.CopyTo(file);
        }

        string program = Path.Combine(folder, "gate_bench");
        string[] arguments = ["-O2", "-std=gnu11", "-o", program, Path.Combine(folder, s_sources[1])];
        (int code, string _, string error) = Run(Compiler, arguments, CompileDeadlineMs);
        if (code != 0)
        {
            notes.Add($"C: skipped, {Compiler} failed: {error.Split('\n')[0]}");
            return;
        }

        string milliseconds = (forNs / 1_000_000).ToString(CultureInfo.InvariantCulture);
        (code, string output, error) = Run(program, [milliseconds, page, .. scopes], (int)(forNs / 1_000_000) + GraceMs);
        if (code != 0)
        {
            notes.Add($"C: the program ended with {code}: {error}".TrimEnd());
            return;
        }

        Samples[] columns = [new(), new(), new(), new()];
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] numbers = line.Split(' ');
            for (int i = 0; i < Columns && i < numbers.Length; i++)
            {
                columns[i].Add(double.Parse(numbers[i], CultureInfo.InvariantCulture));
            }
        }

        GateBench.AddFigures("C", clock, columns, figures);
    }

    private (int Code, string Output, string Error) Run(string program, string[] arguments, int deadlineMs)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using Process process = Process.Start(start)!;
        System.Threading.Tasks.Task<string> output = process.StandardOutput.ReadToEndAsync();
        System.Threading.Tasks.Task<string> error = process.StandardError.ReadToEndAsync();
        Stopwatch watch = Stopwatch.StartNew();
        do
        {
            renew();
        }
        while (!process.WaitForExit(RenewEveryMs) && watch.ElapsedMilliseconds < deadlineMs);
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            return (-1, string.Empty, $"did not end within {deadlineMs} ms");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}
