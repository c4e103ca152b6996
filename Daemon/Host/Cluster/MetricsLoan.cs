using System.Threading;
using Basisd.Host.Configuration;
using Basisd.Host.Metrics;

namespace Basisd.Host.Cluster;

/// <summary>
/// The node metrics of the process, for the one slot that acts here. A node that owns the control slot beside its own has two; the second one's are
/// made as well, so that its loop has where to count, and are not exposed: names without a slot can tell of one slot only.
/// </summary>
internal sealed class MetricsLoan(NodeMetrics exposed, NodeConfiguration configuration, string version)
{
    private int _isLent;

    /// <summary>The metrics that are exposed.</summary>
    public NodeMetrics Exposed => exposed;

    /// <summary>Borrows.</summary>
    public NodeMetrics Take() => Interlocked.Exchange(ref _isLent, 1) == 0
        ? exposed : new NodeMetrics(new MetricRegistry(), configuration.Topology, version, configuration.Node.Name);

    /// <summary>Gives back.</summary>
    public void Return(NodeMetrics metrics)
    {
        if (ReferenceEquals(metrics, exposed))
        {
            Volatile.Write(ref _isLent, 0);
        }
    }
}
