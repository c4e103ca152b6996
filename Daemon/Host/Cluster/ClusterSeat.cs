using System;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Cluster;
using Basisd.Host.Http;
using Basisd.Host.Logging;
using Basisd.Host.Loop;
using Basisd.Linux;

namespace Basisd.Host.Cluster;

/// <summary>The endpoints' side of the cluster's thread: the view that it published, and acts on the way to it.</summary>
internal sealed class ClusterSeat(ClusterSettings settings, ClusterInbox inbox, FenceCommand fence, LogRelay log) : IClusterSeat
{
    private ClusterStatus? _current;

    /// <inheritdoc/>
    public ClusterStatus? Current => Volatile.Read(ref _current);

    /// <summary>Replaces the view; the cluster's thread alone.</summary>
    public void Publish(ClusterStatus status) => Volatile.Write(ref _current, status);

    /// <inheritdoc/>
    public async Task<OperatorReply?> ActAsync(ClusterActRequest request, AdminPeer peer, CancellationToken stopWaiting)
    {
        if (request.Act == "fence-test")
        {
            return await TestAsync(stopWaiting).ConfigureAwait(false);
        }

        int slot = request.Slot is null ? 0 : Array.IndexOf(settings.Slots, request.Slot);
        int node = request.To is null ? SlotRecord.None : Array.IndexOf(settings.Nodes, request.To);
        if (slot < 0 || (request.To is not null && node < 0))
        {
            return slot < 0
                ? Refused(request, $"there is no slot '{request.Slot}'; there are {string.Join(", ", settings.Slots)}")
                : Refused(request, $"there is no node '{request.To}'; there are {string.Join(", ", settings.Nodes)}");
        }

        ClusterPost post = request.Act switch
        {
            "switchover" => new ClusterPost(ClusterInputKind.Switchover) { Slot = slot, Node = node },
            "permit" => new ClusterPost(ClusterInputKind.Permit) { Slot = slot },
            _ => new ClusterPost(ClusterInputKind.Pause) { Pause = PauseOf(request, peer) },
        };
        post = post with { Act = new TaskCompletionSource<OperatorReply?>(TaskCreationOptions.RunContinuationsAsynchronously) };
        uint uid = peer.Uid;
        log.Post(l => l.Of(LogEvents.OperatorAct).Information("operator (uid {Uid}) cluster {Act} {Slot}", uid, request.Act, request.Slot ?? ""));
        return inbox.TryPost(post) ? await post.Act.Task.WaitAsync(stopWaiting).ConfigureAwait(false) : null;
    }

    private PauseRecord PauseOf(ClusterActRequest request, AdminPeer peer) => new(
        request.Act == "pause", $"uid {peer.Uid} at {settings.Nodes[settings.Self]}", BootClock.WallNs(), request.Reason?.Trim() ?? "");

    private async Task<OperatorReply> TestAsync(CancellationToken cancel)
    {
        if (!fence.IsConfigured)
        {
            const string None = "no fence command is configured (cluster.fence_command): a silent owner is waited for";
            return new OperatorReply(false, None, "platform", "-", 0);
        }

        string all = "";
        bool confirmed = true;
        for (int node = 0; node < settings.Nodes.Length; node++)
        {
            if (node != settings.Self)
            {
                (bool could, string text) = await fence.RunAsync(settings.Nodes[node], isDryRun: true, cancel).ConfigureAwait(false);
                confirmed &= could;
                all += all.Length == 0 ? text : $"; {text}";
            }
        }

        return new OperatorReply(confirmed, all, "platform", "-", 0);
    }

    private static OperatorReply Refused(ClusterActRequest request, string why) => new(false, why, request.Slot ?? "platform", "-", 0);
}
