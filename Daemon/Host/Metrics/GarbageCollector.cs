using System;

namespace Basisd.Host.Metrics;

/// <summary>What the runtime's garbage collection costs: an allocation on the hot path shows here first.</summary>
public sealed class GarbageCollector : IMetricCollector
{
    private readonly MetricCell[] _collections;
    private readonly MetricCell _pause;
    private readonly MetricCell _heap;
    private readonly MetricCell _allocated;

    /// <summary>Declares the metrics.</summary>
    public GarbageCollector(MetricRegistry registry)
    {
        NumberFamily collections = registry.Counter("basisd_gc_collections_total", "Garbage collections.", MetricScale.One, "generation");
        _collections = [collections.With("0"), collections.With("1"), collections.With("2")];
        _pause = registry.Counter(
            "basisd_gc_pause_seconds_total", "Time in which garbage collection stopped the process.", MetricScale.Nanoseconds).Single!;
        _heap = registry.Gauge("basisd_gc_heap_bytes", "Managed heap.").Single!;
        _allocated = registry.Counter("basisd_gc_allocated_bytes_total", "Managed memory allocated since start.").Single!;
        registry.Add(this);
    }

    /// <inheritdoc/>
    public string Name => "gc";

    /// <inheritdoc/>
    public bool Collect()
    {
        for (int generation = 0; generation < _collections.Length; generation++)
        {
            _collections[generation].Set(GC.CollectionCount(generation));
        }

        _pause.Set(GC.GetTotalPauseDuration().Ticks * 100);
        _heap.Set(GC.GetTotalMemory(forceFullCollection: false));
        _allocated.Set(GC.GetTotalAllocatedBytes(precise: false));
        return true;
    }
}
