using System;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Probes.Gateway;
using Basisd.Tests.Probes.Gateway;
using Basisd.Venues;
using Xunit;

namespace Basisd.Tests.Sims;

/// <summary>
/// The gateway's client against the simulated venue, over a real socket: both were written from the contract and nothing else. Each fault is told
/// apart, or, where the answer keeps to the contract, left to reconciliation; taken away, the next poll is whole.
/// </summary>
public sealed class VenuePollTests
{
    private const long CoreTime = 4_000_000_000_000_000_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_healthy_venue_is_read_whole_page_by_page()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        await TradeAsync(rig, 20);
        using GatewayPoll poll = PollOf(rig, Gateways.Patient with { PageSize = 3 });
        PollReport report = await poll.RunAsync();
        Assert.Equal((GatewayOutcome.Ok, ""), (report.Outcome, report.Detail));
        int account = new LedgerAccounts(Gateways.Topology).Find(0, "BTC");
        int fills = 0;
        long bought = 0;
        long held = 0;
        foreach (ref readonly VenueRecord record in poll.Records.Items)
        {
            Assert.NotEqual(VenueRecord.UnknownItem, record.Item);
            fills += record.Kind == VenueRecordKind.Fill ? 1 : 0;
            bought += record is { Kind: VenueRecordKind.Fill, IsDerivative: false } && record.Item == account ? record.Quantity : 0;
            held += record.Kind == VenueRecordKind.Balance && record.Item == account ? record.Quantity : 0;
        }

        Assert.True(fills >= 20, $"{fills} fills");
        Assert.Equal(VenueRig.Unit * 20 / 100, bought);
        Assert.True(held != 0, "no balance was read");
    }

    [Theory]
    [InlineData("error", "", GatewayOutcome.Status)]
    [InlineData("redirect_loop", "", GatewayOutcome.Status)]
    [InlineData("hang", "", GatewayOutcome.Timeout)]
    [InlineData("half_open", "", GatewayOutcome.Timeout)]
    [InlineData("slow_drip", "", GatewayOutcome.Timeout)]
    [InlineData("reset", "", GatewayOutcome.Reset)]
    [InlineData("huge_body", "", GatewayOutcome.TooLarge)]
    [InlineData("garbage", "", GatewayOutcome.Format)]
    [InlineData("wrong_type", "", GatewayOutcome.Format)]
    [InlineData("huge_number", "", GatewayOutcome.Format)]
    [InlineData("negative_price", "", GatewayOutcome.Format)]
    [InlineData("reordered_pages", "", GatewayOutcome.OutOfOrder)]
    [InlineData("wrong_balance", "\"asset\":\"BTC\",\"amount\":\"0.5\"", GatewayOutcome.Ok)]
    [InlineData("missing_fill", "", GatewayOutcome.Ok)]
    [InlineData("duplicate_fill", "", GatewayOutcome.Ok)]
    [InlineData("empty_list", "\"path\":\"/v1/balances\"", GatewayOutcome.Ok)]
    public async Task Every_fault_has_its_class_and_heals(string kind, string more, GatewayOutcome outcome)
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        await TradeAsync(rig, 8);
        await rig.FaultAsync(kind, more);
        bool isSilent = outcome == GatewayOutcome.Timeout;
        using (GatewayPoll poll = PollOf(rig, isSilent ? Gateways.Hasty : Gateways.Patient))
        {
            PollReport report = await poll.RunAsync();
            Assert.True(outcome == report.Outcome, $"{report.Outcome}: {report.Detail}");
            Assert.Equal(outcome == GatewayOutcome.Ok, report.Detail.Length == 0);
            Assert.DoesNotContain('\n', report.Detail);
            Assert.Equal(outcome == GatewayOutcome.Ok ? VenueRecordKind.PollEnd : VenueRecordKind.PollFailed, poll.Records.Items[^1].Kind);
        }

        await rig.HealAsync();
        using GatewayPoll healed = PollOf(rig, Gateways.Patient);
        Assert.Equal(GatewayOutcome.Ok, (await healed.RunAsync()).Outcome);
    }

    private static GatewayPoll PollOf(VenueRig rig, GatewayOptions options) =>
        new(Gateways.ClientOf(new Uri(rig.Address, "/v1/"), options, Cancel), Gateways.NamesOf(), options, 0, () => CoreTime);

    private static async Task TradeAsync(VenueRig rig, int orders)
    {
        for (int i = 1; i <= orders; i++)
        {
            await rig.TradeAsync((ulong)i, "0.01");
        }
    }
}
