using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Linux;

namespace Basisd.Commands.Demo;

/// <summary>One process of the demonstration: this same binary with another verb, its output in a file of its own.</summary>
internal sealed class DemoProcess : IDisposable
{
    private const int LastLines = 12;

    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];

    private DemoProcess(string name, Process process, string log)
    {
        Name = name;
        LogPath = log;
        _process = process;
        _log = new StreamWriter(log) { AutoFlush = true };
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it is, for people.</summary>
    public string Name { get; }

    /// <summary>Where its output goes.</summary>
    public string LogPath { get; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Its last lines.</summary>
    public string Tail
    {
        get
        {
            lock (_lock)
            {
                return string.Join('\n', _lines.TakeLast(LastLines));
            }
        }
    }

    /// <summary>Starts one.</summary>
    public static DemoProcess Start(string name, string log, IEnumerable<string> arguments)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("a process without a path");
        ProcessStartInfo info = new(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        return new DemoProcess(name, Process.Start(info)!, log);
    }

    /// <summary>The rest of the first line that has a mark in it, or null so far.</summary>
    public string? After(string mark)
    {
        lock (_lock)
        {
            string? line = _lines.Find(l => l.Contains(mark, StringComparison.Ordinal));
            return line?[(line.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..];
        }
    }

    /// <summary>Asks it to end and waits.</summary>
    /// <returns>Its exit code; -1 when it had to be killed.</returns>
    public async Task<int> StopAsync()
    {
        if (!_process.HasExited)
        {
            SignalCalls.Terminate(_process.Id);
        }

        using CancellationTokenSource patience = new(StopPatience);
        try
        {
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            return -1;
        }
    }

    /// <summary>SIGKILL, and gone when this returns.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
        lock (_lock)
        {
            _log.Dispose();
        }
    }

    private void Take(string? line)
    {
        lock (_lock)
        {
            if (line is not null && _log.BaseStream is { CanWrite: true })
            {
                _lines.Add(line);
                _log.WriteLine(line);
            }
        }
    }
}
