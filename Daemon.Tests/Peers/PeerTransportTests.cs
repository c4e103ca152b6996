using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Peers.Certificates;
using Basisd.Peers.Transport;
using Xunit;

namespace Basisd.Tests.Peers;

/// <summary>Pulls and questions between two nodes over real sockets, and what happens to those that are wrong, slow or cut.</summary>
public sealed class PeerTransportTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<PullStatus> Statuses => [.. Enum.GetValues<PullStatus>()];

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task A_pull_brings_what_the_owner_answered(PullStatus status)
    {
        await using PeerWorld world = new();
        (int Node, PullRequest? Request) asked = default;
        using Lease lease = new();
        world.Pull = (node, request, _) =>
        {
            asked = (node, request);
            return ValueTask.FromResult(PullFormatTests.Answer(status) with { Lease = lease });
        };
        await world.ServeAsync(world.Credentials(0));
        PeerResult<PullAnswer> result = await PullAsync(world.Client(world.Credentials(1)));
        Assert.Equal(PeerOutcome.Ok, result.Outcome);
        Assert.Equal(status, result.Value!.Status);
        Assert.Equal(PullFormatTests.Answer(status).Frames.ToArray(), result.Value.Frames.ToArray());
        Assert.NotNull(asked.Request);
        Assert.Equal((1, 3, 100UL), (asked.Node, asked.Request.Slot, asked.Request.Durable));
        Assert.Equal(PullFormatTests.Request().Hash.ToArray(), asked.Request.Hash.ToArray());
        Assert.True(lease.IsDisposed);
    }

    [Fact]
    public async Task The_largest_answer_arrives_whole()
    {
        await using PeerWorld world = new();
        byte[] frames = new byte[PullAnswer.MaxFrameBytes];
        new Random(1).NextBytes(frames);
        world.Pull = (_, _, _) => ValueTask.FromResult(PullFormatTests.Answer(PullStatus.Frames) with { Frames = frames });
        await world.ServeAsync(world.Credentials(0));
        PeerClient client = world.Client(world.Credentials(1));
        for (int i = 0; i < 8; i++)
        {
            Assert.True((await PullAsync(client)).Value!.Frames.Span.SequenceEqual(frames));
        }

        Assert.Equal(1, world.Server.Connections);
    }

    [Fact]
    public async Task A_failsafe_question_gets_its_yes_or_no()
    {
        await using PeerWorld world = new();
        world.Failsafe = (node, slot, epoch) => (node, slot, epoch) == (1, 2, 9UL);
        await world.ServeAsync(world.Credentials(0));
        PeerClient client = world.Client(world.Credentials(1));
        Assert.Equal(new PeerResult<bool>(PeerOutcome.Ok, true, ""), await client.FailsafeAsync(0, 2, 9, Patience, Cancel));
        Assert.Equal(new PeerResult<bool>(PeerOutcome.Ok, false, ""), await client.FailsafeAsync(0, 2, 8, Patience, Cancel));
        Assert.Equal(PeerOutcome.Error, (await client.FailsafeAsync(0, 4, 9, Patience, Cancel)).Outcome); // there is no slot 4
        PeerResult<PeerHello> hello = await client.HelloAsync(0, Patience, Cancel);
        Assert.Equal(new PeerHello(1, TestCluster.Id, "a", TestCluster.Fingerprint), hello.Value);
    }

    [Fact]
    public async Task Whoever_gives_up_is_told_to_the_owner()
    {
        await using PeerWorld world = new();
        TaskCompletionSource begun = new();
        TaskCompletionSource gone = new();
        world.Pull = async (_, _, token) =>
        {
            begun.SetResult();
            await using CancellationTokenRegistration told = token.Register(gone.SetResult);
            await Task.Delay(Timeout.Infinite, token);
            return PullFormatTests.Answer(PullStatus.Nothing);
        };
        await world.ServeAsync(world.Credentials(0));
        using CancellationTokenSource caller = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task<PeerResult<PullAnswer>> pull = world.Client(world.Credentials(1))
            .PullAsync(0, PullFormatTests.Request(PullRequest.MaxWaitMs), new byte[PeerClient.AnswerRoom], caller.Token).AsTask();
        await begun.Task.WaitAsync(Patience, Cancel);
        await caller.CancelAsync();
        Assert.Equal(PeerOutcome.Cancelled, (await pull).Outcome);
        await gone.Task.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task A_stop_of_the_owner_ends_what_waits()
    {
        await using PeerWorld world = new();
        TaskCompletionSource begun = new();
        world.Pull = async (_, _, token) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            return PullFormatTests.Answer(PullStatus.Nothing);
        };
        await world.ServeAsync(world.Credentials(0));
        PeerClient client = world.Client(world.Credentials(1));
        Task<PeerResult<PullAnswer>> pull = PullAsync(client, PullRequest.MaxWaitMs).AsTask();
        await begun.Task.WaitAsync(Patience, Cancel);
        await world.Server.DisposeAsync();
        PeerResult<PullAnswer> ended = await pull;
        Assert.True(ended.Outcome is PeerOutcome.Error or PeerOutcome.Unreachable, ended.ToString());
        PeerResult<PullAnswer> after = await PullAsync(client, 0);
        Assert.Equal(PeerOutcome.Unreachable, after.Outcome);
        Assert.StartsWith("a cannot be reached: ", after.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_late_and_the_next_call_uses_a_new_connection()
    {
        await using PeerWorld world = new();
        world.Failsafe = (_, _, _) => true;
        SemaphoreSlim hold = new(0);
        world.Pull = async (_, _, token) =>
        {
            await hold.WaitAsync(token);
            return PullFormatTests.Answer(PullStatus.Nothing);
        };
        await world.ServeAsync(world.Credentials(0));
        PeerClient client = world.Client(world.Credentials(1));
        Assert.Equal(PeerOutcome.Ok, (await client.FailsafeAsync(0, 1, 1, Patience, Cancel)).Outcome);

        // The owner itself ends a pull two seconds after its wait, before the caller loses patience.
        PeerResult<PullAnswer> overdue = await PullAsync(client, 0);
        Assert.Equal(PeerOutcome.Error, overdue.Outcome);
        Assert.Contains("503: no answer in time", overdue.Text, StringComparison.Ordinal);

        PeerResult<bool> late = await client.FailsafeAsync(0, 1, 1, TimeSpan.Zero, Cancel);
        Assert.Equal(PeerOutcome.Late, late.Outcome);
        hold.Release(10);
        Assert.Equal(PeerOutcome.Ok, (await PullAsync(client)).Outcome);
        hold.Dispose();
    }

    [Fact]
    public async Task A_bug_of_the_host_is_told_and_the_peer_learns_nothing_of_it()
    {
        await using PeerWorld world = new();
        world.Pull = (_, _, _) => throw new InvalidOperationException("inner details");
        await world.ServeAsync(world.Credentials(0));
        PeerResult<PullAnswer> result = await PullAsync(world.Client(world.Credentials(1)));
        Assert.Equal(PeerOutcome.Error, result.Outcome);
        Assert.Contains("500", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("inner", result.Text, StringComparison.Ordinal);
        Assert.Equal("inner details", Assert.Single(world.Bugs).Message);
    }

    [Theory]
    [InlineData("POST", "/v1/pull", 95, 400)]
    [InlineData("POST", "/v1/pull", 97, 400)]
    [InlineData("POST", "/v1/pull", 96, 400)]
    [InlineData("POST", "/v1/pull", 257, 413)]
    [InlineData("POST", "/v1/pull", 100_000, 413)]
    [InlineData("POST", "/v1/failsafe", 16, 400)]
    [InlineData("POST", "/v1/failsafe", 0, 400)]
    [InlineData("GET", "/v1/pull", 0, 405)]
    [InlineData("POST", "/v1/hello", 0, 405)]
    [InlineData("GET", "/", 0, 404)]
    [InlineData("POST", "/v2/pull", 96, 404)]
    public async Task What_is_no_request_is_told_so(string method, string path, int bytes, int status)
    {
        await using PeerWorld world = new();
        world.Pull = (_, _, _) => throw new InvalidOperationException("must not be asked");
        await world.ServeAsync(world.Credentials(0));
        using HttpMessageInvoker invoker = Raw(world);
        using HttpRequestMessage request = Request(world, method, path, bytes == 0 ? null : new ByteArrayContent(new byte[bytes]));
        using HttpResponseMessage response = await invoker.SendAsync(request, Cancel);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.NotEqual("", await response.Content.ReadAsStringAsync(Cancel));
        Assert.Empty(world.Bugs);
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_not_waited_for()
    {
        await using PeerWorld world = new();
        await world.ServeAsync(world.Credentials(0));
        using HttpMessageInvoker invoker = Raw(world);
        using SlowContent slow = new();
        using HttpRequestMessage request = Request(world, "POST", "/v1/pull", slow);
        using HttpResponseMessage response = await invoker.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.RequestTimeout, response.StatusCode);
        slow.End.SetResult();
    }

    [Fact]
    public async Task Renewed_certificates_are_taken_while_pulls_run_and_none_fails()
    {
        await using PeerWorld world = new();
        NodeCredentials served = world.Credentials(0);
        NodeCredentials calling = world.Credentials(1);
        world.Pull = async (_, request, token) =>
        {
            await Task.Delay(request.WaitMs, token);
            return PullFormatTests.Answer(PullStatus.Frames);
        };
        await world.ServeAsync(served);
        PeerClient client = world.Client(calling);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task<List<PeerResult<PullAnswer>>>[] followers = [.. Enumerable.Range(0, 4).Select(_ => FollowAsync(client, stop.Token))];
        for (int i = 0; i < 6; i++)
        {
            Assert.Equal(PeerOutcome.Ok, (await PullAsync(client)).Outcome);
            NodeCredentials renewed = i % 2 == 0 ? served : calling;
            string before = renewed.Current.Node.Thumbprint;
            world.Write(PeerWorld.Nodes[renewed.Self]);
            Assert.True(renewed.Reload(out string problem), problem);
            Assert.NotEqual(before, renewed.Current.Node.Thumbprint);
        }

        Assert.Equal(PeerOutcome.Ok, (await PullAsync(client)).Outcome);
        await stop.CancelAsync();
        PeerResult<PullAnswer>[] all = [.. (await Task.WhenAll(followers)).SelectMany(r => r)];
        Assert.All(all, r => Assert.True(r.Outcome is PeerOutcome.Ok or PeerOutcome.Cancelled, r.ToString()));
        Assert.InRange(all.Count(r => r.Outcome == PeerOutcome.Ok), 4, int.MaxValue);
        Assert.Empty(world.Refused);
    }

    [Fact]
    public async Task Files_that_do_not_belong_together_are_not_taken_and_those_that_do_are_found_by_a_look()
    {
        await using PeerWorld world = new();
        NodeCredentials credentials = world.Credentials(0);
        CredentialFiles files = CredentialFiles.In(Path.Combine(world.Root, "a"));
        Assert.False(credentials.Look(out string problem));
        string good = await File.ReadAllTextAsync(files.Key, Cancel);
        await File.WriteAllTextAsync(files.Key, CertificateAuthority.KeyPem(world.Authority.Certificate), Cancel);
        File.SetLastWriteTimeUtc(files.Key, DateTime.UtcNow.AddSeconds(2));
        Assert.True(credentials.Look(out problem));
        Assert.Contains(files.Key, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("BEGIN", problem, StringComparison.Ordinal);
        Assert.Equal(1, credentials.Current.Generation);
        Assert.True(credentials.Look(out problem)); // it tries again
        Assert.NotEqual("", problem);
        await File.WriteAllTextAsync(files.Key, good, Cancel);
        Assert.True(credentials.Look(out problem));
        Assert.Equal("", problem);
        Assert.Equal(1, credentials.Current.Generation); // the same as before
        world.Write("a", until: TimeSpan.FromMinutes(5));
        Assert.True(credentials.Look(out problem));
        Assert.Equal(2, credentials.Current.Generation);
        Assert.InRange(credentials.Current.ExpiresAt - DateTimeOffset.UtcNow.ToUnixTimeSeconds(), 60, 301);
        File.SetUnixFileMode(files.Key, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.False(credentials.Reload(out problem));
        Assert.Contains("chmod 0600", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_CA_ends_the_connections_of_those_that_it_did_not_sign()
    {
        await using PeerWorld world = new();
        NodeCredentials served = world.Credentials(0);
        await world.ServeAsync(served);
        PeerClient client = world.Client(world.Credentials(1));
        Assert.Equal(PeerOutcome.Ok, (await PullAsync(client)).Outcome);
        Assert.Equal(1, world.Server.Connections);
        CertificateAuthority next = world.Own(CertificateAuthority.Create(TestCluster.Id, DateTimeOffset.UtcNow));
        CredentialFiles files = world.Write("a", authority: next);
        await File.WriteAllTextAsync(files.Authority, CertificateAuthority.Pem(next.Certificate), Cancel);
        Assert.True(served.Reload(out string problem), problem);
        Assert.Equal(1, world.Server.Refusals.Count(PeerRefusal.UnknownAuthority));
        PeerResult<PullAnswer> refused = await PullAsync(client);
        Assert.True(refused.Outcome is PeerOutcome.Refused or PeerOutcome.Unreachable, refused.ToString());
    }

    [Theory]
    [InlineData("b", "does not serve the node a")]
    [InlineData("expired", "expired")]
    public async Task A_node_does_not_start_with_a_certificate_that_nobody_would_take(string kind, string expected)
    {
        await using PeerWorld world = new();
        CredentialFiles files = kind == "b" ? world.Write("b") : world.Write("a", from: TimeSpan.FromMinutes(-3), until: TimeSpan.FromMinutes(-1));
        Assert.Null(NodeCredentials.Load(files, TestCluster.Id, PeerWorld.Nodes, 0, out string problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.Contains(files.Certificate, problem, StringComparison.Ordinal);
    }

    private static ValueTask<PeerResult<PullAnswer>> PullAsync(PeerClient client, int waitMs = 20) =>
        client.PullAsync(0, PullFormatTests.Request(waitMs), new byte[PeerClient.AnswerRoom], Cancel);

    private static async Task<List<PeerResult<PullAnswer>>> FollowAsync(PeerClient client, CancellationToken stop)
    {
        List<PeerResult<PullAnswer>> results = [];
        byte[] room = new byte[PeerClient.AnswerRoom];
        while (!stop.IsCancellationRequested)
        {
            results.Add(await client.PullAsync(0, PullFormatTests.Request(30), room, stop));
        }

        return results;
    }

    private static HttpRequestMessage Request(PeerWorld world, string method, string path, HttpContent? content) =>
        new(new HttpMethod(method), $"https://{world.Server.Address}{path}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };

    private static HttpMessageInvoker Raw(PeerWorld world)
    {
        CredentialFiles files = world.Write("b");
        X509Certificate2 pair = world.Own(X509Certificate2.CreateFromPemFile(files.Certificate, files.Key));
        return new HttpMessageInvoker(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificateContext = SslStreamCertificateContext.Create(pair, null, offline: true),
                RemoteCertificateValidationCallback = (_, server, _, _) => server is X509Certificate2 named && PeerName.Of(named)?.Node == "a",
            },
        });
    }

    /// <summary>Ten bytes, and then nothing.</summary>
    private sealed class SlowContent : HttpContent
    {
        public TaskCompletionSource End { get; } = new();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[10]);
            await stream.FlushAsync();
            await End.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 96;
            return true;
        }
    }

    private sealed class Lease : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
