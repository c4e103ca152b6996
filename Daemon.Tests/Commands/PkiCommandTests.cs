using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Basisd.Commands;
using Basisd.Peers.Certificates;
using Basisd.Peers.Heartbeats;
using Basisd.Tests.Host;
using Xunit;

namespace Basisd.Tests.Commands;

public sealed class PkiCommandTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("basisd-pki-");

    private string Ca => Path.Combine(_folder.FullName, "ca");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_cluster_gets_its_certificates_and_openssl_and_the_daemon_take_them()
    {
        Assert.Equal((ExitCode.Ok, ""), Quiet(Verb.Run("pki", "init", "--cluster", "desk", "--dir", Ca)));
        Assert.Equal((ExitCode.Ok, ""), Quiet(Verb.Run(
            "pki", "node", "a", "--dir", Ca, "--address", "10.0.0.1", "::1", "--address", "a.desk.example")));
        Assert.Equal((ExitCode.Ok, ""), Quiet(Verb.Run("pki", "node", "b", "--dir", Ca)));
        string node = Path.Combine(Ca, "a");
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(Ca, "ca.key")));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(node, "node.key")));
        Assert.Equal(["ca.crt", "node.crt", "node.key"], Directory.GetFiles(node).Select(Path.GetFileName).Order());
        NodeCredentials? loaded = NodeCredentials.Load(CredentialFiles.In(node), "desk", ["a", "b"], 0, out string problem);
        Assert.True(loaded is not null, problem);
        Assert.Equal(new PeerName("desk", "a"), PeerName.Of(loaded.Current.Node));
        Assert.Equal(["a.desk.example", "10.0.0.1", "::1"], PeerName.Addresses(loaded.Current.Node));
        Assert.DoesNotContain("CN=", loaded.Current.Node.Subject, StringComparison.Ordinal);
        double days = (loaded.Current.Node.NotAfter.ToUniversalTime() - DateTime.UtcNow).TotalDays;
        Assert.InRange(days, 364.9, 365.1);

        (int code, string output, string error) = Verb.Run("pki", "show", "--dir", Ca);
        Assert.Equal((ExitCode.Ok, ""), (code, error));
        Assert.Contains("basisd://desk/b", output, StringComparison.Ordinal);
        using JsonDocument shown = JsonDocument.Parse(Verb.Run("pki", "show", Path.Combine(node, "node.crt"), "--json").Output);
        JsonElement one = Assert.Single(shown.RootElement.EnumerateArray());
        Assert.Equal(("desk", "a", true), (
            one.GetProperty("cluster").GetString(), one.GetProperty("node").GetString(), one.GetProperty("valid").GetBoolean()));

        string ca = Path.Combine(Ca, "ca.crt");
        foreach (string purpose in (string[])["sslserver", "sslclient"])
        {
            (int verified, string said) = await Tool.RunAsync(
                "openssl", null, "verify", "-x509_strict", "-purpose", purpose, "-CAfile", ca, Path.Combine(node, "node.crt"));
            Assert.True(verified == 0, said);
        }

        (_, string text) = await Tool.RunAsync("openssl", null, "x509", "-in", Path.Combine(node, "node.crt"), "-noout", "-text");
        Assert.Contains("URI:basisd://desk/a", text, StringComparison.Ordinal);
        Assert.Contains("IP Address:10.0.0.1", text, StringComparison.Ordinal);
        Assert.Contains("TLS Web Server Authentication, TLS Web Client Authentication", text, StringComparison.Ordinal);
        (_, text) = await Tool.RunAsync("openssl", null, "x509", "-in", ca, "-noout", "-text");
        Assert.Contains("CA:TRUE, pathlen:0", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_overwritten_unless_it_is_said()
    {
        Verb.Run("pki", "init", "--cluster", "desk", "--dir", Ca);
        string key = File.ReadAllText(Path.Combine(Ca, "ca.key"));
        (int code, _, string error) = Verb.Run("pki", "init", "--cluster", "desk", "--dir", Ca);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("ca.key exists", error, StringComparison.Ordinal);
        Assert.Contains("--force", error, StringComparison.Ordinal);
        Assert.Equal(key, File.ReadAllText(Path.Combine(Ca, "ca.key")));

        Verb.Run("pki", "node", "a", "--dir", Ca);
        string certificate = File.ReadAllText(Path.Combine(Ca, "a", "node.crt"));
        Assert.Equal(ExitCode.Usage, Verb.Run("pki", "node", "a", "--dir", Ca).Code);
        Assert.Equal(certificate, File.ReadAllText(Path.Combine(Ca, "a", "node.crt")));
        Assert.Equal((ExitCode.Ok, ""), Quiet(Verb.Run("pki", "node", "a", "--dir", Ca, "--force", "--days", "30")));
        Assert.NotEqual(certificate, File.ReadAllText(Path.Combine(Ca, "a", "node.crt")));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(Ca, "a", "node.key")));
        Assert.Equal(3, Directory.GetFiles(Path.Combine(Ca, "a")).Length);
        Assert.True(NodeCredentials.Load(CredentialFiles.In(Path.Combine(Ca, "a")), "desk", ["a"], 0, out string problem) is not null, problem);
    }

    [Fact]
    public void A_certificate_of_another_CA_is_shown_for_what_it_is()
    {
        string other = Path.Combine(_folder.FullName, "other");
        Verb.Run("pki", "init", "--cluster", "desk", "--dir", Ca);
        Verb.Run("pki", "init", "--cluster", "desk", "--dir", other);
        Verb.Run("pki", "node", "a", "--dir", other, "--out", Path.Combine(Ca, "a"));
        File.Copy(Path.Combine(Ca, "ca.crt"), Path.Combine(Ca, "a", "ca.crt"), overwrite: true);
        (int code, string output, _) = Verb.Run("pki", "show", "--dir", Ca);
        Assert.Equal(ExitCode.No, code);
        Assert.Contains("not signed by the cluster's CA", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pki init --cluster Desk --dir {0}", "lower-case")]
    [InlineData("pki init --cluster a/b --dir {0}", "lower-case")]
    [InlineData("pki init --cluster desk", "--dir")]
    [InlineData("pki node a --dir {0}/none", "pki init")]
    [InlineData("pki node A --dir {0}", "lower-case")]
    [InlineData("pki node a --dir {0} --address no_host!", "neither an IP address nor a host name")]
    [InlineData("pki node a --dir {0} --days 0", "--days")]
    [InlineData("pki node a --dir {0} --days 4000", "--days")]
    [InlineData("pki show", "--dir")]
    [InlineData("pki show --dir {0}/none", "pki init")]
    [InlineData("pki show {0}/none", "cannot be read as a certificate")]
    [InlineData("pki heartbeat-key --out {0}/none/key", "cannot be written")]
    public void What_is_wrong_is_said_with_how_to_mend_it(string line, string expected)
    {
        (int code, string output, string error) = Verb.Run([.. line.Split(' ').Select(w => string.Format(w, _folder.FullName))]);
        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    [Fact]
    public void A_heartbeat_key_is_loaded_as_it_was_made_and_never_printed()
    {
        string path = Path.Combine(_folder.FullName, "heartbeat.key");
        (int code, string output, string error) = Verb.Run("pki", "heartbeat-key", "--out", path);
        Assert.Equal((ExitCode.Ok, ""), (code, error));
        Assert.DoesNotContain(File.ReadAllText(path).Trim(), output, StringComparison.Ordinal);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(path));
        Assert.Equal(1, HeartbeatKeys.Load(path, out _)?.Count);
        Assert.Equal(ExitCode.Usage, Verb.Run("pki", "heartbeat-key", "--out", path).Code);
        string before = File.ReadAllText(path);
        Assert.Equal(ExitCode.Ok, Verb.Run("pki", "heartbeat-key", "--out", path, "--force", "--json").Code);
        Assert.NotEqual(before, File.ReadAllText(path));
    }

    private static (int Code, string Error) Quiet((int Code, string Output, string Error) run) => (run.Code, run.Error);
}
