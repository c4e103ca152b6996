using System;
using System.Runtime.InteropServices;

namespace Basisd.Linux;

/// <summary>
/// The system calls of UDP sockets, which .NET's own sockets reach only with allocations and with exceptions for what a network does. Addresses are
/// the kernel's own bytes (<see cref="System.Net.SocketAddress"/> holds them). Calls return the result or minus errno; nothing throws, nothing
/// allocates, EINTR is retried here.
/// </summary>
public static unsafe partial class DatagramCalls
{
    /// <summary>Room for any address, in bytes: sockaddr_in6 has 28.</summary>
    public const int AddressBytes = 28;

    /// <summary>AF_INET: address at offset 4, 4 bytes.</summary>
    public const ushort FamilyInternet = 2;

    /// <summary>AF_INET6: address at offset 8, 16 bytes.</summary>
    public const ushort FamilyInternet6 = 10;

    private const int TypeDatagram = 2;
    private const int FlagNonBlock = 0x800;
    private const int FlagCloseOnExec = 0x80000;
    private const int ReceiveRealLength = 0x20;
    private const int DontWait = 0x40;
    private const int LevelSocket = 1;
    private const int OptionReceiveBuffer = 8;
    private const int OptionMemoryInfo = 55;
    private const int MemoryInfoWords = 9;
    private const int MemoryInfoDrops = 8;

    /// <summary>A new non-blocking UDP socket of the family of an address, closed on exec, bound to it. Descriptor or -errno.</summary>
    public static int OpenBound(ReadOnlySpan<byte> address)
    {
        int fd = Result(SocketRaw(MemoryMarshal.Read<ushort>(address), TypeDatagram | FlagCloseOnExec | FlagNonBlock, 0));
        if (fd < 0)
        {
            return fd;
        }

        fixed (byte* at = address)
        {
            int bound = Result(BindRaw(fd, at, address.Length));
            if (bound < 0)
            {
                SocketCalls.Close(fd);
                return bound;
            }
        }

        return fd;
    }

    /// <summary>Sets how many bytes of waiting datagrams the kernel keeps; it doubles the figure for its own overhead. 0 or -errno.</summary>
    public static int SetReceiveBuffer(int fd, int bytes) => Result(SetSockOpt(fd, LevelSocket, OptionReceiveBuffer, &bytes, sizeof(int)));

    /// <summary>Port that the socket is bound to, or -errno.</summary>
    public static int Port(int fd)
    {
        byte* address = stackalloc byte[AddressBytes];
        int length = AddressBytes;
        int result = Result(GetSockName(fd, address, &length));
        return result < 0 ? result : (address[2] << 8) | address[3];
    }

    /// <summary>Datagrams that the kernel dropped because nobody fetched them in time, since the socket was opened, or -errno.</summary>
    public static long Drops(int fd)
    {
        uint* info = stackalloc uint[MemoryInfoWords];
        int length = MemoryInfoWords * sizeof(uint);
        int result = Result(GetSockOpt(fd, LevelSocket, OptionMemoryInfo, info, &length));
        return result < 0 ? result : length < MemoryInfoWords * sizeof(uint) ? -Errno.NotSupported : info[MemoryInfoDrops];
    }

    /// <summary>Takes one datagram without waiting. Its real length, which exceeds the buffer when it was cut off, or -errno.</summary>
    /// <param name="fd">The socket.</param>
    /// <param name="buffer">Where it goes.</param>
    /// <param name="from">Room of <see cref="AddressBytes"/> for the sender's address.</param>
    public static int Receive(int fd, Span<byte> buffer, Span<byte> from)
    {
        int length = from.Length;
        int result;
        fixed (byte* target = buffer)
        fixed (byte* address = from)
        {
            do
            {
                result = Result((int)RecvFrom(fd, target, (nuint)buffer.Length, ReceiveRealLength | DontWait, address, &length));
            }
            while (result == -Errno.Interrupted);
        }

        return result;
    }

    /// <summary>Sends one datagram without waiting. Its length or -errno.</summary>
    public static int Send(int fd, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> to)
    {
        int result;
        fixed (byte* source = bytes)
        fixed (byte* address = to)
        {
            do
            {
                result = Result((int)SendTo(fd, source, (nuint)bytes.Length, DontWait, address, to.Length));
            }
            while (result == -Errno.Interrupted);
        }

        return result;
    }

    private static int Result(int value) => value < 0 ? -Marshal.GetLastPInvokeError() : value;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int SocketRaw(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int BindRaw(int fd, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    private static partial int GetSockName(int fd, byte* address, int* length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetSockOpt(int fd, int level, int option, void* value, int length);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int GetSockOpt(int fd, int level, int option, void* value, int* length);

    [LibraryImport("libc", EntryPoint = "recvfrom", SetLastError = true)]
    private static partial nint RecvFrom(int fd, byte* buffer, nuint size, int flags, byte* address, int* length);

    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    private static partial nint SendTo(int fd, byte* buffer, nuint size, int flags, byte* address, int length);
}
