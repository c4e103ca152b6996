using Basisd.Cluster;

namespace Basisd.Peers.Etcd;

/// <summary>
/// Carries out the calls of the cluster's core; each is answered by exactly one <see cref="ArbiterReply"/>, in any order, until it is
/// closed.
/// </summary>
public interface IArbiter
{
    /// <summary>Starts a call and returns at once.</summary>
    /// <param name="call">What to do.</param>
    /// <exception cref="System.ArgumentException">The record is none that could be read back.</exception>
    void Send(ArbiterCall call);
}
