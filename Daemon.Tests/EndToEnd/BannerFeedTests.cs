using System;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>What users are told by a live node, from its start to its halt.</summary>
[Collection("daemon live")]
public sealed class BannerFeedTests
{
    [Fact]
    public async Task The_feed_follows_what_the_gate_permits()
    {
        using DaemonRig rig = new(Configurations.Plain);
        await rig.StartAsync();
        using HttpClient http = new() { BaseAddress = rig.Http, Timeout = Poll.Patience };
        BannerReply start = await ReadAsync(http);
        Assert.Equal(("NORMAL", "normal", null), (start.PlatformMode, start.State, start.Incident));
        Assert.Contains("wait for required checks", start.Banner, StringComparison.Ordinal);
        await rig.PauseAsync("module/rewards");
        await UntilAsync(http, b => b.State == "bscb");
        BannerReply paused = await ReadAsync(http);
        Assert.Equal("INC-1", paused.Incident);
        Assert.Contains("rewards", paused.Actions.Single(a => a.Action == "accrue").Affected);
        AdminResult<OperatorReply> halt = await rig.Admin.HaltAsync("drill", TestContext.Current.CancellationToken);
        Assert.Equal(AdminOutcome.Ok, halt.Outcome);
        await UntilAsync(http, b => b.State == "dmm");
        BannerReply halted = await ReadAsync(http);
        Assert.Equal(("queued", "paused"), (StateOf(halted, "withdraw"), StateOf(halted, "open")));
        Assert.True(halted.BalancesVisible);
        StatusSnapshot status = await rig.StatusAsync();
        Assert.Equal(status.Banner, halted.Banner);
        foreach (string action in halted.Actions.Select(a => a.Action))
        {
            bool allowed = status.Scopes.All(s => s.Permissions[action] == "allow");
            Assert.Equal(allowed, StateOf(halted, action) == "available");
        }
    }

    private static string StateOf(BannerReply reply, string action) => reply.Actions.Single(a => a.Action == action).State;

    private static Task UntilAsync(HttpClient http, Func<BannerReply, bool> condition) =>
        Poll.UntilAsync(async () => condition(await ReadAsync(http)), () => "the banner did not follow");

    private static async Task<BannerReply> ReadAsync(HttpClient http) =>
        JsonSerializer.Deserialize(
            await http.GetStringAsync("v1/banner", TestContext.Current.CancellationToken), HttpJson.Default.BannerReply)!;
}
