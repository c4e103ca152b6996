using System;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Basisd.Tests.Sims;

/// <summary>The faults that answer nobody: what is kept back, what is lost, and who goes on when they are taken away.</summary>
public sealed class VenueSilenceTests
{
    private const string BuyOne = """{"client_order_id":"1","market":"BTC/USDT","quantity":"1"}""";

    // A fault that counts its answers shows a test that a request has met it.
    private const int Count = 1_000;
    private const string Counted = "\"count\":1000";

    [Fact]
    public async Task Hang_answers_nobody_until_it_is_taken_away()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        await rig.FaultAsync("hang", Counted);
        using Socket socket = await rig.ConnectAsync("/v1/health");
        await MetAsync(rig, requests: 1);
        Assert.True(await IsSilentAsync(rig, socket));
        await rig.HealAsync();
        Assert.StartsWith("HTTP/1.1 200 OK", await VenueRig.ReceiveAsync(socket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hanging_order_is_taken_when_the_venue_heals_and_never_twice()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        await rig.FaultAsync("hang", "\"path\":\"/sim/orders\"," + Counted);
        Task<(HttpStatusCode Status, JsonElement Answer)> order =
            rig.PostAsync("/sim/orders", BuyOne);
        await MetAsync(rig, requests: 1);
        await WhileOthersAreAnsweredAsync(rig);
        Assert.False(order.IsCompleted);
        Assert.Equal(0, (await rig.GetAsync("/v1/fills")).GetProperty("as_of").GetInt64());
        await rig.HealAsync();
        Assert.Equal(HttpStatusCode.OK, (await order).Status);
        Assert.Equal("1", VenueRig.Total(await rig.GetAsync("/v1/balances"), "BTC"));
    }

    [Fact]
    public async Task Half_open_leaves_the_connection_dead_for_good()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        await rig.FaultAsync("half_open", Counted);
        using Socket socket = await rig.ConnectAsync("/v1/health");
        await MetAsync(rig, requests: 1);
        Assert.True(await IsSilentAsync(rig, socket));
        await rig.HealAsync();
        Assert.True(await IsSilentAsync(rig, socket), "healed, but this connection never learns of it");
        Assert.Equal("200", await rig.StatusesAsync("/v1/health"));
    }

    [Fact]
    public async Task A_half_open_order_is_done_and_nobody_hears_of_it()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        await rig.FaultAsync("half_open", "\"path\":\"/sim/orders\",\"count\":1");
        Task<(HttpStatusCode Status, JsonElement Answer)> lost =
            rig.PostAsync("/sim/orders", BuyOne);
        await EndToEnd.Poll.UntilAsync(
            async () => (await rig.GetAsync("/v1/fills")).GetProperty("as_of").GetInt64() > 0, () => "the order was not carried out");
        (HttpStatusCode status, JsonElement answer) = await rig.PostAsync("/sim/orders", BuyOne);
        Assert.Equal((HttpStatusCode.Conflict, "1"), (status, answer.GetProperty("filled").GetString()));
        Assert.False(lost.IsCompleted);
        rig.Http.CancelPendingRequests();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lost);
    }

    [Fact]
    public async Task The_server_ends_while_requests_hang()
    {
        VenueRig rig = await VenueRig.StartAsync();
        await rig.FaultAsync("half_open", Counted);
        using Socket first = await rig.ConnectAsync("/v1/health");
        using Socket second = await rig.ConnectAsync("/v1/fills");
        await MetAsync(rig, requests: 2);
        Assert.True(await IsSilentAsync(rig, first));
        await rig.DisposeAsync().AsTask().WaitAsync(EndToEnd.Poll.Patience, TestContext.Current.CancellationToken);
    }

    private static Task MetAsync(VenueRig rig, int requests) => EndToEnd.Poll.UntilAsync(
        async () => (await rig.GetAsync("/sim/faults")).GetProperty("items")[0].GetProperty("left").GetInt32() == Count - requests,
        () => $"{requests} requests did not meet the fault");

    // An answer that does not come cannot be waited for: it would have come before so many that were asked for later.
    private static async Task WhileOthersAreAnsweredAsync(VenueRig rig)
    {
        const int Answers = 200;
        for (int i = 0; i < Answers; i++)
        {
            await rig.GetAsync("/sim/faults");
        }
    }

    private static async Task<bool> IsSilentAsync(VenueRig rig, Socket socket)
    {
        await WhileOthersAreAnsweredAsync(rig);
        return !socket.Poll(0, SelectMode.SelectRead);
    }
}
