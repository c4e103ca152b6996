using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Cluster;
using Basisd.Peers.Etcd;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Peers.Etcd;

/// <summary>A client of the arbiter for tests, with what it reports and short ways to ask.</summary>
internal sealed class ArbiterRig : IArbiterReport, IAsyncDisposable
{
    /// <summary>For answers that come: long, because the machine may be busy.</summary>
    public const long PatientNs = 10 * FixedPoint.Second;

    public static readonly ClusterSettings Cluster = new()
    {
        Self = 0,
        Nodes = ["alpha", "beta", "gamma"],
        Slots = ["control", "one"],
        Preferred = [0, 1],
        Control = 0,
    };

    public static readonly ArbiterKey One = new(ArbiterKeyKind.Slot, 1);

    private long _id;

    public ArbiterRig(long tryNs, params Uri[] endpoints)
        : this(tryNs, new EtcdSettings { Cluster = "test", Endpoints = endpoints })
    {
    }

    public ArbiterRig(long tryNs, EtcdSettings settings) => Client = new EtcdClient(Cluster with { TryNs = tryNs }, settings, this);

    public EtcdClient Client { get; }

    public ConcurrentQueue<string> Failures { get; } = new();

    public ConcurrentQueue<string> Damages { get; } = new();

    public static SlotRecord Record(ulong seq, int owner = 0, ulong boot = 1) =>
        new(1, owner, boot, seq, 0, false, SlotRecord.None, 0, 0);

    public void TryFailed(Uri endpoint, string what) => Failures.Enqueue($"{endpoint}: {what}");

    public void RecordDamaged(string key, long revision, string why) => Damages.Enqueue($"{key}@{revision}: {why}");

    public Task<ArbiterReply> ReadAsync() => AskAsync(default, 0, null);

    public Task<ArbiterReply> SwapAsync(long expected, SlotRecord record) => AskAsync(One, expected, record);

    public Task<ArbiterReply> AskAsync(ArbiterKey key, long expected, object? value) =>
        Client.AskAsync(new ArbiterCall(Interlocked.Increment(ref _id), key, expected, value), null, TestContext.Current.CancellationToken);

    /// <summary>Reads until a read is answered: for tests that heal first.</summary>
    public async Task<ArbiterView> SeeAsync()
    {
        ArbiterReply reply = await ReadAsync();
        for (int i = 0; i < 200 && reply.Outcome != ArbiterOutcome.Done; i++)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            reply = await ReadAsync();
        }

        Assert.True(reply.Outcome == ArbiterOutcome.Done, string.Join('\n', Failures.TakeLast(5)));
        return reply.View!;
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
