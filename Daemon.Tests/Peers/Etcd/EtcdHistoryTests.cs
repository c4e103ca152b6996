using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Cluster;
using Basisd.Peers.Etcd;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Peers.Etcd;

/// <summary>
/// Several nodes swap one key while members sleep, die and come back. Afterwards etcd itself tells every version that the key ever had, and
/// each call's outcome is held against it: what was done is in it exactly once, behind exactly what it expected; what conflicted or failed
/// is not in it.
/// </summary>
[Collection("etcd")]
public sealed class EtcdHistoryTests
{
    private const int Clients = 4;
    private const int Faults = 10;

    [Fact]
    public async Task Outcomes_under_faults_agree_with_the_history_of_the_key()
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("BASISD_ETCD_SEED"), out int given) ? given : Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"BASISD_ETCD_SEED={seed}");
        await using EtcdCluster etcd = await EtcdCluster.StartAsync(3);
        ConcurrentQueue<Swap> swaps = new();
        using CancellationTokenSource over = new();
        Task[] clients =
        [
            .. Enumerable.Range(0, Clients).Select(c => Task.Run(() => SwapOnAsync(c, etcd.Endpoints, swaps, new Random(seed + c), over.Token))),
        ];
        await HarmAsync(etcd, new Random(seed), swaps);
        await over.CancelAsync();
        await Task.WhenAll(clients);

        List<Version> versions = await VersionsAsync(etcd.Endpoints[0]);
        Dictionary<object, Swap> byRecord = swaps.ToDictionary(s => (object)s.Record);
        TestContext.Current.TestOutputHelper?.WriteLine($"{versions.Count} versions of {string.Join(
            ", ", swaps.GroupBy(s => s.Outcome).Select(g => $"{g.Count()} {g.Key}"))}");
        long before = 0;
        foreach (Version version in versions)
        {
            Swap swap = byRecord[version.Record];
            Assert.True(swap.Expected == before, $"seed {seed}: {version} was written over {before} by {swap}");
            Assert.True(swap.Outcome is ArbiterOutcome.Done or ArbiterOutcome.Unknown, $"seed {seed}: {version} was written by {swap}");
            Assert.True(swap.Outcome != ArbiterOutcome.Done || swap.Revision == version.Revision, $"seed {seed}: {version} by {swap}");
            before = version.Revision;
        }

        HashSet<object> written = [.. versions.Select(v => (object)v.Record)];
        Assert.Equal(versions.Count, written.Count);
        Assert.All(
            swaps.Where(s => s.Outcome == ArbiterOutcome.Done),
            s => Assert.True(written.Contains(s.Record), $"seed {seed}: {s} is done and was not written"));
        Assert.True(swaps.Count(s => s.Outcome == ArbiterOutcome.Done) >= Faults, $"seed {seed}: too little was done to prove anything");
    }

    private static async Task SwapOnAsync(int client, Uri[] endpoints, ConcurrentQueue<Swap> swaps, Random random, CancellationToken over)
    {
        await using ArbiterRig rig = new(250 * FixedPoint.Millisecond, [.. endpoints.OrderBy(_ => random.Next())]);
        long newest = 0;
        for (ulong seq = 0; !over.IsCancellationRequested; seq++)
        {
            ArbiterReply read = await rig.ReadAsync();
            if (read.View is not { } view)
            {
                continue;
            }

            Assert.True(view.Revision >= newest, $"revision {view.Revision} after {newest}");
            newest = view.Revision;
            long expected = view.Entries.SingleOrDefault()?.ModRevision ?? 0;
            SlotRecord record = ArbiterRig.Record(seq, owner: client % 3, boot: (ulong)client + 1);
            ArbiterReply reply = await rig.SwapAsync(expected, record);
            swaps.Enqueue(new Swap(record, expected, reply.Outcome, reply.ModRevision));
        }
    }

    /// <summary>
    /// Pauses or kills one member after another, and heals it before the next: the others are a majority, and yet elect anew where it led.
    /// </summary>
    private static async Task HarmAsync(EtcdCluster etcd, Random random, ConcurrentQueue<Swap> swaps)
    {
        for (int i = 0; i < Faults; i++)
        {
            await ProgressAsync(swaps);
            int member = random.Next(3) == 0 ? random.Next(3) : await etcd.LeaderIndexAsync();
            bool isKilled = random.Next(3) == 0;
            if (isKilled)
            {
                etcd.Kill(member);
            }
            else
            {
                etcd.Stop(member);
            }

            if (random.Next(4) != 0)
            {
                await ProgressAsync(swaps);
            }

            if (isKilled)
            {
                await etcd.RestartAsync(member);
            }
            else
            {
                etcd.Continue(member);
            }
        }

        await ProgressAsync(swaps);
    }

    /// <summary>Waits until a few more swaps were done.</summary>
    private static Task ProgressAsync(ConcurrentQueue<Swap> swaps)
    {
        int from = swaps.Count(s => s.Outcome == ArbiterOutcome.Done);
        return EndToEnd.Poll.UntilAsync(
            () => swaps.Count(s => s.Outcome == ArbiterOutcome.Done) >= from + 5, () => "nothing is done any more", TimeSpan.FromSeconds(60));
    }

    /// <summary>Every version of the key, oldest first, as etcd remembers them: it was never told to forget.</summary>
    private static async Task<List<Version>> VersionsAsync(Uri member)
    {
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
        RecordCodec codec = new(ArbiterRig.Cluster.Nodes);
        string key = Convert.ToBase64String(Encoding.UTF8.GetBytes("/basisd/test/slots/one"));
        List<Version> versions = [];
        for (long at = 0; at != 1;)
        {
            using StringContent question = new($$"""{"key":"{{key}}","revision":"{{at}}"}""");
            using HttpResponseMessage answer = await http.PostAsync(new Uri(member, EtcdRequests.RangePath), question);
            using JsonDocument json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            if (!json.RootElement.TryGetProperty("kvs", out JsonElement kvs))
            {
                break;
            }

            long revision = long.Parse(kvs[0].GetProperty("mod_revision").GetString()!);
            versions.Add(new Version(revision, codec.Decode(ArbiterKeyKind.Slot, kvs[0].GetProperty("value").GetBytesFromBase64(), out _)!));
            at = revision - 1;
        }

        versions.Reverse();
        return versions;
    }

    /// <summary>What a client asked, and what it was told.</summary>
    private sealed record Swap(SlotRecord Record, long Expected, ArbiterOutcome Outcome, long Revision);

    /// <summary>What the key held.</summary>
    private sealed record Version(long Revision, object Record);
}
