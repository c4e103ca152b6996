using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using Basisd.Linux;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Host.Bench;

/// <summary>
/// The floor of a reaction through shared memory: half a round trip of one word between two processes that spin, each on a processor of its own and
/// each word on a line of its own. No record, no check, no kernel: what the caches alone take.
/// </summary>
internal sealed unsafe class SharedFloor : IDisposable
{
    private const int PageBytes = 4096;
    private const int PongOffset = 64;
    private const int SpinsPerLook = 4096;
    private const long PatienceNs = 5_000_000_000;
    private const ulong Last = ulong.MaxValue;

    private readonly Process _child;
    private readonly byte* _page;
    private ulong _sent;

    private SharedFloor(Process child, byte* page)
    {
        _child = child;
        _page = page;
    }

    /// <summary>Starts the child.</summary>
    /// <exception cref="BenchException">It cannot be started, or does not answer.</exception>
    public static SharedFloor Open(string executable, string folder)
    {
        string path = Path.Combine(folder, "ping");
        File.WriteAllBytes(path, new byte[PageBytes]);
        byte* page = MapPage(path);
        Process child = BenchChild.Start(executable, ["bench", "spin-child", path]);
        using BenchProcessor own = BenchProcessor.First();
        own.GiveOthersTo(child.Id);
        SharedFloor floor = new(child, page);
        try
        {
            _ = floor.RoundTripNs();
            return floor;
        }
        catch (BenchException)
        {
            floor.Dispose();
            throw;
        }
    }

    /// <summary>The other end: answers each word, until the last one or until nobody asks any more.</summary>
    public static int Echo(string path)
    {
        byte* page = MapPage(path);
        ulong seen = 0;
        while (Await(page, seen) is var next && next != seen)
        {
            Volatile.Write(ref *(ulong*)(page + PongOffset), next);
            seen = next;
            if (next == Last)
            {
                break;
            }
        }

        MemoryCalls.Unmap(page, PageBytes);
        return 0;
    }

    /// <summary>Takes half round trips, one behind the other.</summary>
    public void Measure(Samples into, long forNs)
    {
        using BenchProcessor own = BenchProcessor.First();
        long end = BootClock.NowNs() + forNs;
        while (BootClock.NowNs() < end)
        {
            into.Add(RoundTripNs() / 2.0);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Volatile.Write(ref *(ulong*)_page, Last);
        BenchChild.End(_child);
        MemoryCalls.Unmap(_page, PageBytes);
    }

    private long RoundTripNs()
    {
        long start = BootClock.NowNs();
        Volatile.Write(ref *(ulong*)_page, ++_sent);
        for (long spins = 0; Volatile.Read(ref *(ulong*)(_page + PongOffset)) != _sent; spins++)
        {
            if (spins % SpinsPerLook == SpinsPerLook - 1 && (_child.HasExited || BootClock.NowNs() - start > PatienceNs))
            {
                throw new BenchException("the child of the shared memory floor is gone");
            }
        }

        return BootClock.NowNs() - start;
    }

    private static ulong Await(byte* page, ulong seen)
    {
        long since = BootClock.NowNs();
        ulong next;
        for (long spins = 0; (next = Volatile.Read(ref *(ulong*)page)) == seen; spins++)
        {
            if (spins % SpinsPerLook == SpinsPerLook - 1 && BootClock.NowNs() - since > PatienceNs)
            {
                break;
            }
        }

        return next;
    }

    private static byte* MapPage(string path)
    {
        try
        {
            using SafeFileHandle file = MemoryCalls.Open(path, writable: true);
            return MemoryCalls.Map(file, path, PageBytes, writable: true);
        }
        catch (LinuxException e)
        {
            throw new BenchException($"the page of the shared memory floor: {e.Message}");
        }
    }
}
