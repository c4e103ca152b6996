using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using Basisd.Engine;
using Basisd.Linux;

namespace Basisd.Host.Bench;

/// <summary>
/// What this machine does by itself, without anything of ours: copying memory, reading its clocks, handing a record from process to process by
/// socket, pipe and shared memory, and getting a block onto the disk. Each figure of another section stands on one of these.
/// </summary>
public static class FloorBench
{
    private const int CopyBytes = 64 * 1024 * 1024;
    private const int BlockBytes = 4096;
    private const int ClockReads = 10_000;
    private const int Parts = 6;
    private const long PaceNs = 160_000;
    private const int AnswerMs = 10_000;
    private const double UsPerNs = 1e-3;

    /// <summary>Measures.</summary>
    /// <exception cref="BenchException">A child cannot be started, or the directory cannot be written.</exception>
    /// <exception cref="EngineClientException">The child of the socket left.</exception>
    public static BenchSection Run(BenchOptions options)
    {
        using BenchFolder folder = BenchFolder.InMemory();
        using BenchFolder disk = BenchFolder.Under(options.Directory);
        options.Progress("floors");
        long each = options.BudgetNs / Parts;
        List<BenchFigure> figures =
        [
            Bare("memcpy, per KiB", "ns", Copies(each)),
            Bare("clock CLOCK_BOOTTIME", "ns", Clock(each, static () => BootClock.NowNs())),
        ];
        using (SharedFloor shared = SharedFloor.Open(options.Executable, folder.Path))
        {
            Samples samples = new();
            shared.Measure(samples, each);
            figures.Add(Bare("shared memory, half a round trip, spinning", "ns", samples));
        }

        using (PipeFloor pipe = PipeFloor.Open(options.Executable))
        {
            Samples samples = new();
            pipe.Measure(samples, each, PaceNs);
            figures.Add(Bare("pipe, half a round trip, at the pace of the load", "µs", samples, UsPerNs));
        }

        figures.Add(Bare("SEQPACKET, half a round trip, at the same pace", "µs", Socket(options, folder.Path, each), UsPerNs));
        figures.Add(Bare("pwrite + fdatasync of 4 KiB, written ahead", "µs", Writes(disk.Path, each), UsPerNs));
        return new BenchSection("floors", figures,
        [
            $"directory of the disk: {options.Directory}",
            "messages are 64 bytes, both ends are processes of this binary on processors of their own; at the pace of the load: one every 160 µs",
        ]);
    }

    private static BenchFigure Bare(string name, string unit, Samples samples, double factor = 1) =>
        new(name, unit, samples.Quantiles().Times(factor), default, string.Empty, []);

    private static Samples Copies(long forNs)
    {
        byte[] from = new byte[CopyBytes];
        byte[] to = new byte[CopyBytes];
        new Random(1).NextBytes(from);
        from.CopyTo(to, 0);
        Samples samples = new();
        for (long end = BootClock.NowNs() + forNs; samples.Count == 0 || BootClock.NowNs() < end;)
        {
            long start = BootClock.NowNs();
            Buffer.BlockCopy(from, 0, to, 0, CopyBytes);
            samples.Add((BootClock.NowNs() - start) / (CopyBytes / 1024.0));
        }

        return samples;
    }

    private static Samples Clock(long forNs, Func<long> read)
    {
        Samples samples = new();
        for (long end = BootClock.NowNs() + forNs; samples.Count == 0 || BootClock.NowNs() < end;)
        {
            long start = BootClock.NowNs();
            long last = 0;
            for (int i = 0; i < ClockReads; i++)
            {
                last = Math.Max(last, read());
            }

            samples.Add((double)(BootClock.NowNs() - start) / ClockReads);
        }

        return samples;
    }

    private static Samples Socket(BenchOptions options, string folder, long forNs)
    {
        using SocketFloor floor = SocketFloor.Open(options.Executable, folder);
        using BenchProcessor own = BenchProcessor.First();
        own.GiveOthersTo(floor.ChildId);
        ControlRecord ping = new() { Kind = ControlKind.Ping };
        Samples samples = new();
        long next = BootClock.NowNs();
        for (long end = next + forNs; next < end; next = Math.Max(next + PaceNs, BootClock.NowNs()))
        {
            BootClock.SleepUntil(next);
            long start = BootClock.NowNs();
            floor.Client.SendRaw(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in ping, 1)));
            _ = floor.Client.Await(ControlKind.Ping, AnswerMs);
            samples.Add((BootClock.NowNs() - start) / 2.0);
        }

        return samples;
    }

    private static Samples Writes(string folder, long forNs)
    {
        using PrewrittenFile file = PrewrittenFile.Create(Path.Combine(folder, "floor"));
        byte[] block = new byte[BlockBytes];
        Samples samples = new();
        for (long end = BootClock.NowNs() + forNs; samples.Count == 0 || BootClock.NowNs() < end;)
        {
            block[samples.Count % BlockBytes]++;
            long start = BootClock.NowNs();
            file.Append(block);
            samples.Add(BootClock.NowNs() - start);
        }

        return samples;
    }
}
