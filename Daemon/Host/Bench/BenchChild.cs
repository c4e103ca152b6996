using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using Basisd.Engine;
using Basisd.Linux;

namespace Basisd.Host.Bench;

/// <summary>
/// The other end of a floor, in a process of its own: bare system calls and nothing else, so that what is compared with them is compared
/// with the machine.
/// </summary>
public static unsafe class BenchChild
{
    /// <summary>Bytes of one message through the pipes: a record.</summary>
    public const int PipeBytes = EngineProtocol.RecordBytes;

    private const int AcceptDeadlineMs = 10_000;

    /// <summary>Sends back what comes through a pipe, until it ends.</summary>
    public static int Echo(int readEnd, int writeEnd)
    {
        byte* buffer = stackalloc byte[PipeBytes];
        int length;
        while ((length = PipeCalls.Read(readEnd, buffer, PipeBytes)) > 0)
        {
            if (PipeCalls.Write(writeEnd, buffer, length) != length)
            {
                return 1;
            }
        }

        return 0;
    }

    /// <summary>Takes packets of one connection and forgets them; answers packets of one record. Until the peer leaves.</summary>
    public static int Sink(string path)
    {
        int listener = SocketCalls.Open(blocking: false);
        if (listener < 0 || SocketCalls.Bind(listener, path, 0b110_000_000) < 0 || SocketCalls.Listen(listener, 1) < 0
            || EventCalls.WaitOne(listener, EventCalls.In, AcceptDeadlineMs) <= 0)
        {
            return 1;
        }

        int fd = SocketCalls.Accept(listener);
        byte[] owner = GC.AllocateUninitializedArray<byte>(EngineProtocol.MaxPacketBytes, pinned: true);
        fixed (byte* buffer = owner)
        {
            while (fd >= 0 && EventCalls.WaitOne(fd, EventCalls.In, -1) >= 0)
            {
                int length;
                while ((length = SocketCalls.Receive(fd, buffer, EngineProtocol.MaxPacketBytes)) > 0)
                {
                    if (length == EngineProtocol.RecordBytes && SocketCalls.Send(fd, buffer, length) != length)
                    {
                        return 1;
                    }
                }

                if (length != -Errno.WouldBlock)
                {
                    return length == 0 ? 0 : 1;
                }
            }
        }

        return 1;
    }

    /// <summary>Starts this binary as a child.</summary>
    /// <exception cref="BenchException">It cannot be started.</exception>
    internal static Process Start(string executable, IEnumerable<string> arguments, params ReadOnlySpan<(string Name, string Value)> environment)
    {
        try
        {
            ProcessStartInfo start = new(executable, arguments)
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            };
            foreach ((string name, string value) in environment)
            {
                start.Environment[name] = value;
            }

            return Process.Start(start)!;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            throw new BenchException($"{executable} cannot be started as a child: {e.Message}; run `basisd bench` from the published binary");
        }
    }

    /// <summary>Ends a child that this process started.</summary>
    internal static void End(Process child)
    {
        if (!child.HasExited)
        {
            child.Kill();
        }

        child.WaitForExit();
        child.Dispose();
    }
}
