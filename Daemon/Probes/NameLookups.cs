using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Probes;

/// <summary>
/// Resolves host names. The C library's resolver holds a thread for as long as a name server is silent and cannot be interrupted, so only a
/// few lookups run at once, on threads of their own, and everyone who asks for the same name waits for the same one: a dead name server must
/// not take the pool's threads, which time the probes of everyone else and complete the journal's commits. Remembers no answer; a kept
/// connection needs none.
/// </summary>
#pragma warning disable CA1001 // A SemaphoreSlim whose wait handle nobody asks for holds nothing to dispose; lookups may outlive the prober.
internal sealed class NameLookups
#pragma warning restore CA1001
{
    /// <summary>Lookups that hold a thread at once.</summary>
    public const int MaxRunning = 8;

    private readonly Lock _sync = new();
    private readonly Dictionary<string, Task<IPAddress[]>> _running = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim _slots = new(MaxRunning);
    private readonly Func<string, IPAddress[]> _resolve;

    /// <summary>Creates the lookups of one prober.</summary>
    /// <param name="resolve">Resolves a name; may take long, throws SocketException.</param>
    public NameLookups(Func<string, IPAddress[]> resolve) => _resolve = resolve;

    /// <summary>Addresses of a host; a literal address is its own.</summary>
    /// <param name="host">Name or address.</param>
    /// <param name="cancel">Ends the waiting, not the lookup.</param>
    /// <exception cref="System.Net.Sockets.SocketException">There is no such host, or no name server to ask.</exception>
    public async Task<IPAddress[]> FindAsync(string host, CancellationToken cancel)
    {
        if (IPAddress.TryParse(host, out IPAddress? literal))
        {
            return [literal];
        }

        Task<IPAddress[]>? lookup;
        lock (_sync)
        {
            if (!_running.TryGetValue(host, out lookup))
            {
                // On another thread, so that its end cannot come before it is noted here.
                lookup = Task.Run(() => LookUpAsync(host), CancellationToken.None);
                _running.Add(host, lookup);
            }
        }

        return await lookup.WaitAsync(cancel).ConfigureAwait(false);
    }

    private async Task<IPAddress[]> LookUpAsync(string host)
    {
        await _slots.WaitAsync().ConfigureAwait(false);
        try
        {
            // A thread of its own: the pool's complete the journal's commits.
            return await Task.Factory.StartNew(() => _resolve(host), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
            lock (_sync)
            {
                _running.Remove(host);
            }
        }
    }
}
