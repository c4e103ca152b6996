using System;
using System.Runtime.InteropServices;
using System.Text;

namespace Basisd.Linux;

/// <summary>
/// The system calls of Unix sockets of type SOCK_SEQPACKET, which .NET's own sockets reach only through its asynchronous engine and with
/// allocations. Calls return the result, or minus errno; nothing throws, nothing allocates on the data path, EINTR is retried here.
/// </summary>
public static unsafe partial class SocketCalls
{
    /// <summary>Longest path that a Unix socket address holds, in bytes.</summary>
    public const int MaxPathBytes = 107;

    /// <summary>Ends both directions.</summary>
    public const int ShutdownBoth = 2;

    private const int FamilyUnix = 1;
    private const int TypeSeqPacket = 5;
    private const int FlagNonBlock = 0x800;
    private const int FlagCloseOnExec = 0x80000;
    private const int SendNoSignal = 0x4000;
    private const int ReceiveRealLength = 0x20;
    private const int DontWait = 0x40;
    private const int ReceivePeek = 0x02;
    private const int LevelSocket = 1;
    private const int OptionPeerCredentials = 17;
    private const int AddressBytes = MaxPathBytes + 3;
    private const int AtCurrentDirectory = -100;
    private const int AtNoFollow = 0x100;
    private const uint StatType = 1;
    private const int StatxBytes = 256;
    private const int StatxModeOffset = 28;
    private const int ModeTypeMask = 0xF000;
    private const int ModeSocket = 0xC000;

    /// <summary>A new Unix SOCK_SEQPACKET socket, closed on exec. Returns the descriptor or -errno.</summary>
    /// <param name="blocking">Whether calls on it wait.</param>
    public static int Open(bool blocking) =>
        Result(SocketRaw(FamilyUnix, TypeSeqPacket | FlagCloseOnExec | (blocking ? 0 : FlagNonBlock), 0));

    /// <summary>Creates the path with the given permission bits (never wider, not even for a moment) and binds to it. 0 or -errno.</summary>
    public static int Bind(int fd, string path, int mode)
    {
        // The kernel makes the path with the mode of the socket's own inode, less the umask: setting it first leaves no window.
        int changed = Result(FChMod(fd, (uint)mode));
        if (changed < 0)
        {
            return changed;
        }

        byte* address = stackalloc byte[AddressBytes];
        int length = Address(path, address);
        int bound = Result(BindRaw(fd, address, length));
        return bound < 0 ? bound : Result(ChMod(path, (uint)mode));
    }

    /// <summary>Begins to listen. 0 or -errno.</summary>
    public static int Listen(int fd, int backlog) => Result(ListenRaw(fd, backlog));

    /// <summary>Connects to a path. 0 or -errno.</summary>
    public static int Connect(int fd, string path)
    {
        byte* address = stackalloc byte[AddressBytes];
        int length = Address(path, address);
        int result;
        do
        {
            result = Result(ConnectRaw(fd, address, length));
        }
        while (result == -Errno.Interrupted);
        return result;
    }

    /// <summary>Takes the next waiting connection, non-blocking and closed on exec. Descriptor or -errno.</summary>
    public static int Accept(int fd)
    {
        int result;
        do
        {
            result = Result(Accept4(fd, null, null, FlagNonBlock | FlagCloseOnExec));
        }
        while (result == -Errno.Interrupted);
        return result;
    }

    /// <summary>
    /// Takes one packet. Returns its real length, which exceeds <paramref name="size"/> when it was cut off; 0 when the peer is gone;
    /// -errno otherwise.
    /// </summary>
    public static int Receive(int fd, byte* buffer, int size)
    {
        int result;
        do
        {
            result = Result((int)RecvRaw(fd, buffer, (nuint)size, ReceiveRealLength));
        }
        while (result == -Errno.Interrupted);
        return result;
    }

    /// <summary>Takes and discards one packet without waiting. Its length, 0 or -errno.</summary>
    public static int Discard(int fd)
    {
        byte scratch;
        int result;
        do
        {
            result = Result((int)RecvRaw(fd, &scratch, 1, ReceiveRealLength | DontWait));
        }
        while (result == -Errno.Interrupted);
        return result;
    }

    /// <summary>Whether a packet, or the end, waits, without taking it: its length, 0 at the end, or -errno (EAGAIN: nothing waits).</summary>
    public static int Peek(int fd)
    {
        byte scratch;
        int result;
        do
        {
            result = Result((int)RecvRaw(fd, &scratch, 1, ReceiveRealLength | ReceivePeek | DontWait));
        }
        while (result == -Errno.Interrupted);
        return result;
    }

    /// <summary>Sends one packet, without SIGPIPE. Returns its length or -errno.</summary>
    public static int Send(int fd, byte* buffer, int size)
    {
        int result;
        do
        {
            result = Result((int)SendRaw(fd, buffer, (nuint)size, SendNoSignal));
        }
        while (result == -Errno.Interrupted);
        return result;
    }

    /// <summary>Shuts directions down. 0 or -errno.</summary>
    public static int Shutdown(int fd, int how) => Result(ShutdownRaw(fd, how));

    /// <summary>Gives the descriptor back. 0 or -errno; the descriptor is gone in any case.</summary>
    public static int Close(int fd) => Result(CloseRaw(fd));

    /// <summary>Who connected. 0 or -errno.</summary>
    public static int Peer(int fd, out PeerCredentials peer)
    {
        int* credentials = stackalloc int[3];
        int length = 3 * sizeof(int);
        int result = Result(GetSockOpt(fd, LevelSocket, OptionPeerCredentials, credentials, &length));
        peer = result < 0 ? default : new PeerCredentials(credentials[0], unchecked((uint)credentials[1]), unchecked((uint)credentials[2]));
        return result;
    }

    /// <summary>Whether the path itself (links not followed) is a socket: 1 yes, 0 no, or -errno.</summary>
    public static int IsSocket(string path)
    {
        byte* stat = stackalloc byte[StatxBytes];
        int result = Result(Statx(AtCurrentDirectory, path, AtNoFollow, StatType, stat));
        return result < 0 ? result : (*(ushort*)(stat + StatxModeOffset) & ModeTypeMask) == ModeSocket ? 1 : 0;
    }

    private static int Address(string path, byte* address)
    {
        Span<byte> bytes = new(address, AddressBytes);
        bytes.Clear();
        *(ushort*)address = FamilyUnix;
        int length = Encoding.UTF8.GetBytes(path, bytes.Slice(sizeof(ushort), MaxPathBytes));
        return sizeof(ushort) + length + 1;
    }

    private static int Result(int value) => value < 0 ? -Marshal.GetLastPInvokeError() : value;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int SocketRaw(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int FChMod(int fd, uint mode);

    [LibraryImport("libc", EntryPoint = "chmod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChMod(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int BindRaw(int fd, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    private static partial int ListenRaw(int fd, int backlog);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int ConnectRaw(int fd, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    private static partial int Accept4(int fd, byte* address, int* length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint RecvRaw(int fd, byte* buffer, nuint size, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint SendRaw(int fd, byte* buffer, nuint size, int flags);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    private static partial int ShutdownRaw(int fd, int how);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseRaw(int fd);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int GetSockOpt(int fd, int level, int option, void* value, int* length);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, byte* result);
}
