using System;
using System.Diagnostics;
using System.Globalization;
using Basisd.Linux;

namespace Basisd.Host.Bench;

/// <summary>
/// The floor of a reaction across processes: half a round trip of one record through two pipes, with a sender that sleeps between messages as the
/// client of the node does, at the pace of the load. The two ends are kept on two processors: on one, the kernel would hand the processor over and
/// measure no wake-up at all.
/// </summary>
internal sealed unsafe class PipeFloor : IDisposable
{
    private readonly Process _child;
    private readonly int _toChild;
    private readonly int _fromChild;

    private PipeFloor(Process child, int toChild, int fromChild)
    {
        _child = child;
        _toChild = toChild;
        _fromChild = fromChild;
    }

    /// <summary>Starts the child.</summary>
    public static PipeFloor Open(string executable)
    {
        int down = PipeCalls.Open(out int childReads, out int toChild);
        int up = PipeCalls.Open(out int fromChild, out int childWrites);
        if (down < 0 || up < 0)
        {
            throw new BenchException("no pipe could be opened: the process is out of descriptors (ulimit -n)");
        }

        string[] ends = [childReads.ToString(CultureInfo.InvariantCulture), childWrites.ToString(CultureInfo.InvariantCulture)];
        Process child = BenchChild.Start(executable, ["bench", "pipe-child", .. ends]);
        _ = PipeCalls.Close(childReads);
        _ = PipeCalls.Close(childWrites);
        using BenchProcessor own = BenchProcessor.First();
        own.GiveOthersTo(child.Id);
        PipeFloor floor = new(child, toChild, fromChild);
        floor.RoundTripNs();
        return floor;
    }

    /// <summary>Takes half round trips at a pace.</summary>
    public void Measure(Samples into, long forNs, long everyNs)
    {
        using BenchProcessor own = BenchProcessor.First();
        long next = BootClock.NowNs();
        long end = next + forNs;
        while (next < end)
        {
            BootClock.SleepUntil(next);
            into.Add(RoundTripNs() / 2.0);
            next = Math.Max(next + everyNs, BootClock.NowNs());
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = PipeCalls.Close(_toChild);
        BenchChild.End(_child);
        _ = PipeCalls.Close(_fromChild);
    }

    private long RoundTripNs()
    {
        byte* buffer = stackalloc byte[BenchChild.PipeBytes];
        new Span<byte>(buffer, BenchChild.PipeBytes).Clear();
        long start = BootClock.NowNs();
        if (PipeCalls.Write(_toChild, buffer, BenchChild.PipeBytes) != BenchChild.PipeBytes
            || PipeCalls.Read(_fromChild, buffer, BenchChild.PipeBytes) != BenchChild.PipeBytes)
        {
            throw new BenchException("the child of the pipe floor is gone");
        }

        return BootClock.NowNs() - start;
    }
}
