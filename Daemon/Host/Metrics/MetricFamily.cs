using System;
using System.Threading;

namespace Basisd.Host.Metrics;

/// <summary>All metrics of one name. Its label values come from the configuration and from enums: their number is bounded.</summary>
public abstract class MetricFamily
{
    /// <summary>Most combinations of label values in one family.</summary>
    public const int MaxChildren = 65_536;

    private protected MetricFamily(string name, string help, MetricKind kind, string[] labelNames)
    {
        Name = name;
        Help = help;
        Kind = kind;
        LabelNames = labelNames;
    }

    /// <summary>The name, with <c>_total</c> for counters.</summary>
    public string Name { get; }

    /// <summary>One line for people.</summary>
    public string Help { get; }

    /// <summary>What it is.</summary>
    public MetricKind Kind { get; }

    /// <summary>Names of the labels.</summary>
    public string[] LabelNames { get; }

    private protected Lock Sync { get; } = new();

    /// <summary>Writes the samples; the head of the family is written by whoever knows what else belongs under it.</summary>
    internal abstract void Render(ExpositionWriter writer);

    private protected static string KeyOf(string[] labels) => string.Join('\0', labels);

    private protected void CheckLabels(string[] labels, int children)
    {
        if (labels.Length != LabelNames.Length)
        {
            throw new ArgumentException($"{Name} has {LabelNames.Length} labels, not {labels.Length}", nameof(labels));
        }

        if (children >= MaxChildren)
        {
            throw new InvalidOperationException($"{Name} has more than {MaxChildren} label combinations");
        }
    }
}
