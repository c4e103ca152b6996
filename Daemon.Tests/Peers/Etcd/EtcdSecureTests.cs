using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;
using Basisd.Cluster;
using Basisd.Peers.Etcd;
using Xunit;

namespace Basisd.Tests.Peers.Etcd;

/// <summary>TLS with client certificates and etcd's own authentication, against a real member.</summary>
[Collection("etcd")]
public sealed class EtcdSecureTests
{
    [Fact]
    public async Task Certificates_and_a_user_open_the_way_and_whatever_is_wrong_is_said()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("basisd-etcd-tls-");
        try
        {
            using EtcdCertificates certificates = new(folder.FullName);
            (string serverFile, string serverKey) = certificates.Sign("server", "O=etcd");
            (string ownFile, string ownKey) = certificates.Sign("own", "O=basisd");
            string passwordFile = Path.Combine(folder.FullName, "password");
            await File.WriteAllTextAsync(passwordFile, "s3cret \"word\"\n", TestContext.Current.CancellationToken);
            await using EtcdCluster etcd = await EtcdCluster.StartSecureAsync(
                1, "--cert-file", serverFile, "--key-file", serverKey, "--client-cert-auth", "--trusted-ca-file", certificates.CaFile,
                "--bcrypt-cost", "4");
            EtcdSettings bare = new()
            {
                Cluster = "test",
                Endpoints = etcd.Endpoints,
                CaFile = certificates.CaFile,
                CertificateFile = ownFile,
                KeyFile = ownKey,
            };
            EtcdSettings full = bare with { User = "basisd", PasswordFile = passwordFile };

            // Before authentication is on, a user is a mistake that says how to mend it.
            await AssertAsync(bare, ArbiterOutcome.Done, "");
            await AssertAsync(full, ArbiterOutcome.Failed, "etcdctl auth enable");
            await EnableAsync(etcd.Endpoints[0], certificates.CaFile, ownFile, ownKey);

            await using ArbiterRig rig = new(ArbiterRig.PatientNs, full);
            ArbiterReply created = await rig.SwapAsync(0, ArbiterRig.Record(0));
            Assert.True(created.Outcome == ArbiterOutcome.Done, string.Join('\n', rig.Failures));
            Assert.Equal(created.ModRevision, (await rig.ReadAsync()).View!.Entries.Single().ModRevision);

            // A member that was started again has forgotten its tokens; the refused call gets a new one and is done.
            await etcd.RestartAsync(0);
            ArbiterReply after = await rig.ReadAsync();
            after = after.Outcome == ArbiterOutcome.Done ? after : await rig.ReadAsync();
            Assert.True(after.Outcome == ArbiterOutcome.Done, string.Join('\n', rig.Failures));
            Assert.Equal(ArbiterOutcome.Done, (await rig.SwapAsync(created.ModRevision, ArbiterRig.Record(1))).Outcome);

            await AssertAsync(bare, ArbiterOutcome.Failed, "a user must be configured");
            await AssertAsync(full with { Cluster = "other" }, ArbiterOutcome.Failed, "grant-permission ROLE readwrite --prefix=true /basisd/other/");
            await AssertAsync(full with { PasswordFile = "/none" }, ArbiterOutcome.Failed, "/none cannot be read");
            string wrong = Path.Combine(folder.FullName, "wrong");
            await File.WriteAllTextAsync(wrong, "wrong", TestContext.Current.CancellationToken);
            await AssertAsync(full with { PasswordFile = wrong }, ArbiterOutcome.Failed, "compare the user and the password file");
            await File.WriteAllTextAsync(wrong, "two\nlines", TestContext.Current.CancellationToken);
            await AssertAsync(full with { PasswordFile = wrong }, ArbiterOutcome.Failed, "must hold one line");

            // Other authorities, no certificate, or one with a common name.
            await AssertAsync(full with { CaFile = null }, ArbiterOutcome.Failed, "compare the CA file");
            await AssertAsync(full with { CaFile = ownFile }, ArbiterOutcome.Failed, "compare the CA file");
            await using ArbiterRig nameless = new(ArbiterRig.PatientNs, full with { CertificateFile = null, KeyFile = null });
            Assert.NotEqual(ArbiterOutcome.Done, (await nameless.ReadAsync()).Outcome);
            (string namedFile, string namedKey) = certificates.Sign("named", "CN=basisd");
            EtcdSettings named = full with { CertificateFile = namedFile, KeyFile = namedKey };
            EtcdSetupException refused = Assert.Throws<EtcdSetupException>(() => new ArbiterRig(1_000_000, named));
            Assert.Contains("common name 'basisd'", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_replaced_certificate_is_shown_by_the_next_call_and_one_that_cannot_be_used_changes_nothing()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("basisd-etcd-renew-");
        DirectoryInfo stranger = folder.CreateSubdirectory("stranger");
        try
        {
            using EtcdCertificates certificates = new(folder.FullName);
            using EtcdCertificates strangers = new(stranger.FullName);
            (string serverFile, string serverKey) = certificates.Sign("server", "O=etcd");
            (string ownFile, string ownKey) = certificates.Sign("own", "O=basisd");
            await using EtcdCluster etcd = await EtcdCluster.StartSecureAsync(
                1, "--cert-file", serverFile, "--key-file", serverKey, "--client-cert-auth", "--trusted-ca-file", certificates.CaFile);
            await using ArbiterRig rig = new(ArbiterRig.PatientNs, new EtcdSettings
            {
                Cluster = "test",
                Endpoints = etcd.Endpoints,
                CaFile = certificates.CaFile,
                CertificateFile = ownFile,
                KeyFile = ownKey,
            });
            Assert.Equal(ArbiterOutcome.Done, (await rig.ReadAsync()).Outcome);
            Assert.False(rig.Client.LookAtCertificates(out string problem));
            string first = rig.Client.CertificateInUse!.Sha256;

            Replace(ownFile, "no certificate", 1);
            Assert.False(rig.Client.LookAtCertificates(out problem));
            Assert.Contains(ownFile, problem, StringComparison.Ordinal);
            Assert.Equal((ArbiterOutcome.Done, first), ((await rig.ReadAsync()).Outcome, rig.Client.CertificateInUse!.Sha256));

            // What etcd does not know it refuses: so the next call did show the new one.
            (string foreignFile, string foreignKey) = strangers.Sign("foreign", "O=basisd");
            Replace(ownFile, await File.ReadAllTextAsync(foreignFile, TestContext.Current.CancellationToken), 2);
            Replace(ownKey, await File.ReadAllTextAsync(foreignKey, TestContext.Current.CancellationToken), 2);
            Assert.True(rig.Client.LookAtCertificates(out problem), problem);
            Assert.NotEqual(ArbiterOutcome.Done, (await rig.ReadAsync()).Outcome);

            (string nextFile, string nextKey) = certificates.Sign("next", "O=basisd");
            Replace(ownFile, await File.ReadAllTextAsync(nextFile, TestContext.Current.CancellationToken), 3);
            Replace(ownKey, await File.ReadAllTextAsync(nextKey, TestContext.Current.CancellationToken), 3);
            Assert.True(rig.Client.LookAtCertificates(out problem), problem);
            Assert.Equal(ArbiterOutcome.Done, (await rig.ReadAsync()).Outcome);
            Assert.NotEqual(first, rig.Client.CertificateInUse!.Sha256);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Replace(string path, string text, int day)
    {
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddDays(day));
    }

    private static async Task AssertAsync(EtcdSettings settings, ArbiterOutcome outcome, string text)
    {
        await using ArbiterRig rig = new(ArbiterRig.PatientNs, settings);
        ArbiterReply reply = await rig.ReadAsync();
        Assert.True(reply.Outcome == outcome, $"{reply}: {string.Join('\n', rig.Failures)}");
        if (text.Length > 0)
        {
            Assert.Contains(text, Assert.Single(rig.Failures), StringComparison.Ordinal);
        }
    }

    /// <summary>Makes the users and turns authentication on, as an operator would with etcdctl.</summary>
    private static async Task EnableAsync(Uri member, string authorities, string certificate, string key)
    {
        SocketsHttpHandler handler = new() { UseProxy = false };
        using X509Certificate2 own = X509Certificate2.CreateFromPemFile(certificate, key);
        handler.SslOptions.ClientCertificates = [own];
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(authorities);
        handler.SslOptions.CertificateChainPolicy = policy;
        using HttpClient http = new(handler);
        string from = Convert.ToBase64String(Encoding.UTF8.GetBytes("/basisd/test/"));
        string behind = Convert.ToBase64String(Encoding.UTF8.GetBytes("/basisd/test0"));
        foreach ((string path, string body) in new[]
        {
            ("user/add", """{"name":"root","password":"root"}"""),
            ("role/add", """{"name":"root"}"""),
            ("user/grant", """{"user":"root","role":"root"}"""),
            ("user/add", """{"name":"basisd","password":"s3cret \"word\""}"""),
            ("role/add", """{"name":"node"}"""),
            ("role/grant", $$$"""{"name":"node","perm":{"permType":"READWRITE","key":"{{{from}}}","range_end":"{{{behind}}}"}}"""),
            ("user/grant", """{"user":"basisd","role":"node"}"""),
            ("enable", "{}"),
        })
        {
            using StringContent content = new(body);
            Uri address = new(member, $"/v3/auth/{path}");
            using HttpResponseMessage answer = await http.PostAsync(address, content, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        }
    }
}
