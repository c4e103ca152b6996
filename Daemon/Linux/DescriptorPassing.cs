using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Linux;

/// <summary>Passes an open file to the peer of a connected Unix socket (SCM_RIGHTS).</summary>
public static unsafe partial class DescriptorPassing
{
    private const int SolSocket = 1;
    private const int ScmRights = 1;
    private const int NoSignalDontWait = 0x4000 | 0x40;

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

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(int socket, MessageHeader* header, int flags);

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
