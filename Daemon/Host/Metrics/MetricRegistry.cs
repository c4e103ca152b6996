using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;

namespace Basisd.Host.Metrics;

/// <summary>
/// All metric families of the process. Names are an interface: they are declared once, checked here, and a test holds the list. Scrapes run
/// one at a time and share a buffer; writers of cells never wait for a scrape. In a cluster each slot that acts here has a registry of its own,
/// and its samples are exposed among the others under the label <c>slot</c>; a node that is alone has no such label.
/// </summary>
public sealed class MetricRegistry
{
    /// <summary>What every counter's name ends in.</summary>
    public const string CounterSuffix = "_total";

    /// <summary>The label of what belongs to a slot of a cluster.</summary>
    public const string SlotLabel = "slot";

    private static readonly string[] Prefixes = ["basisd_", "process_"];

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly List<(IMetricCollector Collector, MetricCell Success, MetricCell Duration)> _collectors = [];
    private readonly ExpositionWriter _writer = new();
    private readonly List<MetricRegistry> _slots = [];
    private readonly NumberFamily? _success;
    private readonly NumberFamily? _duration;
    private readonly string? _slot;

    /// <summary>Makes the registry of a process, with the metrics of its collectors.</summary>
    public MetricRegistry()
    {
        _success = Gauge("basisd_collector_success", "Whether a collector could read what it reads, 1 or 0.", MetricScale.One, "collector");
        _duration = Gauge("basisd_collector_duration_seconds", "How long a collector took at this scrape.", MetricScale.Nanoseconds, "collector");
    }

    private MetricRegistry(string slot) => _slot = slot;

    /// <summary>Names of all families, in order.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_lock)
            {
                return [.. _families.Keys];
            }
        }
    }

    /// <summary>Makes the registry of a slot; <see cref="Attach"/> exposes it.</summary>
    /// <param name="slot">Name of the slot.</param>
    public static MetricRegistry OfSlot(string slot) => new(slot);

    /// <summary>Exposes what a slot counts, from now on.</summary>
    public void Attach(MetricRegistry slot)
    {
        lock (_lock)
        {
            _slots.Add(slot);
        }
    }

    /// <summary>Ends that: the slot acts here no more, and nothing is said about it by this node.</summary>
    public void Detach(MetricRegistry slot)
    {
        lock (_lock)
        {
            _slots.Remove(slot);
        }
    }

    /// <summary>Declares a family of counters.</summary>
    public NumberFamily Counter(string name, string help, MetricScale scale = MetricScale.One, params string[] labels) =>
        Add(new NumberFamily(Checked(name, counter: true), help, MetricKind.Counter, scale, Checked(labels)));

    /// <summary>Declares a family of gauges.</summary>
    public NumberFamily Gauge(string name, string help, MetricScale scale = MetricScale.One, params string[] labels) =>
        Add(new NumberFamily(Checked(name, counter: false), help, MetricKind.Gauge, scale, Checked(labels)));

    /// <summary>Declares a family of state sets.</summary>
    public StateFamily States(string name, string help, string stateLabel, string[] states, params string[] labels) =>
        Add(new StateFamily(Checked(name, counter: false), help, Checked([stateLabel])[0], states, Checked(labels)));

    /// <summary>Declares a family of histograms; its name ends in <c>_seconds</c>.</summary>
    public HistogramFamily Histogram(string name, string help, HistogramBounds bounds, params string[] labels) =>
        Add(new HistogramFamily(Checked(name, counter: false), help, bounds, Checked(labels)));

    /// <summary>Adds a collector; only the registry of the process has some.</summary>
    public void Add(IMetricCollector collector)
    {
        lock (_lock)
        {
            _collectors.Add((collector, _success!.With(collector.Name), _duration!.With(collector.Name)));
        }
    }

    /// <summary>Runs the collectors and writes everything.</summary>
    /// <returns>A copy that the caller owns.</returns>
    public byte[] Expose(ExpositionFormat format)
    {
        lock (_lock)
        {
            foreach ((IMetricCollector collector, MetricCell success, MetricCell duration) in _collectors)
            {
                long start = Stopwatch.GetTimestamp();
                success.Set(collector.Collect() ? 1 : 0);
                duration.Set(Stopwatch.GetElapsedTime(start).Ticks * 100);
            }

            _writer.Begin(format);
            foreach (List<(string? Slot, MetricFamily Family)> parts in Merged().Values)
            {
                _writer.Header(parts[0].Family);
                foreach ((string? slot, MetricFamily family) in parts)
                {
                    _writer.Under(slot);
                    family.Render(_writer);
                }
            }

            _writer.End();
            return _writer.Written.ToArray();
        }
    }

    // The samples of one name must stand together, whoever counts them.
    private SortedDictionary<string, List<(string? Slot, MetricFamily Family)>> Merged()
    {
        SortedDictionary<string, List<(string? Slot, MetricFamily Family)>> merged = new(StringComparer.Ordinal);
        foreach (MetricRegistry registry in (IEnumerable<MetricRegistry>)[this, .. _slots])
        {
            foreach (MetricFamily family in registry.Families())
            {
                if (!merged.TryGetValue(family.Name, out List<(string? Slot, MetricFamily Family)>? parts))
                {
                    merged.Add(family.Name, parts = []);
                }

                parts.Add((registry._slot, family));
            }
        }

        return merged;
    }

    private MetricFamily[] Families()
    {
        lock (_lock)
        {
            return [.. _families.Values];
        }
    }

    private static string Checked(string name, bool counter)
    {
        bool plain = name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
        bool ours = Prefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal));
        return plain && ours && name.EndsWith(CounterSuffix, StringComparison.Ordinal) == counter
            ? name : throw new ArgumentException($"'{name}' is not a good metric name", nameof(name));
    }

    private static string[] Checked(string[] labels) =>
        Array.TrueForAll(
            labels, l => l.Length > 0 && l != "le" && char.IsAsciiLetterLower(l[0]) && l.All(c => char.IsAsciiLetterLower(c) || c == '_'))
            ? labels : throw new ArgumentException($"'{string.Join(',', labels)}' are not good label names", nameof(labels));

    private T Add<T>(T family)
        where T : MetricFamily
    {
        lock (_lock)
        {
            _families.Add(family.Name, family);
            return family;
        }
    }
}
