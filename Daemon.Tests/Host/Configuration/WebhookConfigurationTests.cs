using System;
using System.IO;
using System.Linq;
using Basisd.Host.Configuration;
using Basisd.Host.Webhook;
using Xunit;

namespace Basisd.Tests.Host.Configuration;

/// <summary>Whom a node tells, and the secret that it signs with: what is taken, what is refused, and that a secret is in no message.</summary>
public sealed class WebhookConfigurationTests : IDisposable
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    private readonly string _directory = Directory.CreateTempSubdirectory("basisd-config-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Without_an_address_nobody_is_told()
    {
        NodeConfiguration c = Load("{}").Configuration!;
        Assert.Null(c.Webhook);
        Assert.False(CoreSettingsMapping.Of(c).TellsNotices);
        Assert.Null(WebhookSecret.Load(c.Webhook, _directory, out string problem));
        Assert.Equal("", problem);
    }

    [Fact]
    public void An_address_is_taken_and_only_its_host_is_shown()
    {
        string members = "\"url\": \"https://a.example:8443/x/y?z=1\", \"secret_file\": \"/etc/s\", \"timeout\": \"3s\"";
        NodeConfiguration c = Load(Section(members)).Configuration!;
        Assert.Equal(new WebhookSettings(new Uri("https://a.example:8443/x/y?z=1"), "/etc/s", 3_000_000_000), c.Webhook);
        Assert.Equal("https://a.example:8443", c.Webhook!.Shown);
        Assert.True(CoreSettingsMapping.Of(c).TellsNotices);
    }

    [Theory]
    [InlineData("\"url\": \"ftp://a.example/\"", "is not an http or https address")]
    [InlineData("\"url\": \"/hook\"", "is not an http or https address")]
    [InlineData("\"url\": \"https://user:word@a.example/\"", "the address holds a user or a password")]
    [InlineData("\"url\": \"https://a.example/#x\"", "the address has a fragment")]
    [InlineData("\"secret_file\": \"/etc/s\"", "a secret is given and webhook.url is not")]
    [InlineData("\"url\": \"https://a.example/\", \"secret_file\": \"s\"", "'s' is not an absolute path")]
    [InlineData("\"url\": \"https://a.example/\", \"timeout\": \"99ms\"", "webhook.timeout")]
    [InlineData("\"url\": \"https://a.example/\", \"timeout\": \"9s\"", "webhook.timeout")]
    [InlineData("\"secret\": \"x\"", "webhook.secret")]
    public void What_cannot_be_is_refused_with_its_place(string members, string problem)
    {
        ConfigurationResult result = Load(Section(members));
        string error = Assert.Single(result.Errors).ToString();
        Assert.Contains(problem, error, StringComparison.Ordinal);
        Assert.Contains("main.json", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://10.0.0.1/x", 1)]
    [InlineData("http://127.0.0.1:8080/x", 0)]
    [InlineData("https://10.0.0.1/x", 0)]
    public void Notices_in_clear_beyond_this_machine_are_warned_of(string address, int warnings) => Assert.Equal(
        warnings,
        Load(Section($"\"url\": \"{address}\"")).Warnings.Count(w => w.Contains("notices cross the network in clear", StringComparison.Ordinal)));

    [Theory]
    [InlineData(Secret + "\n", UnixFileMode.UserRead, "")]
    [InlineData(Secret + "\r\n", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, "")]
    [InlineData(Secret, UnixFileMode.UserRead | UnixFileMode.OtherRead, "can be read by others")]
    [InlineData(Secret, UnixFileMode.UserRead | UnixFileMode.GroupWrite, "changed by its group")]
    [InlineData("0123456789abcdef0123456789abcde", UnixFileMode.UserRead, "must hold one line of 32 to 4096")]
    [InlineData(Secret + "\n" + Secret, UnixFileMode.UserRead, "must hold one line")]
    [InlineData(Secret + " x", UnixFileMode.UserRead, "must hold one line")]
    [InlineData("", UnixFileMode.UserRead, "must hold one line")]
    public void A_secret_is_one_line_that_others_cannot_read(string content, UnixFileMode mode, string expected)
    {
        string file = Path.Combine(_directory, "secret");
        File.WriteAllText(file, content);
        File.SetUnixFileMode(file, mode);
        byte[]? secret = WebhookSecret.Load(Settings(file), null, out string problem);
        Assert.Equal(expected.Length == 0, secret is not null);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.Equal(expected.Length == 0, problem.Length == 0);
        Assert.DoesNotContain("0123456789abcdef", problem, StringComparison.Ordinal);
        Assert.True(secret is null || secret.Length == Secret.Length);
    }

    [Fact]
    public void A_secret_that_is_too_long_or_not_there_is_refused()
    {
        string file = Path.Combine(_directory, "secret");
        File.WriteAllText(file, new string('x', WebhookSecret.MaxBytes + 1));
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        Assert.Null(WebhookSecret.Load(Settings(file), null, out string problem));
        Assert.Contains("must hold one line", problem, StringComparison.Ordinal);
        Assert.Null(WebhookSecret.Load(Settings(file + "2"), null, out problem));
        Assert.StartsWith("webhook.secret_file: ", problem, StringComparison.Ordinal);
        Assert.Null(WebhookSecret.Load(Settings(null), _directory, out problem));
        Assert.Contains("systemd credential webhook_secret", problem, StringComparison.Ordinal);
    }

    private static WebhookSettings Settings(string? file) => new(new Uri("https://a.example/"), file, 1);

    private static string Section(string members) => $$"""{ "webhook": { {{members}} } }""";

    private ConfigurationResult Load(string json)
    {
        string path = Path.Combine(_directory, "main.json");
        File.WriteAllText(path, json);
        return ConfigurationLoader.Load(path);
    }
}
