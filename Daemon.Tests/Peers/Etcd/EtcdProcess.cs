using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Tests.EndToEnd;
using Xunit;

namespace Basisd.Tests.Peers.Etcd;

/// <summary>One life of one member of etcd.</summary>
internal sealed class EtcdProcess : IDisposable
{
    private const string ReadyMark = "ready to serve client requests";
    private const string PortMark = "address already in use";

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<bool> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    public EtcdProcess(IEnumerable<string> flags)
    {
        ProcessStartInfo info = new("etcd", flags) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string variable in new List<string>(info.Environment.Keys))
        {
            if (variable.StartsWith("ETCD", StringComparison.Ordinal))
            {
                info.Environment.Remove(variable);
            }
        }

        try
        {
            _process = Process.Start(info)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("etcd is not installed here; `make deps` installs it", e);
        }

        _reading = Task.WhenAll(Task.Run(() => Read(_process.StandardError)), Task.Run(() => Read(_process.StandardOutput)));
        _ = _reading.ContinueWith(_ => _ready.TrySetResult(false), TaskScheduler.Default);
    }

    /// <summary>What it has said so far.</summary>
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

    /// <summary>Whether it ended because somebody else has one of its ports.</summary>
    public bool LostItsPort => Output.Contains(PortMark, StringComparison.Ordinal);

    /// <summary>Waits until it serves clients; false when it ended instead.</summary>
    public Task<bool> ReadyAsync() => _ready.Task.WaitAsync(Poll.Patience, TestContext.Current.CancellationToken);

    /// <summary>SIGSTOP, and no thread of it runs any more when this returns: the signal alone returns before they have stopped.</summary>
    public void Pause()
    {
        Signal(Signals.Stop);
        Assert.True(SpinWait.SpinUntil(IsPaused, Poll.Patience), "etcd does not stop");
    }

    public void Signal(int signal) => Signals.Send(_process.Id, signal);

    /// <summary>Ends it at once, also where it is paused.</summary>
    public void Dispose()
    {
        try
        {
            _process.Kill();
            _process.WaitForExit();
            _reading.Wait(Poll.Patience);
        }
        catch (InvalidOperationException)
        {
            // Disposed of before.
            return;
        }

        _process.Dispose();
    }

    /// <summary>Whether every thread is in state T, the field behind the name in its brackets.</summary>
    private bool IsPaused()
    {
        foreach (string thread in Directory.EnumerateDirectories($"/proc/{_process.Id}/task"))
        {
            string stat = File.ReadAllText(Path.Combine(thread, "stat"));
            if (stat[stat.LastIndexOf(')') + 2] != 'T')
            {
                return false;
            }
        }

        return true;
    }

    private void Read(StreamReader from)
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
