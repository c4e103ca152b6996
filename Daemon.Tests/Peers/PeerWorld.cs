using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Peers.Certificates;
using Basisd.Peers.Transport;
using Xunit;

namespace Basisd.Tests.Peers;

/// <summary>A cluster's certificates in a folder of its own, a served node and nodes that call it, over real sockets.</summary>
internal sealed class PeerWorld : IAsyncDisposable, IPeerService, IPeerReport
{
    public static readonly string[] Nodes = ["a", "b", "c"];
    public static readonly string[] Both = [PeerCheck.ServerUsage, PeerCheck.ClientUsage];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("basisd-peers-");
    private readonly List<IDisposable> _owned = [];
    private PeerServer? _server;

    public PeerWorld() => Authority = Own(CertificateAuthority.Create(TestCluster.Id, DateTimeOffset.UtcNow));

    public CertificateAuthority Authority { get; }

    public string Root => _folder.FullName;

    /// <summary>What the served node answers to a pull; by default one frame at once.</summary>
    public Func<int, PullRequest, CancellationToken, ValueTask<PullAnswer>> Pull { get; set; } =
        (_, _, _) => ValueTask.FromResult(PullFormatTests.Answer(PullStatus.Frames));

    public Func<int, int, ulong, bool> Failsafe { get; set; } = (_, _, _) => true;

    public ConcurrentQueue<(PeerRefusal Reason, string Text)> Refused { get; } = [];

    public ConcurrentQueue<Exception> Bugs { get; } = [];

    public PeerServer Server => _server!;

    /// <summary>Writes the files of a node; a proper one unless told otherwise.</summary>
    public CredentialFiles Write(
        string node, CertificateAuthority? authority = null, string cluster = TestCluster.Id, string[]? usages = null, TimeSpan? from = null,
        TimeSpan? until = null, X509Extension[]? names = null)
    {
        SubjectAlternativeNameBuilder name = new();
        name.AddUri(new Uri($"{PeerName.Scheme}{cluster}/{node}"));
        DateTimeOffset now = DateTimeOffset.UtcNow;
        CertificateAuthority ca = authority ?? Authority;
        using X509Certificate2 signed = ca.Sign(
            new PeerName(cluster, node), names ?? [name.Build()], usages ?? Both, now + (from ?? TimeSpan.FromMinutes(-1)),
            now + (until ?? TimeSpan.FromHours(1)));
        CredentialFiles files = CredentialFiles.In(Directory.CreateDirectory(Path.Combine(Root, node)).FullName);
        Put(files.Key, CertificateAuthority.KeyPem(signed));
        Put(files.Certificate, CertificateAuthority.Pem(signed));
        Put(files.Authority, CertificateAuthority.Pem(Authority.Certificate));
        return files;
    }

    public static NodeCredentials Load(CredentialFiles files, int self)
    {
        NodeCredentials? loaded = NodeCredentials.Load(files, TestCluster.Id, Nodes, self, out string problem);
        Assert.True(loaded is not null, problem);
        return loaded;
    }

    public NodeCredentials Credentials(int self) => Load(Write(Nodes[self]), self);

    /// <summary>Serves as a node.</summary>
    public async Task<PeerServer> ServeAsync(NodeCredentials credentials)
    {
        _server = new PeerServer(new IPEndPoint(IPAddress.Loopback, 0), credentials, TestCluster.Settings(credentials.Self, slots: 4), this, this);
        Assert.Equal("", await _server.StartAsync(TestContext.Current.CancellationToken));
        return _server;
    }

    /// <summary>A client of a node; every other node is at the served address.</summary>
    public PeerClient Client(NodeCredentials credentials) =>
        Own(new PeerClient([.. Nodes.Select(_ => (EndPoint)Server.Address!)], credentials, this));

    public T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    public ValueTask<PullAnswer> PullAsync(int node, PullRequest request, CancellationToken gone) => Pull(node, request, gone);

    public ValueTask<bool> FailsafeAsync(int node, int slot, ulong epoch, CancellationToken gone) =>
        ValueTask.FromResult(Failsafe(node, slot, epoch));

    void IPeerReport.Refused(PeerRefusal reason, string text) => Refused.Enqueue((reason, text));

    public void Failed(Exception bug) => Bugs.Enqueue(bug);

    public async ValueTask DisposeAsync()
    {
        foreach (IDisposable owned in _owned)
        {
            owned.Dispose();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    /// <summary>Replaces a file whole, as whoever renews a certificate does.</summary>
    private static void Put(string path, string text)
    {
        string next = path + ".new";
        File.WriteAllText(next, text);
        File.SetUnixFileMode(next, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(next, path, overwrite: true);
    }
}
