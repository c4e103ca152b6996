using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>The venue of the bed: one account per slot, and what each epoch did there.</summary>
internal sealed class BedVenue : IDisposable
{
    public const int Number = 21;

    private const string Member = "v";
    private const int Port = 9001;

    private readonly DaemonProcess _process;
    private readonly HttpClient _client;

    public BedVenue(BedNetwork network, IReadOnlyList<string> slots)
    {
        network.AddMember(Member, Number);
        _client = network.Client(Member, TimeSpan.FromSeconds(5));
        _process = network.Start(
            Member, DaemonBinary.Path,
            [
                "sim", "venue", "--listen", $"{BedNetwork.AddressOf(Number)}:{Port}", "--allow-remote", "--seed", "7",
                "--market", "BTC/USDT=60000", "--market", "BTC/USDT:perp=60000", .. slots.SelectMany(s => (string[])["--account", s]),
            ]);
    }

    /// <summary>Address of a slot's account; <c>{slot}</c> may stand for the slot.</summary>
    public static string Contract(string slot) => $"http://{BedNetwork.AddressOf(Number)}:{Port}/{slot}/v1";

    public Task ReadyAsync() => Poll.UntilAsync(
        () => _process.Output.Contains("listening on", StringComparison.Ordinal), () => $"the venue does not start:\n{_process.Output}");

    /// <summary>What each epoch did on the account of a slot, lowest first.</summary>
    public async Task<IReadOnlyList<EpochDeeds>> EpochsAsync(string slot)
    {
        string text = await _client.GetStringAsync(new Uri($"http://{BedNetwork.AddressOf(Number)}:{Port}/{slot}/sim/epochs"));
        using JsonDocument json = JsonDocument.Parse(text);
        List<EpochDeeds> deeds = [];
        foreach (JsonElement item in json.RootElement.GetProperty("items").EnumerateArray())
        {
            Assert.Equal(slot, item.GetProperty("account").GetString());
            deeds.Add(new EpochDeeds(
                item.GetProperty("epoch").GetInt64(), item.GetProperty("accepted").GetInt64(), item.GetProperty("refused").GetInt64(),
                long.Parse(item.GetProperty("first").GetString()!), long.Parse(item.GetProperty("last").GetString()!)));
        }

        return deeds;
    }

    public void Dispose()
    {
        _process.Dispose();
        _client.Dispose();
    }
}
