using System;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Cluster;
using Basisd.Peers.Transport;

namespace Basisd.Host.Cluster;

/// <summary>
/// Asks all other nodes whether a slot may go on without the arbiter (PROTOCOL.md). One asking per slot and node at a time; what does not answer
/// said no.
/// </summary>
internal sealed class FailsafeAsker
{
    private readonly ClusterSettings _settings;
    private readonly PeerClient _client;
    private readonly ClusterInbox _inbox;
    private readonly CancellationToken _stop;
    private readonly Task[][] _asked;

    /// <summary>Creates the asker.</summary>
    public FailsafeAsker(ClusterSettings settings, PeerClient client, ClusterInbox inbox, CancellationToken stop)
    {
        _settings = settings;
        _client = client;
        _inbox = inbox;
        _stop = stop;
        _asked = Array.ConvertAll(settings.Slots, _ => Array.ConvertAll(settings.Nodes, _ => Task.CompletedTask));
    }

    /// <summary>Asks; the cluster's thread.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="epoch">Its epoch.</param>
    /// <param name="id">The asking.</param>
    public void Ask(int slot, ulong epoch, long id)
    {
        for (int node = 0; node < _settings.Nodes.Length; node++)
        {
            Task before = _asked[slot][node];
            if (node != _settings.Self && before.IsCompleted)
            {
                // What it threw is a bug, and comes to light here.
                before.GetAwaiter().GetResult();
                int peer = node;
                _asked[slot][node] = Task.Run(() => AskAsync(peer, slot, epoch, id), CancellationToken.None);
            }
        }
    }

    private async Task AskAsync(int node, int slot, ulong epoch, long id)
    {
        TimeSpan patience = TimeSpan.FromTicks(_settings.FenceNs / 2 / TimeSpan.NanosecondsPerTick);
        PeerResult<bool> answer = await _client.FailsafeAsync(node, slot, epoch, patience, _stop).ConfigureAwait(false);
        _ = _inbox.TryPost(new ClusterPost(ClusterInputKind.FailsafeAnswered)
        {
            Node = node,
            Slot = slot,
            Sequence = epoch,
            Id = id,
            Flag = answer is { Outcome: PeerOutcome.Ok, Value: true },
        });
    }
}
