using System;
using Basisd.Linux;

namespace Basisd.Engine;

/// <summary>
/// The descriptors that the loop waits for, each with a tag that says whose it is. Level-triggered, so that nothing is lost by leaving it for
/// the next turn. A failing call is a bug here: the set is fixed and its descriptors are ours.
/// </summary>
internal sealed unsafe class EpollSet(int fd) : IDisposable
{
    /// <summary>Tag of a session; low half: slot.</summary>
    public const uint Session = 0;

    /// <summary>Tag of the listener.</summary>
    public const uint Listener = 1;

    /// <summary>Tag of the wake-up.</summary>
    public const uint Wake = 2;

    /// <summary>Tag of a descriptor of another room; low half: token.</summary>
    public const uint Watched = 3;

    /// <summary>Watches a descriptor for reading.</summary>
    public void Add(int descriptor, uint owner, uint low) => Control(EventCalls.Add, descriptor, EventCalls.In, owner, low);

    /// <summary>Watches it for something else.</summary>
    public void Change(int descriptor, uint events, uint owner, uint low) => Control(EventCalls.Change, descriptor, events, owner, low);

    /// <summary>Stops watching.</summary>
    public void Remove(int descriptor) => Control(EventCalls.Remove, descriptor, 0, 0, 0);

    /// <summary>Waits. Returns how many events.</summary>
    public int Wait(byte* events, int max, int timeoutMs)
    {
        int count = EventCalls.Wait(fd, events, max, timeoutMs);
        if (count < 0)
        {
            ThrowBug("epoll_wait", -count);
        }

        return count;
    }

    /// <summary>Closes the set.</summary>
    public void Dispose() => SocketCalls.Close(fd);

    private static void ThrowBug(string call, int errno) => throw new LinuxException(call, "engine endpoint", errno);

    private void Control(int operation, int descriptor, uint events, uint owner, uint low)
    {
        int result = EventCalls.Control(fd, operation, descriptor, events, ((ulong)owner << 32) | low);
        if (result < 0)
        {
            ThrowBug("epoll_ctl", -result);
        }
    }
}
