using System.Runtime.InteropServices;

namespace Basisd.Linux;

/// <summary>
/// epoll and poll: how one thread waits for many descriptors. Calls return the result or minus errno and never throw; an
/// interrupted wait is an empty one. The layout of an epoll event differs by machine and is hidden here.
/// </summary>
public static unsafe partial class EventCalls
{
    /// <summary>Bytes that one event takes at most: the size to reserve per event.</summary>
    public const int EventBytes = 16;

    /// <summary>Something can be read.</summary>
    public const uint In = 0x001;

    /// <summary>Something can be written.</summary>
    public const uint Out = 0x004;

    /// <summary>An error is waiting.</summary>
    public const uint Error = 0x008;

    /// <summary>The peer hung up.</summary>
    public const uint HangUp = 0x010;

    /// <summary>Begin to watch.</summary>
    public const int Add = 1;

    /// <summary>Stop watching.</summary>
    public const int Remove = 2;

    /// <summary>Watch for something else.</summary>
    public const int Change = 3;

    private const int CloseOnExec = 0x80000;

    // x86-64 alone packs the event to 12 bytes; everywhere else the 64-bit tag is aligned.
    private static readonly bool s_packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>A new epoll set. Descriptor or -errno.</summary>
    public static int OpenSet() => Result(EpollCreate1(CloseOnExec));

    /// <summary>Adds, changes or removes a descriptor. 0 or -errno.</summary>
    /// <param name="set">The epoll set.</param>
    /// <param name="operation"><see cref="Add"/>, <see cref="Remove"/> or <see cref="Change"/>.</param>
    /// <param name="fd">The descriptor.</param>
    /// <param name="events">What to watch for; level-triggered.</param>
    /// <param name="tag">Comes back with each event.</param>
    public static int Control(int set, int operation, int fd, uint events, ulong tag)
    {
        byte* one = stackalloc byte[EventBytes];
        *(uint*)one = events;
        *(ulong*)(one + TagOffset) = tag;
        return Result(EpollCtl(set, operation, fd, one));
    }

    /// <summary>Waits for events. Returns how many, 0 on timeout or interruption, or -errno.</summary>
    /// <param name="set">The epoll set.</param>
    /// <param name="events">Room for <paramref name="max"/> times <see cref="EventBytes"/>.</param>
    /// <param name="max">Most events to return.</param>
    /// <param name="timeoutMs">Milliseconds, 0 not to wait, -1 for ever.</param>
    public static int Wait(int set, byte* events, int max, int timeoutMs)
    {
        int result = Result(EpollWait(set, events, max, timeoutMs));
        return result == -Errno.Interrupted ? 0 : result;
    }

    /// <summary>What happened, of the event at <paramref name="index"/>.</summary>
    public static uint EventsAt(byte* events, int index) => *(uint*)(events + (index * Stride));

    /// <summary>The tag of the event at <paramref name="index"/>.</summary>
    public static ulong TagAt(byte* events, int index) => *(ulong*)(events + (index * Stride) + TagOffset);

    /// <summary>Waits for one descriptor. Returns what happened, 0 on timeout or interruption, or -errno.</summary>
    public static int WaitOne(int fd, uint events, int timeoutMs)
    {
        PollEntry entry = new() { Fd = fd, Events = (short)events };
        int result = Result(PollRaw(&entry, 1, timeoutMs));
        return result switch
        {
            > 0 => entry.Returned,
            -Errno.Interrupted => 0,
            _ => result,
        };
    }

    private static int Stride => s_packed ? 12 : EventBytes;

    private static int TagOffset => s_packed ? 4 : 8;

    private static int Result(int value) => value < 0 ? -Marshal.GetLastPInvokeError() : value;

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCreate1(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int EpollCtl(int set, int operation, int fd, byte* item);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int EpollWait(int set, byte* events, int max, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int PollRaw(PollEntry* entries, nuint count, int timeoutMs);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Fd;
        public short Events;
        public short Returned;
    }
}
