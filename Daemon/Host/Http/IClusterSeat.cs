using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Host.Http;

/// <summary>The cluster's side of the endpoints.</summary>
public interface IClusterSeat
{
    /// <summary>What was published last; null before the first.</summary>
    ClusterStatus? Current { get; }

    /// <summary>Hands an operator's act to the cluster's thread.</summary>
    /// <param name="request">What.</param>
    /// <param name="peer">Who.</param>
    /// <param name="stopWaiting">Ends the wait; the act may still happen.</param>
    /// <returns>What became of it; null when too many acts wait.</returns>
    Task<OperatorReply?> ActAsync(ClusterActRequest request, AdminPeer peer, CancellationToken stopWaiting);
}
