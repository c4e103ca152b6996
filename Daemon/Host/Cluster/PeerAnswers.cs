using System.Threading;
using System.Threading.Tasks;
using Basisd.Cluster;
using Basisd.Peers.Transport;

namespace Basisd.Host.Cluster;

/// <summary>Answers the other nodes: pulls from the slots, failsafe from the cluster's thread.</summary>
internal sealed class PeerAnswers(ClusterInbox inbox) : IPeerService
{
    private volatile SlotRuntime[] _slots = [];

    /// <summary>The slots are open.</summary>
    public void Open(SlotRuntime[] slots) => _slots = slots;

    /// <inheritdoc/>
    public async ValueTask<PullAnswer> PullAsync(int node, PullRequest request, CancellationToken gone)
    {
        SlotRuntime[] slots = _slots;
        return request.Slot < 0 || request.Slot >= slots.Length ? new PullAnswer { Status = PullStatus.NotOwner }
            : await slots[request.Slot].PullAsync(node, request, gone).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> FailsafeAsync(int node, int slot, ulong epoch, CancellationToken gone)
    {
        TaskCompletionSource<bool> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ClusterPost post = new(ClusterInputKind.FailsafeAsked) { Node = node, Slot = slot, Sequence = epoch, Failsafe = answer };
        return slot >= 0 && slot < _slots.Length && inbox.TryPost(post) && await answer.Task.WaitAsync(gone).ConfigureAwait(false);
    }
}
