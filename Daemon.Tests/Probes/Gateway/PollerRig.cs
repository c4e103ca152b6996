using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Probes.Gateway;
using Basisd.Tests.EndToEnd;
using Basisd.Venues;
using Xunit;

namespace Basisd.Tests.Probes.Gateway;

/// <summary>A running poller whose records are taken by the test, as the node's loop would.</summary>
internal sealed class PollerRig : IGatewayReport, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _woken = new(0);

    public PollerRig(GatewayOptions options, params Uri[] venues)
    {
        Queue = new GatewayQueue(() => _woken.Release());
        Poller = new GatewayPoller(
            Gateways.Topology, venues.Select((v, i) => new GatewayTarget(i, v, null, 0)), options, Queue, () => 1, this);
        Running = Poller.RunAsync(_stop.Token);
    }

    public GatewayPoller Poller { get; }

    public GatewayQueue Queue { get; }

    public Task Running { get; }

    public List<VenueRecord> Taken { get; } = [];

    public ConcurrentQueue<PollReport> Reports { get; } = new();

    public ConcurrentQueue<string> Unknowns { get; } = new();

    public void Ended(PollReport report) => Reports.Enqueue(report);

    public void Unknown(int venue, string name) => Unknowns.Enqueue($"{venue} {name}");

    /// <summary>Takes records until the condition holds.</summary>
    public async Task TakeUntilAsync(Func<bool> condition, string wanted)
    {
        while (true)
        {
            while (Queue.TryTake(out VenueRecord record, out _))
            {
                Taken.Add(record);
            }

            if (condition())
            {
                return;
            }

            bool came = await _woken.WaitAsync(Poll.Patience, TestContext.Current.CancellationToken);
            Assert.True(came, $"no poll within {Poll.Patience.TotalSeconds} s while waiting for: {wanted}; had {string.Join("; ", Reports)}");
        }
    }

    public int Ends(int venue = 0) => Taken.Count(r => r.Venue == venue && r.Kind is VenueRecordKind.PollEnd or VenueRecordKind.PollFailed);

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Running.WaitAsync(Poll.Patience, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await ((Task)Task.WhenAny(Running)).WaitAsync(Poll.Patience, CancellationToken.None);
        _stop.Dispose();
        _woken.Dispose();
    }
}
