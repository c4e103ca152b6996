using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using Basisd.Gate;
using Basisd.Linux;
using Xunit;

namespace Basisd.Tests.Gate;

/// <summary>
/// A process of its own that holds a gate open, to be killed or frozen. It is the test executable again: told by the environment,
/// it becomes the writer before any test starts.
/// </summary>
internal sealed partial class WriterProcess : IDisposable
{
    private const string Variable = "BASISD_TEST_GATE_WRITER";
    private const int Stop = 19;
    private const int Continue = 18;

    private static readonly string Executable = Path.Combine(AppContext.BaseDirectory, "Daemon.Tests");

    private readonly Process _process;

    private WriterProcess(Process process) => _process = process;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Starts a writer that renews every 50 ms for that long; returns when it is open.</summary>
    public static WriterProcess Start(string page, long validForNs)
    {
        ProcessStartInfo info = new(Executable) { RedirectStandardOutput = true };
        info.Environment[Variable] = string.Create(CultureInfo.InvariantCulture, $"{validForNs}|{page}");
        Process process = Process.Start(info)!;
        Assert.Equal("open", process.StandardOutput.ReadLine());
        return new(process);
    }

    /// <summary>What the writer says when it starts as user 65534; null where it cannot be started so.</summary>
    public static string? ProblemAsNobody(string page)
    {
        if (Environment.UserName != "root" || !CReader.Has("setpriv"))
        {
            return null;
        }

        ProcessStartInfo info = new("setpriv") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["--reuid=65534", "--regid=65534", "--clear-groups", Executable])
        {
            info.ArgumentList.Add(argument);
        }

        info.Environment[Variable] = $"1|{page}";
        using Process process = Process.Start(info)!;
        string? line = process.StandardOutput.ReadLine();
        process.Kill();
        return line;
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Freeze() => Assert.Equal(0, Signal(_process.Id, Stop));

    public void Thaw() => Assert.Equal(0, Signal(_process.Id, Continue));

    public bool WaitForExit(int milliseconds) => _process.WaitForExit(milliseconds);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    [ModuleInitializer]
    internal static void BecomeWriter()
    {
        string? task = Environment.GetEnvironmentVariable(Variable);
        if (task is null)
        {
            return;
        }

        string[] parts = task.Split('|', 2);
        long validFor = long.Parse(parts[0], CultureInfo.InvariantCulture);
        GateWriter? writer = GateWriter.Create(parts[1], 1, GateFolder.Names, GateClock.BootTime, out string problem);
        if (writer is null)
        {
            Console.WriteLine(problem);
            Environment.Exit(2);
            return;
        }

        for (int i = 0; i < GateFolder.Names.Length; i++)
        {
            writer.Publish(i, GateFolder.AllowAll, 0, 0, 1);
        }

        writer.Renew(BootClock.NowNs() + validFor);
        Console.WriteLine("open");
        while (true)
        {
            Thread.Sleep(50);
            if (!writer.Renew(BootClock.NowNs() + validFor))
            {
                Environment.Exit(7); // the page is somebody else's now
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
