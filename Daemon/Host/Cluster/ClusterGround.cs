using Basisd.Host.Configuration;
using Basisd.Host.Loop;
using Basisd.Host.Metrics;
using Basisd.Host.Systemd;
using Basisd.Linux;
using Serilog;

namespace Basisd.Host.Cluster;

/// <summary>What a cluster's process stands on; whoever made it closes it.</summary>
/// <param name="Configuration">The configuration.</param>
/// <param name="Version">Version of the binary.</param>
/// <param name="Log">The log.</param>
/// <param name="Notifier">The way to systemd.</param>
/// <param name="Relay">The log for threads that must not wait.</param>
/// <param name="Registry">Where metrics are declared.</param>
/// <param name="Latency">What keeps the processors from sleeping deeply; null for nothing.</param>
internal sealed record ClusterGround(
    NodeConfiguration Configuration, string Version, ILogger Log, ServiceNotifier Notifier, LogRelay Relay, MetricRegistry Registry,
    LatencyRequest? Latency);
