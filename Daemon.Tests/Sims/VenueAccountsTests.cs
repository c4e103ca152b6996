using System.Collections.Generic;
using Basisd.Sims;
using Basisd.Sims.Answers;
using Basisd.Sims.Server;
using Xunit;

namespace Basisd.Tests.Sims;

/// <summary>Accounts of one venue: each below its name, none with anything of another.</summary>
public sealed class VenueAccountsTests
{
    [Fact]
    public void What_one_account_ordered_no_other_one_shows()
    {
        VenueAccounts accounts = new([Named("east"), Named("west")]);
        Assert.Equal(["/east/v1", "/west/v1"], accounts.Contracts);
        VenueSimulator east = accounts.Find("/east/sim/orders", out string rest)!;
        Assert.Equal("/sim/orders", rest);
        byte[] order = """{"client_order_id":"1","market":"BTC/USDT","quantity":"1","price":"1000"}"""u8.ToArray();
        Assert.Equal(200, east.Answer(new SimRequest("POST", rest, "", order)).Status);
        VenueSimulator west = accounts.Find("/west/v1/orders", out rest)!;
        Assert.DoesNotContain("client_order_id", VenueRig.Text(west.Answer(new SimRequest("GET", rest, "", default))));
        Assert.Contains("client_order_id", VenueRig.Text(east.Answer(new SimRequest("GET", rest, "", default))));
        Assert.Null(accounts.Find("/north/v1/orders", out _));
        Assert.Null(accounts.Find("/v1/orders", out _));
    }

    [Fact]
    public void The_fence_says_when_each_epoch_acted()
    {
        VenueSimulator venue = VenueRig.Simulator();
        foreach (int epoch in (int[])[2, 2, 1, 3])
        {
            byte[] order = System.Text.Encoding.UTF8.GetBytes(
                $$"""{"client_order_id":"{{epoch}}","market":"BTC/USDT","quantity":"1","price":"1000","epoch":{{epoch}}}""");
            venue.Answer(new SimRequest("POST", "/sim/orders", "", order));
        }

        string said = VenueRig.Text(venue.Answer(new SimRequest("GET", "/sim/epochs", "", default)));
        Assert.Contains("\"epoch\":1,\"accepted\":0,\"refused\":1,\"first\":\"0\",\"last\":\"0\"", said);
        Assert.Contains($"\"epoch\":2,\"accepted\":2,\"refused\":0,\"first\":\"{VenueRig.Start + 1}\",\"last\":\"{VenueRig.Start + 2}\"", said);
        Assert.Contains($"\"epoch\":3,\"accepted\":1,\"refused\":0,\"first\":\"{VenueRig.Start + 4}\",\"last\":\"{VenueRig.Start + 4}\"", said);
    }

    private static KeyValuePair<string, VenueSimulator> Named(string name) => KeyValuePair.Create(name, VenueRig.Simulator());
}
