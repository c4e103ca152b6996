using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Linux;
using Basisd.Node;
using Basisd.Probes;
using Basisd.Tests.EndToEnd;
using Basisd.Venues;
using Xunit;

namespace Basisd.Tests.Probes;

/// <summary>A running prober whose results feed a venue pool, as the node's loop does.</summary>
internal sealed class ProberRig : IProbeReport, IAsyncDisposable
{
    public static readonly ProbeTiming Usual = new(250_000_000, 200_000_000);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _woken = new(0);
    private readonly Task _probing;

    public ProberRig(IReadOnlyList<Uri> venues, ProbeTiming? timing = null, Func<string, IPAddress[]>? resolve = null)
    {
        Health = new VenueHealth(venues.Count);
        Queue = new ProbeQueue(() => _woken.Release());
        List<ProbeTarget> targets = [];
        for (int venue = 0; venue < venues.Count; venue++)
        {
            targets.Add(new ProbeTarget(venue, venues[venue]));
        }

        VenueProber prober = new(targets, timing ?? Usual, Queue, () => CoreTime, this, resolve ?? Dns.GetHostAddresses);
        _probing = prober.RunAsync(_stop.Token);
    }

    /// <summary>A core time that no clock of this machine shows.</summary>
    public static long CoreTime => 4_000_000_000_000_000_000;

    public ProbeQueue Queue { get; }

    public VenueHealth Health { get; }

    public List<Observation> Calls { get; } = [];

    public ConcurrentQueue<ProbeResult> Results { get; } = new();

    public void Ended(in ProbeResult result) => Results.Enqueue(result);

    /// <summary>Takes results until the condition holds.</summary>
    /// <returns>When it did, boot clock, ns.</returns>
    public async Task<long> UntilAsync(Func<bool> condition, string wanted)
    {
        while (true)
        {
            while (Queue.TryTake(out Observation call))
            {
                Calls.Add(call);
                Health.OnCall((int)call.Index, call.V0 == 0);
            }

            if (condition())
            {
                return BootClock.NowNs();
            }

            bool came = await _woken.WaitAsync(Poll.Patience, TestContext.Current.CancellationToken);
            Assert.True(came, $"no result within {Poll.Patience.TotalSeconds} s while waiting for: {wanted}; had {string.Join("; ", Results)}");
        }
    }

    /// <summary>Stops it, and fails if the probes do not end.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _probing.WaitAsync(Poll.Patience, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        _woken.Dispose();
    }
}
