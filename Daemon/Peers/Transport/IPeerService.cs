using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Peers.Transport;

/// <summary>What a node answers to its peers. Called from pool threads, several at once; the caller is always a node of the configuration.</summary>
public interface IPeerService
{
    /// <summary>
    /// A follower pulls: waits up to <see cref="PullRequest.WaitMs"/> for something to come. What it asks for acknowledges everything before it.
    /// </summary>
    /// <param name="node">Number of the follower.</param>
    /// <param name="request">Its position.</param>
    /// <param name="gone">Cancelled when the follower went away or the server stops; an OperationCanceledException is the right end then.</param>
    ValueTask<PullAnswer> PullAsync(int node, PullRequest request, CancellationToken gone);

    /// <summary>A peer that cannot reach the arbiter asks whether its slot may go on (PROTOCOL.md, Without etcd).</summary>
    /// <param name="node">Number of the peer.</param>
    /// <param name="slot">Number of the slot.</param>
    /// <param name="epoch">Its epoch.</param>
    /// <param name="gone">Cancelled when the peer went away or the server stops.</param>
    ValueTask<bool> FailsafeAsync(int node, int slot, ulong epoch, CancellationToken gone);
}
