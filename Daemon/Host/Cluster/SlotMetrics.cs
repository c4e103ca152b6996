using Basisd.Host.Metrics;
using Basisd.Safety;

namespace Basisd.Host.Cluster;

/// <summary>
/// Where the slots of a process count. A slot has metrics while this node acts for it, under its own label; a node that follows says nothing of what
/// it does not decide, so that of every number about a slot there is one, and it is the owner's. What is counted begins anew with every tenure.
/// </summary>
/// <param name="registry">The registry of the process.</param>
/// <param name="topology">The names.</param>
/// <param name="process">The metrics of the process.</param>
internal sealed class SlotMetrics(MetricRegistry registry, Topology topology, ProcessMetrics process)
{
    /// <summary>The metrics of the process.</summary>
    public ProcessMetrics Process => process;

    /// <summary>Begins a tenure.</summary>
    /// <param name="slot">Name of the slot.</param>
    public NodeMetrics Take(string slot)
    {
        NodeMetrics metrics = new(MetricRegistry.OfSlot(slot), topology, process);
        registry.Attach(metrics.Registry);
        return metrics;
    }

    /// <summary>Ends it.</summary>
    public void Return(NodeMetrics metrics) => registry.Detach(metrics.Registry);
}
