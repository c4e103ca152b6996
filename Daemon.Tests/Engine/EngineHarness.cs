using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using Basisd.Engine;
using Basisd.Node;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Engine;

/// <summary>A real endpoint on a real path in a directory of its own, with a core clock that stands still. One thread serves both ends.</summary>
internal sealed class EngineHarness : IDisposable, IEngineClock
{
    public const long Now = 1_700_000_000L * FixedPoint.Second;
    public const int Patience = 10_000;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("basisd-engine-");

    public EngineHarness(EngineOptions? options = null, int modules = 0)
    {
        Topology = Build(modules);
        Path = System.IO.Path.Combine(_directory.FullName, "engine.sock");
        Options = options ?? new EngineOptions();
        Endpoint = EngineEndpoint.Open(Path, Options, Topology, this);
    }

    public Topology Topology { get; }

    public EngineOptions Options { get; }

    public string Path { get; }

    public EngineEndpoint Endpoint { get; }

    /// <summary>Every item that a poll of this harness has brought, commits with their bytes.</summary>
    public List<InboxItem> Items { get; } = [];

    public List<byte[]> Commits { get; } = [];

    public long CoreNowNs() => Now;

    public static Topology Build(int modules = 0)
    {
        TopologyBuilder builder = new();
        for (int i = 0; i < modules; i++)
        {
            builder.AddModule($"m{i:D4}");
        }

        builder.AddVenue("kraken", true);
        builder.AddVenue("binance", true);
        builder.AddAsset("BTC", "USD", 50_000);
        builder.AddRoute("BTC", "kraken", null, "USD");
        builder.AddInstrument("BTC", "USD", "kraken", false);
        builder.AddInstrument("BTC", "USDT", "binance", true);
        builder.AddUnitReference("USDT", "USD", "kraken");
        builder.AddPosition("BTC-PERP@binance", "binance");
        return builder.Build();
    }

    public static Observation Price(ulong sequence = 0, uint index = 0, long price = 42_000 * FixedPoint.Scale) =>
        new() { Kind = ObservationKind.Price, Index = index, Sequence = sequence, SourceTime = Now, V0 = price };

    public EngineClient Connect(SessionFlags flags = SessionFlags.Commands | SessionFlags.Commits, string name = "engine")
    {
        EngineClient client = EngineClient.ConnectRaw(Path);
        long opened = Endpoint.Counters.Opened;
        client.SayHello(name, flags);
        PollUntil(() => Endpoint.Counters.Opened > opened);
        client.TakeReply(Patience);
        return client;
    }

    /// <summary>One poll, its items kept.</summary>
    public int Poll(int timeoutMs = 0)
    {
        int count = Endpoint.Poll(timeoutMs);
        foreach (ref readonly InboxItem item in Endpoint.Inbox)
        {
            Items.Add(item);
            if (item.Kind == InboxItemKind.Commit)
            {
                Commits.Add(Endpoint.CommitBytes(item).ToArray());
            }
        }

        return count;
    }

    public void PollUntil(Func<bool> done)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!done())
        {
            Assert.True(watch.ElapsedMilliseconds < Patience, "the endpoint did not get there in time");
            Poll(10);
        }
    }

    /// <summary>Waits until everything that the client has sent was judged.</summary>
    public ControlRecord Sync(EngineClient client)
    {
        ControlRecord ping = new() { Kind = ControlKind.Ping, V0 = 77 };
        client.Send(ping, []);
        Stopwatch watch = Stopwatch.StartNew();
        while (watch.ElapsedMilliseconds < Patience)
        {
            Poll(10);
            while (client.TryReceive(0, out ControlRecord record))
            {
                if (record.Kind == ControlKind.Pong)
                {
                    Assert.Equal(77, record.V0);
                    return record;
                }
            }
        }

        throw new TimeoutException("no pong");
    }

    public static ControlRecord AwaitRejected(EngineClient client)
    {
        Assert.True(client.TryReceive(Patience, out ControlRecord record));
        Assert.Equal(ControlKind.Rejected, record.Kind);
        return record;
    }

    public IEnumerable<InboxItem> Of(InboxItemKind kind) => Items.FindAll(i => i.Kind == kind);

    public void Dispose()
    {
        Endpoint.Dispose();
        _directory.Delete(recursive: true);
    }
}
