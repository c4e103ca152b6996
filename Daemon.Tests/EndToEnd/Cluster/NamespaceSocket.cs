using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>
/// Sockets that belong to another network namespace: a socket stays in the one that it was made in, whichever thread uses it afterwards. The thread
/// that makes it enters the namespace and ends, so that no other work ever runs there.
/// </summary>
internal static partial class NamespaceSocket
{
    private const int NewNetwork = 0x40000000; // CLONE_NEWNET

    /// <summary>A TCP connection.</summary>
    public static Socket Connect(string space, IPEndPoint to) => Make(space, () =>
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // A member that is cut off answers nothing: the caller's patience is shorter than the kernel's.
            IAsyncResult connecting = socket.BeginConnect(to, null, null);
            if (!connecting.AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(1)))
            {
                throw new SocketException((int)SocketError.TimedOut);
            }

            socket.EndConnect(connecting);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    });

    /// <summary>A UDP socket.</summary>
    public static Socket Datagrams(string space) =>
        Make(space, () => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));

    private static Socket Make(string space, Func<Socket> make)
    {
        Socket? made = null;
        Exception? failed = null;
        Thread thread = new(() =>
        {
            try
            {
                using SafeFileHandle file = File.OpenHandle("/run/netns/" + space);
                if (SetNamespace(file, NewNetwork) != 0)
                {
                    throw new IOException($"setns {space}: errno {Marshal.GetLastPInvokeError()}");
                }

                made = make();
            }
            catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException)
            {
                failed = e;
            }
        });
        thread.Start();
        thread.Join();
        return made ?? throw new IOException($"no socket in {space}: {failed?.Message}", failed);
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeFileHandle file, int type);
}
