using System;
using System.Diagnostics;
using System.Net.Sockets;
using System.Threading;

namespace Basisd.Tests.Comparison;

/// <summary>A server of somebody else as a child, for as long as it is measured.</summary>
internal sealed class ChildServer : IDisposable
{
    private const int PatienceMs = 20_000;

    private readonly Process _process;

    private ChildServer(Process process) => _process = process;

    /// <summary>Resident memory, bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts it; what it prints is thrown away.</summary>
    public static ChildServer Start(string program, params string[] arguments)
    {
        ProcessStartInfo info = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process = Process.Start(info)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ChildServer(process);
    }

    /// <summary>Waits until something is so, as finely as the scheduler lets it.</summary>
    public void Until(Func<bool> isSo)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!isSo())
        {
            if (_process.HasExited || watch.ElapsedMilliseconds > PatienceMs)
            {
                throw new InvalidOperationException($"{_process.StartInfo.FileName} does not answer");
            }

            Thread.Sleep(1);
        }
    }

    /// <summary>Connects to its Unix socket once it listens.</summary>
    public Socket Connect(string path)
    {
        Socket? connected = null;
        Until(() =>
        {
            Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                socket.Connect(new UnixDomainSocketEndPoint(path));
                connected = socket;
                return true;
            }
            catch (SocketException)
            {
                socket.Dispose();
                return false;
            }
        });
        return connected!;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.WaitForExit();
        _process.Dispose();
    }
}
