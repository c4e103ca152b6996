using System.Threading;

namespace Basisd.Host.Metrics;

/// <summary>
/// One number of a family. A cell with one writing thread uses <see cref="AddOwned"/> and <see cref="Set"/> (a plain store); cells that
/// several threads write use <see cref="Add"/>. Nothing here allocates.
/// </summary>
public sealed class MetricCell
{
    /// <summary>The value of a cell that has none now: its sample is left out. Nothing that is measured comes near it.</summary>
    public const long Absent = long.MinValue + 1;

    private long _value;

    internal MetricCell(string[] labels) => Labels = labels;

    /// <summary>The number.</summary>
    public long Value => Volatile.Read(ref _value);

    internal string[] Labels { get; }

    /// <summary>One more; any thread.</summary>
    public void Increment() => Interlocked.Increment(ref _value);

    /// <summary>More; any thread.</summary>
    public void Add(long amount) => Interlocked.Add(ref _value, amount);

    /// <summary>More; the one writing thread alone.</summary>
    public void AddOwned(long amount) => Volatile.Write(ref _value, unchecked(_value + amount));

    /// <summary>A new value; any thread.</summary>
    public void Set(long value) => Volatile.Write(ref _value, value);
}
