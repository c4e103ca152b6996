using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Basisd.Host.Logging;
using Basisd.Host.Loop;
using Basisd.Host.Webhook;
using Xunit;

namespace Basisd.Tests.Host.Systemd;

public sealed class UnitFileTests
{
    private const double MaxExposure = 1.5;

    [Fact]
    public async Task The_unit_is_well_formed()
    {
        // The binary and the manual page are not installed here; a copy names a program that exists.
        string directory = Directory.CreateTempSubdirectory("basisd-unit-").FullName;
        try
        {
            string copy = Path.Combine(directory, "basisd.service");
            string text = await File.ReadAllTextAsync(Repository.File("systemd/basisd.service"), TestContext.Current.CancellationToken);
            text = text.Replace("/usr/bin/basisd", "/bin/true", StringComparison.Ordinal);
            text = Regex.Replace(text, "^Documentation=.*$", "", RegexOptions.Multiline, TimeSpan.FromSeconds(1));
            await File.WriteAllTextAsync(copy, text, TestContext.Current.CancellationToken);
            (int code, string output) = await Tool.RunAsync("systemd-analyze", null, "verify", copy);
            Assert.Equal("", string.Join('\n', output.Split('\n').Where(l => l.Contains("basisd.service", StringComparison.Ordinal))));
            Assert.Equal(0, code);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>
    /// A credential with a path that does not exist fails the start of the unit; one that is named only is looked for and may be absent.
    /// </summary>
    [Fact]
    public void The_unit_hands_over_the_secrets_where_there_are_any()
    {
        string[] lines = File.ReadAllLines(Repository.File("systemd/basisd.service"));
        Assert.Equal(
            [
                $"LoadCredential={HeadDesk.Credential}:basisd.head_key", $"LoadCredential={WebhookSecret.Credential}:basisd.webhook_secret",
                "LoadCredential=heartbeat_key:basisd.heartbeat_key",
            ],
            lines.Where(l => l.StartsWith("LoadCredential", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_unit_is_hardened()
    {
        (_, string output) = await Tool.RunAsync(
            "systemd-analyze", null, "security", "--offline=yes", "--no-pager", Repository.File("systemd/basisd.service"));
        Match exposure = Regex.Match(output, @"exposure level for basisd\.service: ([0-9.]+)", RegexOptions.None, TimeSpan.FromSeconds(1));
        if (!exposure.Success)
        {
            Assert.Skip("this systemd-analyze cannot judge a unit offline");
        }

        double level = double.Parse(exposure.Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.True(level <= MaxExposure, output);
    }

    [Fact]
    public void The_catalogue_explains_every_message_id_and_no_other()
    {
        string[] explained = File.ReadAllLines(Repository.File("systemd/basisd.catalog"))
            .Where(l => l.StartsWith("-- ", StringComparison.Ordinal)).Select(l => l[3..]).ToArray();
        Assert.Equal(LogEvents.All.Select(e => e.MessageId).Order(StringComparer.Ordinal), explained.Order(StringComparer.Ordinal));
        Assert.All(LogEvents.All, e => Assert.Matches("^[0-9a-f]{32}$", e.MessageId));
        Assert.Equal(LogEvents.All.Length, LogEvents.All.Select(e => e.Number).Distinct().Count());
        Assert.Equal(LogEvents.All.Length, LogEvents.All.Select(e => e.Name).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task The_catalogue_compiles()
    {
        string root = Directory.CreateTempSubdirectory("basisd-catalog-").FullName;
        try
        {
            string folder = Path.Combine(root, "usr/lib/systemd/catalog");
            Directory.CreateDirectory(folder);
            Directory.CreateDirectory(Path.Combine(root, "var/lib/systemd/catalog"));
            File.Copy(Repository.File("systemd/basisd.catalog"), Path.Combine(folder, "basisd.catalog"));
            (int code, string output) = await Tool.RunAsync("journalctl", null, "--update-catalog", "--root=" + root);
            Assert.True(code == 0, output);
            (_, string dump) = await Tool.RunAsync("journalctl", null, "--root=" + root, "--list-catalog");
            Assert.Contains("the platform entered DMM", dump, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task Sysusers_and_tmpfiles_are_well_formed()
    {
        (int users, string userOutput) = await Tool.RunAsync("systemd-sysusers", null, "--dry-run", Repository.File("systemd/basisd.sysusers"));
        Assert.True(users == 0, userOutput);
        string root = Directory.CreateTempSubdirectory("basisd-tmpfiles-").FullName;
        try
        {
            // Users are unknown in an empty tree; the syntax is what is checked.
            (_, string output) = await Tool.RunAsync(
                "systemd-tmpfiles", null, "--create", "--root=" + root, Repository.File("systemd/basisd.tmpfiles"));
            Assert.DoesNotContain("Unknown command", output, StringComparison.Ordinal);
            Assert.DoesNotContain("Invalid", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
