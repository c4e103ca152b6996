using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>One life of a daemon, with everything that it wrote.</summary>
internal sealed class DaemonProcess : IDisposable
{
    private const string ReadyMark = "ready: engine on";

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<bool> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    private DaemonProcess(Process process)
    {
        _process = process;
        Pid = process.Id;
        _reading = Task.WhenAll(Reading(process.StandardError), Reading(process.StandardOutput));
        _ = _reading.ContinueWith(_ => _ready.TrySetResult(false), TaskScheduler.Default);
    }

    public int Pid { get; }

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Standard error and output so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static DaemonProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo info = new(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };

        // What surrounds the test run must not reach the daemon.
        foreach (string variable in (string[])["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "JOURNAL_STREAM"])
        {
            info.Environment.Remove(variable);
        }

        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        return new DaemonProcess(Process.Start(info)!);
    }

    /// <summary>Waits for the line that says ready.</summary>
    public async Task ReadyAsync()
    {
        bool isReady = await _ready.Task.WaitAsync(Poll.Patience, TestContext.Current.CancellationToken).ContinueWith(
            t => t.IsCompletedSuccessfully && t.Result, TaskScheduler.Default);
        Assert.True(isReady, $"{DaemonBinary.Description} did not become ready; it said:\n{Output}");
    }

    /// <summary>SIGKILL, and gone when this returns.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Signal(int signal) => Signals.Send(Pid, signal);

    /// <summary>Waits for the end and for the last line.</summary>
    public async Task<int> ExitAsync(TimeSpan? patience = null)
    {
        await Poll.UntilAsync(() => _process.HasExited, () => $"the process has not ended; it said:\n{Output}", patience);
        await _reading.WaitAsync(Poll.Patience, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    /// <summary>On a thread of its own: one of the pool's may be seconds away, and a daemon that is ready would not be seen to be.</summary>
    private Task Reading(System.IO.StreamReader from) =>
        Task.Factory.StartNew(() => Read(from), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Read(System.IO.StreamReader from)
    {
        while (from.ReadLine() is { } line)
        {
            lock (_output)
            {
                _output.AppendLine(line);
            }

            if (line.Contains(ReadyMark, StringComparison.Ordinal))
            {
                _ready.TrySetResult(true);
            }
        }
    }
}
