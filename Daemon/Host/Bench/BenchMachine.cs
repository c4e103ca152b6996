using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Basisd.Host.Bench;

/// <summary>On what the figures were taken. A figure without its machine says nothing; what cannot be read is named as such.</summary>
/// <param name="Cpu">Model of the processor.</param>
/// <param name="Cores">Processors that this process may use.</param>
/// <param name="Kernel">Release of the kernel.</param>
/// <param name="Governor">Frequency governor, or why there is none.</param>
/// <param name="Load">Load averages at the start.</param>
/// <param name="Runtime">Runtime, and whether compiled ahead of time.</param>
public sealed record BenchMachine(string Cpu, int Cores, string Kernel, string Governor, string Load, string Runtime)
{
    private const string Unreadable = "not readable";

    /// <summary>Reads the facts.</summary>
    public static BenchMachine Read() => new(
        CpuModel(),
        Environment.ProcessorCount,
        FirstLine("/proc/sys/kernel/osrelease"),
        FirstLine("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        FirstLine("/proc/loadavg"),
        RuntimeInformation.FrameworkDescription
            + (RuntimeFeature.IsDynamicCodeSupported ? ", just-in-time: not the binary that ships" : ", Native AOT"));

    /// <summary>The facts by name.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts =>
    [
        ("cpu", Cpu), ("cores", $"{Cores}"), ("kernel", Kernel), ("governor", Governor), ("load", Load), ("runtime", Runtime),
    ];

    private static string CpuModel()
    {
        foreach (string line in Lines("/proc/cpuinfo"))
        {
            if (line.StartsWith("model name", StringComparison.Ordinal))
            {
                return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
            }
        }

        return RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string FirstLine(string path)
    {
        string[] lines = Lines(path);
        return lines.Length > 0 ? lines[0].Trim() : Unreadable;
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
