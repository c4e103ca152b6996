using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Basisd.Tests.Host;
using Basisd.Tests.Host.Webhook;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>A daemon's directory with a receiver beside it, and what both have to say about the notices.</summary>
internal sealed class WebhookRig : IAsyncDisposable
{
    public const string Secret = "b7f1c0ffee-this-is-the-secret-of-the-test-3d9a";

    private readonly string _directory = Directory.CreateTempSubdirectory("basisd-webhook-").FullName;

    public WebhookRig(Func<Receiver.Received, Receiver.Call, Task>? answer = null, string more = "")
    {
        Receiver = new Receiver(answer);
        string secret = Path.Combine(_directory, "secret");
        File.WriteAllText(secret, Secret + "\n");
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string section = $$"""{ "webhook": { "url": "{{Receiver.Address}}", "secret_file": "{{secret}}"{{more}} },""";
        Daemon = new DaemonRig(section + Configurations.Fast[1..]);
    }

    public Receiver Receiver { get; }

    public DaemonRig Daemon { get; }

    public async ValueTask DisposeAsync()
    {
        Daemon.Dispose();
        await Receiver.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>What came, checked: genuine, fresh, its body the same at every attempt.</summary>
    public Dictionary<long, Receiver.Received> Checked()
    {
        Dictionary<long, Receiver.Received> first = [];
        foreach (Receiver.Received received in Receiver.All)
        {
            byte[] signed = [.. Encoding.ASCII.GetBytes($"{received.Id}.{received.Timestamp}."), .. received.Body];
            Assert.Equal("v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(Secret), signed)), received.Signature);
            long age = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - long.Parse(received.Timestamp, System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(age, -1, 600);
            JsonElement body = JsonDocument.Parse(received.Body).RootElement;
            Assert.Equal(received.Id, body.GetProperty("id").GetString());
            long number = body.GetProperty("number").GetInt64();
            Assert.True(number == 0 || received.Id == $"{body.GetProperty("journal").GetString()}-{number}", received.Id);
            if (number != 0 && !first.TryAdd(number, received))
            {
                Assert.Equal(first[number].Text, received.Text);
            }
        }

        return first;
    }

    /// <summary>The journal's entries about notices: number and what it says, queued and settled.</summary>
    public async Task<(Dictionary<long, string> Queued, Dictionary<long, string> Ended)> JournalAsync()
    {
        (int code, string output) = await Tool.RunAsync(
            DaemonBinary.Path, null, "journal", "export", Daemon.State, "--config", Daemon.Configuration!);
        Assert.True(code == 0, output);
        Dictionary<long, string> queued = [];
        Dictionary<long, string> ended = [];
        foreach (JsonElement entry in output.Split('\n').Where(l => l.StartsWith('{')).Select(l => JsonDocument.Parse(l).RootElement))
        {
            if (entry.GetProperty("kind").GetString() == "notice_queued")
            {
                queued.Add(entry.GetProperty("notice").GetInt64(), entry.GetProperty("tells").GetString()!);
            }
            else if (entry.GetProperty("kind").GetString() == "notice_settled")
            {
                ended.Add(entry.GetProperty("notice").GetInt64(), entry.GetProperty("end").GetString()!);
            }
        }

        return (queued, ended);
    }
}
