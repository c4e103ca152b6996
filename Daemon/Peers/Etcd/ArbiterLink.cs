using System;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Cluster;

namespace Basisd.Peers.Etcd;

/// <summary>
/// The arbiter as the cluster's core has it: calls go out at once, replies come to a callback. Reads and swaps have places of their own, so
/// that slow reads never delay a renewal. More calls than there are places end as failed at once, which is certain.
/// </summary>
public sealed class ArbiterLink : IArbiter, IAsyncDisposable
{
    /// <summary>Reads under way at once.</summary>
    public const int MaxReads = 8;

    /// <summary>Swaps under way at once.</summary>
    public const int MaxSwaps = EtcdClient.MaxCalls - MaxReads;

    private readonly Lock _sync = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task?[] _reads = new Task?[MaxReads];
    private readonly Task?[] _swaps = new Task?[MaxSwaps];
    private readonly EtcdClient _client;
    private readonly Action<ArbiterReply> _deliver;
    private bool _isClosed;

    /// <summary>Creates the link; nothing is connected yet.</summary>
    /// <param name="client">Carries the calls out; this closes it.</param>
    /// <param name="deliver">
    /// Gets each reply, on a thread of the pool or within <see cref="Send"/>, one at a time: no view comes after a newer one. It must only
    /// put the reply away.
    /// </param>
    public ArbiterLink(EtcdClient client, Action<ArbiterReply> deliver)
    {
        _client = client;
        _deliver = deliver;
    }

    /// <summary>What metrics say.</summary>
    public ArbiterCounters Counters => _client.Counters;

    /// <summary>The client certificate's file as it was read; null where there is none.</summary>
    public FileInUse? CertificateInUse => _client.CertificateInUse;

    /// <summary>Takes replaced certificates for new connections. Cheap; to be called every few seconds.</summary>
    /// <param name="problem">Why the ones before stay; empty for nothing.</param>
    /// <returns>Whether they are others than before.</returns>
    public bool LookAtCertificates(out string problem) => _client.LookAtCertificates(out problem);

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public void Send(ArbiterCall call)
    {
        // A record that must not be written is found here, on the caller's thread.
        _client.BodyOf(call);
        lock (_sync)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            Task?[] places = call.IsRead ? _reads : _swaps;
            for (int i = 0; i < places.Length; i++)
            {
                if (places[i] is null or { IsCompleted: true })
                {
                    // What a call threw is a bug: it comes to light here, where the loop can end the process.
                    places[i]?.GetAwaiter().GetResult();
                    places[i] = Task.Run(() => CarryOutAsync(call), CancellationToken.None);
                    return;
                }
            }
        }

        _client.Refuse(call, _deliver);
    }

    /// <summary>Ends what is under way, without replies, and closes the client.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_sync)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        try
        {
            foreach (Task? call in (Task?[])[.. _reads, .. _swaps])
            {
                await (call ?? Task.CompletedTask).ConfigureAwait(false);
            }
        }
        finally
        {
            await _client.DisposeAsync().ConfigureAwait(false);
            _stop.Dispose();
        }
    }

    private async Task CarryOutAsync(ArbiterCall call)
    {
        try
        {
            await _client.AskAsync(call, _deliver, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Closed: nobody waits for this reply any more.
            return;
        }
    }
}
