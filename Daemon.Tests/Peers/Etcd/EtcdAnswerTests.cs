using System;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Basisd.Cluster;
using Basisd.Linux;
using Basisd.Peers.Etcd;
using Basisd.Safety;
using Basisd.Tests.Probes;
using Xunit;

namespace Basisd.Tests.Peers.Etcd;

/// <summary>Whatever a member answers: done and failed are said only where they are certain.</summary>
public sealed class EtcdAnswerTests
{
    // For answers that do not come.
    private const long HastyNs = 100 * FixedPoint.Millisecond;

    private static readonly string Ok = "{" + FakeEtcd.Header(50, 3) + "}";
    private static readonly string Done = "{" + FakeEtcd.Header(50, 3)
        + ",\"succeeded\":true,\"responses\":[{\"response_put\":{\"header\":{\"revision\":\"50\"}}}]}";

    [Theory]
    [InlineData(400, """{"error":"x","message":"etcdserver: key is not provided","code":3}""", "Failed", "key is not provided")]
    [InlineData(400, """{"error":"x","message":"etcdserver: user name is empty","code":3}""", "Failed", "configure a user")]
    [InlineData(403, """{"error":"x","message":"etcdserver: permission denied","code":7}""", "Failed", "readwrite --prefix=true /basisd/test/")]
    [InlineData(401, """{"error":"x","message":"etcdserver: invalid auth token","code":16}""", "Failed", "invalid auth token")]
    [InlineData(503, """{"error":"x","message":"etcdserver: no leader","code":14}""", "Failed", "no leader")]
    [InlineData(500, """{"error":"x","message":"raft proposal dropped","code":2}""", "Failed", "dropped")]
    [InlineData(429, """{"error":"x","message":"etcdserver: too many requests","code":8}""", "Failed", "too many")]
    [InlineData(503, """{"error":"x","message":"etcdserver: request timed out","code":14}""", "Unknown", "timed out")]
    [InlineData(503, """{"message":"etcdserver: request timed out, possibly due to connection lost","code":14}""", "Unknown", "timed out")]
    [InlineData(503, """{"error":"x","message":"etcdserver: leader changed","code":14}""", "Unknown", "leader changed")]
    [InlineData(500, """{"error":"x","message":"context deadline exceeded","code":2}""", "Unknown", "deadline")]
    [InlineData(503, """{"error":"x","message":"transport is closing","code":14}""", "Unknown", "closing")]
    [InlineData(429, """{"error":"x","message":"etcdserver: mvcc: database space exceeded","code":8}""", "Unknown", "alarm disarm")]
    [InlineData(500, """{"error":"x","message":"etcdserver: server stopped","code":14}""", "Unknown", "stopped")]
    [InlineData(500, "oh", "Unknown", "client address")]
    [InlineData(404, "Not Found", "Unknown", "client address")]
    [InlineData(302, "", "Unknown", "client address")]
    [InlineData(400, """{"code":3}""", "Unknown", "client address")]
    [InlineData(400, """{"message":"etcdserver: key is not provided","code":"three"}""", "Unknown", "client address")]
    public async Task A_refusal_is_certain_only_in_words_that_are(int status, string body, string outcome, string text)
    {
        await using FakeEtcd member = new(FakeEtcd.Saying(body, status));
        await using ArbiterRig rig = new(ArbiterRig.PatientNs, member.Address);
        long before = BootClock.NowNs();
        ArbiterReply reply = await rig.SwapAsync(0, ArbiterRig.Record(0));
        Assert.Equal((outcome, null), (reply.Outcome.ToString(), reply.View));
        Assert.InRange(reply.SentAt, before, BootClock.NowNs());
        Assert.Contains(text, Assert.Single(rig.Failures), StringComparison.Ordinal);
        Assert.Contains(member.Address.ToString(), Assert.Single(rig.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"succeeded":true}""")]
    [InlineData("""{"header":{"cluster_id":"7","revision":"50"},"succeeded":true}""")]
    [InlineData("""{"header":{"cluster_id":"7","revision":"-50","raft_term":"3"},"succeeded":true}""")]
    [InlineData("""{"header":{"cluster_id":"7","revision":"9","raft_term":"3"},"succeeded":true}""")]
    [InlineData("""{"header":{"cluster_id":"7","revision":"50","raft_term":"3"},"succeeded":"yes"}""")]
    [InlineData("""{"header":{"cluster_id":"7","revision":"50","raft_term":"3"}}""")]
    [InlineData("""{"header":{"cluster_id":"7","revision":"50","raft_term":"3"},"responses":[{}]}""")]
    [InlineData("""{"header":{"cluster_id":"7","revision":"50","raft_term":"3"},"responses":[null]}""")]
    [InlineData("""{"header":{"cluster_id":"7","revision":"50","raft_term":"3"},"responses":[{"response_range":{"kvs":[{"key":"!"}]}}]}""")]
    [InlineData("""{"header":{"cluster_id":"7","revision":"50","raft_term":"3"},"responses":[{"response_range":{"kvs":[null]}}]}""")]
    [InlineData("""{"header":{"cluster_id":"7","revision":"50","raft_term":"3"},"succeeded":true""")]
    public async Task An_answer_that_does_not_say_is_unknown(string body)
    {
        await using FakeEtcd member = new(FakeEtcd.Saying(body));
        await using ArbiterRig rig = new(ArbiterRig.PatientNs, member.Address);
        ArbiterReply reply = await rig.SwapAsync(10, ArbiterRig.Record(0));
        Assert.Equal((ArbiterOutcome.Unknown, 0), (reply.Outcome, reply.ModRevision));
        Assert.Single(rig.Failures);
        Assert.Equal(1, rig.Client.Counters.Swaps(ArbiterOutcome.Unknown));
        Assert.Equal(1, rig.Client.Counters.FailedTries(0));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"header\"")]
    [InlineData("HTTP/1.1 200 OK\r\nConte")]
    [InlineData("SSH-2.0-OpenSSH_9\r\n\r\n")]
    [InlineData("")]
    public async Task A_cut_answer_or_another_protocol_is_unknown(string bytes)
    {
        await using FakeEtcd member = new(FakeEtcd.Raw(bytes));
        await using ArbiterRig rig = new(ArbiterRig.PatientNs, member.Address);
        Assert.Equal(ArbiterOutcome.Unknown, (await rig.SwapAsync(0, ArbiterRig.Record(0))).Outcome);
        member.Answer = FakeEtcd.Reset;
        Assert.Equal(ArbiterOutcome.Unknown, (await rig.SwapAsync(0, ArbiterRig.Record(0))).Outcome);
    }

    [Fact]
    public async Task An_endless_answer_is_cut_off_and_endless_headers_are_refused()
    {
        await using FakeEtcd member = new(async call =>
        {
            await call.SayAsync("HTTP/1.1 200 OK\r\n\r\n{\"header\":\"");
            string block = new('x', 64 * 1024);
            while (true)
            {
                await call.SayAsync(block);
            }
        });
        await using ArbiterRig rig = new(ArbiterRig.PatientNs, member.Address);
        Assert.Equal(ArbiterOutcome.Unknown, (await rig.ReadAsync()).Outcome);
        Assert.Contains($"more than {EtcdMember.MaxAnswerBytes} bytes", Assert.Single(rig.Failures), StringComparison.Ordinal);
        member.Answer = FakeEtcd.Raw("HTTP/1.1 200 OK\r\nX: " + new string('x', 1_000_000));
        Assert.Equal(ArbiterOutcome.Unknown, (await rig.ReadAsync()).Outcome);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")]
    [InlineData("HTTP/1.1 503 Oh\r\nContent-Length: 500\r\n\r\n{")]
    public async Task Silence_costs_one_try_and_the_next_member_is_asked(string before)
    {
        await using FakeEtcd silent = new(async call =>
        {
            await call.SayAsync(before);
            await FakeEtcd.Silent(call);
        });
        await using FakeEtcd well = new(FakeEtcd.Saying(Done));
        await using ArbiterRig rig = new(HastyNs, silent.Address, well.Address);
        long start = BootClock.NowNs();
        ArbiterReply reply = await rig.SwapAsync(10, ArbiterRig.Record(0));

        // The first try may have been carried out: done by the second counts from the first.
        Assert.Equal((ArbiterOutcome.Done, 50), (reply.Outcome, reply.ModRevision));
        Assert.InRange(reply.SentAt, start, BootClock.NowNs() - HastyNs + (20 * FixedPoint.Millisecond));
        Assert.Contains("no complete answer within 100 ms", Assert.Single(rig.Failures), StringComparison.Ordinal);

        // From now on the member that works is asked first.
        Assert.Equal(1, rig.Client.Counters.Member);
        well.Answer = FakeEtcd.Saying("{" + FakeEtcd.Header(51, 3) + "}");
        Assert.Equal(ArbiterOutcome.Done, (await rig.ReadAsync()).Outcome);
        Assert.Equal((1, 2), (silent.Requests.Count, well.Requests.Count));
    }

    [Fact]
    public async Task A_conflict_behind_a_lost_try_is_unknown_and_shows_the_key()
    {
        SlotRecord ours = ArbiterRig.Record(5);
        string value = Convert.ToBase64String(new RecordCodec(ArbiterRig.Cluster.Nodes).Encode(ours));
        string key = Convert.ToBase64String(Encoding.UTF8.GetBytes("/basisd/test/slots/one"));
        string conflict = "{" + FakeEtcd.Header(50, 3) + ",\"responses\":[{\"response_range\":{\"kvs\":[{\"key\":\"" + key
            + "\",\"mod_revision\":\"44\",\"value\":\"" + value + "\"}]}}]}";
        await using FakeEtcd lost = new(FakeEtcd.Reset);
        await using FakeEtcd well = new(FakeEtcd.Saying(conflict));
        await using ArbiterRig rig = new(ArbiterRig.PatientNs, lost.Address, well.Address);
        ArbiterReply reply = await rig.SwapAsync(10, ours);
        Assert.Equal((ArbiterOutcome.Unknown, 0), (reply.Outcome, reply.ModRevision));
        Assert.Equal(new ArbiterEntry(ArbiterRig.One, 44, ours), Assert.Single(reply.View!.Entries));

        // Without a lost try the same answer is a conflict, and the one that contradicts itself is none.
        Assert.Equal(ArbiterOutcome.Conflict, (await rig.SwapAsync(10, ours)).Outcome);
        Assert.Equal(ArbiterOutcome.Unknown, (await rig.SwapAsync(44, ours)).Outcome);
    }

    [Fact]
    public async Task Members_that_cannot_be_reached_are_failed_with_certainty()
    {
        using ClosedPort gone = new();
        using ClosedPort away = new();
        await using ArbiterRig rig = new(ArbiterRig.PatientNs, new Uri(gone.Address, "/"), new Uri(away.Address, "/"));
        long before = BootClock.NowNs();
        ArbiterReply reply = await rig.SwapAsync(0, ArbiterRig.Record(0));
        Assert.Equal(ArbiterOutcome.Failed, reply.Outcome);
        Assert.InRange(reply.SentAt, before, BootClock.NowNs());
        Assert.Equal(2, rig.Failures.Count(f => f.Contains("not connected", StringComparison.Ordinal)));

        await using FakeEtcd lost = new(FakeEtcd.Reset);
        await using ArbiterRig mixed = new(ArbiterRig.PatientNs, lost.Address, new Uri(gone.Address, "/"));
        Assert.Equal(ArbiterOutcome.Unknown, (await mixed.SwapAsync(0, ArbiterRig.Record(0))).Outcome);
    }

    [Theory]
    [InlineData(49, 3, 7, "old answer")]
    [InlineData(50, 2, 7, "old answer")]
    [InlineData(99, 9, 8, "etcd cluster 8")]
    public async Task An_older_answer_or_one_of_another_cluster_counts_as_none(long revision, ulong term, ulong cluster, string text)
    {
        await using FakeEtcd member = new(FakeEtcd.Saying(Ok));
        await using ArbiterRig rig = new(ArbiterRig.PatientNs, member.Address);
        ArbiterReply first = await rig.ReadAsync();
        Assert.Equal((ArbiterOutcome.Done, 50, 3UL, true), (first.Outcome, first.View!.Revision, first.View.RaftTerm, first.View.IsWhole));

        member.Answer = FakeEtcd.Saying("{" + FakeEtcd.Header(revision, term, cluster) + "}");
        Assert.Equal(ArbiterOutcome.Unknown, (await rig.ReadAsync()).Outcome);
        member.Answer = FakeEtcd.Saying("{" + FakeEtcd.Header(revision, term, cluster) + ",\"succeeded\":true}");
        Assert.Equal(ArbiterOutcome.Unknown, (await rig.SwapAsync(1, ArbiterRig.Record(0))).Outcome);
        Assert.Equal(2, rig.Client.Counters.RejectedOld);
        Assert.All(rig.Failures, f => Assert.Contains(text, f, StringComparison.Ordinal));

        member.Answer = FakeEtcd.Saying(Ok);
        Assert.Equal(ArbiterOutcome.Done, (await rig.ReadAsync()).Outcome);
    }

    [Fact]
    public async Task An_answer_that_was_overtaken_while_it_came_is_asked_for_again()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource overtaken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int reads = 0;
        await using FakeEtcd member = new(async call =>
        {
            if (call.Head.Contains("/txn", StringComparison.Ordinal))
            {
                await FakeEtcd.Saying(Done)(call);
            }
            else if (reads++ == 0)
            {
                asked.SetResult();
                await overtaken.Task;
                await FakeEtcd.Saying("{" + FakeEtcd.Header(49, 3) + "}")(call);
            }
            else
            {
                await FakeEtcd.Saying(Ok)(call);
            }
        });
        await using ArbiterRig rig = new(ArbiterRig.PatientNs, member.Address);
        Task<ArbiterReply> reading = rig.ReadAsync();
        await asked.Task;
        Assert.Equal(ArbiterOutcome.Done, (await rig.SwapAsync(10, ArbiterRig.Record(0))).Outcome);
        overtaken.SetResult();
        ArbiterReply read = await reading;
        Assert.Equal((ArbiterOutcome.Done, 50, 2), (read.Outcome, read.View!.Revision, reads));
        Assert.Equal((0, 0), (rig.Client.Counters.RejectedOld, rig.Failures.Count));
    }

    [Fact]
    public async Task Damaged_and_foreign_keys_are_reported_once_and_a_view_that_is_cut_is_none()
    {
        static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        static string Kv(string key, string value, long revision) =>
            "{\"key\":\"" + Base64(key) + "\",\"mod_revision\":\"" + revision + "\",\"value\":\"" + Base64(value) + "\"}";
        string kvs = string.Join(',', Kv("/basisd/test/dmm", "{}", 4), Kv("/basisd/test/slots/two", "{}", 5), Kv("/basisd/test/x\ny", "", 6));
        await using FakeEtcd member = new(FakeEtcd.Saying("{" + FakeEtcd.Header(50, 3) + ",\"kvs\":[" + kvs + "]}"));
        await using ArbiterRig rig = new(ArbiterRig.PatientNs, member.Address);
        for (int i = 0; i < 3; i++)
        {
            ArbiterReply reply = await rig.ReadAsync();
            Assert.Equal(new ArbiterEntry(new ArbiterKey(ArbiterKeyKind.Dmm, 0), 4, null), Assert.Single(reply.View!.Entries));
        }

        Assert.Equal(3, rig.Damages.Count);
        Assert.Contains(rig.Damages, d => d.StartsWith("/basisd/test/dmm@4: ", StringComparison.Ordinal));
        Assert.Contains(rig.Damages, d => d.StartsWith("/basisd/test/slots/two@5: is no key", StringComparison.Ordinal));
        Assert.DoesNotContain(rig.Damages, d => d.Any(char.IsControl));

        member.Answer = FakeEtcd.Saying("{" + FakeEtcd.Header(50, 3) + ",\"more\":true,\"kvs\":[" + kvs + "]}");
        Assert.Equal(ArbiterOutcome.Unknown, (await rig.ReadAsync()).Outcome);
    }

    [Fact]
    public async Task No_mutated_answer_is_done_unless_it_says_so_and_none_throws()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        Random random = new(seed);
        byte[] valid = Encoding.Latin1.GetBytes(FakeEtcd.Head(200, Done.Length) + Done);
        string answer = "";
        await using FakeEtcd member = new(call => FakeEtcd.Raw(answer)(call));
        for (int i = 0; i < 300; i++)
        {
            byte[] bytes = [.. valid];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            answer = Encoding.Latin1.GetString(bytes, 0, random.Next(3) == 0 ? random.Next(bytes.Length) : bytes.Length);
            await using ArbiterRig rig = new(2 * FixedPoint.Second, member.Address);
            ArbiterReply reply = await rig.SwapAsync(1, ArbiterRig.Record(0));
            bool saysSo = answer.Contains("\"succeeded\":true", StringComparison.Ordinal);
            bool isRight = reply.Outcome == ArbiterOutcome.Unknown || (saysSo && reply.Outcome == ArbiterOutcome.Done);
            Assert.True(isRight, $"seed {seed}, answer {i}: {reply} to {answer}");
        }
    }
}
