using System.Runtime.InteropServices;

namespace Basisd.Linux;

/// <summary>
/// Wakes a thread that waits in poll or read: an eventfd. Signalling never blocks and never allocates, so the loop thread may do it.
/// It carries no data: what happened is read from the published fields.
/// </summary>
public static partial class EventFd
{
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const short PollIn = 1;

    /// <summary>A new non-blocking eventfd with value 0.</summary>
    /// <exception cref="LinuxException">The process ran out of descriptors.</exception>
    public static int Open()
    {
        int fd = EventFdRaw(0, CloseOnExec | NonBlocking);
        return fd >= 0 ? fd : throw new LinuxException("eventfd", "wake-up");
    }

    /// <summary>Adds one. A full counter (EAGAIN) means the waiter is woken anyway.</summary>
    /// <returns>0 or the errno.</returns>
    public static unsafe int Signal(int fd)
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

    /// <summary>Waits until signalled, then takes the signals. -1 waits for ever.</summary>
    /// <returns>True when signalled, false after <paramref name="timeoutMs"/> or when a signal handler cut the wait short.</returns>
    public static unsafe bool Wait(int fd, int timeoutMs)
    {
        PollEntry entry = new() { Fd = fd, Events = PollIn };
        if (Poll(&entry, 1, timeoutMs) <= 0)
        {
            return false;
        }

        ulong value;
        return Read(fd, &value, sizeof(ulong)) == sizeof(ulong);
    }

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
    private static unsafe partial nint Write(int fd, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint Read(int fd, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static unsafe partial int Poll(PollEntry* entries, nuint count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseRaw(int fd);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Fd;
        public short Events;
        public short ReturnedEvents;
    }
}
