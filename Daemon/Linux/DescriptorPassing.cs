using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Linux;

/// <summary>Passes an open file to the peer of a connected Unix socket (SCM_RIGHTS).</summary>
public static unsafe partial class DescriptorPassing
{
    private const int SolSocket = 1;
    private const int ScmRights = 1;
    private const int NoSignalDontWait = 0x4000 | 0x40;
    private const int CloseOnExec = 0x40000000;

    // struct cmsghdr is a size_t and two ints; one descriptor follows, padded to 8 bytes.
    private const int HeaderBytes = 16;
    private const int ControlBytes = 24;

    /// <summary>Sends an empty message that carries the file, without waiting.</summary>
    /// <returns>False when the socket takes nothing now.</returns>
    public static bool TrySend(SafeHandle socket, SafeFileHandle file)
    {
        bool socketHeld = false;
        bool fileHeld = false;
        try
        {
            socket.DangerousAddRef(ref socketHeld);
            file.DangerousAddRef(ref fileHeld);
            byte* control = stackalloc byte[ControlBytes];
            *(nuint*)control = HeaderBytes + sizeof(int);
            *(int*)(control + 8) = SolSocket;
            *(int*)(control + 12) = ScmRights;
            *(int*)(control + HeaderBytes) = (int)file.DangerousGetHandle();
            MessageHeader header = new() { Control = control, ControlLength = ControlBytes };
            return SendMessage((int)socket.DangerousGetHandle(), &header, NoSignalDontWait) >= 0;
        }
        finally
        {
            if (fileHeld)
            {
                file.DangerousRelease();
            }

            if (socketHeld)
            {
                socket.DangerousRelease();
            }
        }
    }

    /// <summary>Sends one packet that carries a descriptor, without waiting. Its length or -errno.</summary>
    public static int Send(int socket, byte* packet, int length, SafeFileHandle file)
    {
        bool held = false;
        try
        {
            file.DangerousAddRef(ref held);
            byte* control = stackalloc byte[ControlBytes];
            *(nuint*)control = HeaderBytes + sizeof(int);
            *(int*)(control + 8) = SolSocket;
            *(int*)(control + 12) = ScmRights;
            *(int*)(control + HeaderBytes) = (int)file.DangerousGetHandle();
            Vector vector = new() { Start = packet, Length = (nuint)length };
            MessageHeader header = new() { Vector = &vector, VectorLength = 1, Control = control, ControlLength = ControlBytes };
            nint sent = SendMessage(socket, &header, NoSignalDontWait);
            return sent < 0 ? -Marshal.GetLastPInvokeError() : (int)sent;
        }
        finally
        {
            if (held)
            {
                file.DangerousRelease();
            }
        }
    }

    /// <summary>Takes one packet and the descriptor that it carries, if it carries one. Its length, 0 when the peer is gone, or -errno.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="packet">Room for the packet.</param>
    /// <param name="size">Bytes of it.</param>
    /// <param name="file">The descriptor, or null.</param>
    public static int Receive(int socket, byte* packet, int size, out SafeFileHandle? file)
    {
        byte* control = stackalloc byte[ControlBytes];
        Vector vector = new() { Start = packet, Length = (nuint)size };
        MessageHeader header = new() { Vector = &vector, VectorLength = 1, Control = control, ControlLength = ControlBytes };
        nint got = ReceiveMessage(socket, &header, CloseOnExec);
        int errno = got < 0 ? Marshal.GetLastPInvokeError() : 0;
        bool carries = got >= 0 && header.ControlLength >= HeaderBytes + sizeof(int) && *(int*)(control + 8) == SolSocket
            && *(int*)(control + 12) == ScmRights;
        file = carries ? new SafeFileHandle(*(int*)(control + HeaderBytes), ownsHandle: true) : null;
        return errno != 0 ? -errno : (int)got;
    }

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint ReceiveMessage(int socket, MessageHeader* header, int flags);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(int socket, MessageHeader* header, int flags);

    [StructLayout(LayoutKind.Sequential)]
    private struct Vector
    {
        public void* Start;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public void* Vector;
        public nuint VectorLength;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
