using System;
using System.IO;

namespace Basisd.Host.Metrics;

/// <summary>What the kernel says about this process, under the names that Prometheus client libraries agreed on.</summary>
public sealed class ProcessCollector : IMetricCollector
{
    private const string DescriptorDirectory = "/proc/self/fd";
    private const int MaxStatusBytes = 4096;

    private readonly MetricCell _cpu;
    private readonly MetricCell _resident;
    private readonly MetricCell _virtual;
    private readonly MetricCell _descriptors;
    private readonly MetricCell _threads;

    /// <summary>Declares the metrics.</summary>
    /// <param name="registry">Where.</param>
    /// <param name="startUnixNs">Wall clock at the start of the process, Unix ns.</param>
    public ProcessCollector(MetricRegistry registry, long startUnixNs)
    {
        _cpu = registry.Counter("process_cpu_seconds_total", "User and system CPU time.", MetricScale.Nanoseconds).Single!;
        _resident = registry.Gauge("process_resident_memory_bytes", "Resident memory.").Single!;
        _virtual = registry.Gauge("process_virtual_memory_bytes", "Virtual memory.").Single!;
        _descriptors = registry.Gauge("process_open_fds", "Open file descriptors.").Single!;
        _threads = registry.Gauge("process_threads", "Threads of the operating system.").Single!;
        registry.Gauge("process_start_time_seconds", "Start of the process, Unix time.", MetricScale.Nanoseconds).Single!.Set(startUnixNs);
        registry.Add(this);
    }

    /// <inheritdoc/>
    public string Name => "process";

    /// <inheritdoc/>
    public bool Collect()
    {
        try
        {
            _cpu.Set(Environment.CpuUsage.TotalTime.Ticks * 100);
            Span<byte> status = stackalloc byte[MaxStatusBytes];
            using FileStream file = new("/proc/self/status", FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            int length = file.ReadAtLeast(status, MaxStatusBytes, throwOnEndOfStream: false);
            ReadOnlySpan<byte> text = status[..length];
            _resident.Set(NumberAfter(text, "VmRSS:"u8) * 1024);
            _virtual.Set(NumberAfter(text, "VmSize:"u8) * 1024);
            _threads.Set(NumberAfter(text, "Threads:"u8));
            _descriptors.Set(Directory.GetFileSystemEntries(DescriptorDirectory).Length);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static long NumberAfter(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        int at = text.IndexOf(key);
        if (at < 0)
        {
            return 0;
        }

        ReadOnlySpan<byte> rest = text[(at + key.Length)..].TrimStart(" \t"u8);
        return System.Buffers.Text.Utf8Parser.TryParse(rest, out long number, out _) ? number : 0;
    }
}
