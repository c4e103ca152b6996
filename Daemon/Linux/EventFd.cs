using System.Runtime.InteropServices;

namespace Basisd.Linux;

/// <summary>
/// Wakes a thread that waits in poll or epoll: an eventfd. Signalling never blocks and never allocates, so the loop thread may do it.
/// It carries no data: what happened is read from the published fields.
/// </summary>
public static unsafe partial class EventFd
{
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;

    /// <summary>A new non-blocking eventfd with value 0.</summary>
    /// <exception cref="LinuxException">The process ran out of descriptors.</exception>
    public static int Open()
    {
        int fd = TryOpen();
        return fd >= 0 ? fd : throw new LinuxException("eventfd", "wake-up", -fd);
    }

    /// <summary>The same, for an owner that can go on without one. Descriptor or -errno.</summary>
    public static int TryOpen()
    {
        int fd = EventFdRaw(0, CloseOnExec | NonBlocking);
        return fd >= 0 ? fd : -Marshal.GetLastPInvokeError();
    }

    /// <summary>Adds one; any thread may. A full counter (EAGAIN) means the waiter is woken anyway.</summary>
    /// <returns>0 or the errno.</returns>
    public static int Signal(int fd)
    {
        ulong one = 1;
        nint put;
        int errno;
        do
        {
            put = Write(fd, &one, sizeof(ulong));
            errno = put < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
        while (errno == Errno.Interrupted);
        return errno == Errno.WouldBlock ? 0 : errno;
    }

    /// <summary>Takes the signals without waiting. True when there was one.</summary>
    public static bool Take(int fd)
    {
        ulong value;
        return Read(fd, &value, sizeof(ulong)) == sizeof(ulong);
    }

    /// <summary>Waits until signalled, then takes the signals. -1 waits for ever.</summary>
    /// <returns>True when signalled, false after <paramref name="timeoutMs"/> or when a signal handler cut the wait short.</returns>
    public static bool Wait(int fd, int timeoutMs) => EventCalls.WaitOne(fd, EventCalls.In, timeoutMs) > 0 && Take(fd);

    /// <summary>Gives the descriptor back.</summary>
    public static void Close(int fd)
    {
        if (CloseRaw(fd) != 0)
        {
            throw new LinuxException("close", "eventfd");
        }
    }

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFdRaw(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int fd, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int fd, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseRaw(int fd);
}
