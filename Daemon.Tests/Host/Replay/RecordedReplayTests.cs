using System;
using System.Linq;
using Basisd.Host.Replay;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Host.Replay;

/// <summary>What the daemon would have done in recorded crises, and that it would have left quiet weeks alone.</summary>
public sealed class RecordedReplayTests(ITestOutputHelper output)
{
    private const string QuietUntilTheFlashDrop = "quiet_2023-08_then_aug17";
    private const string FlashDrop = "2023-08-17 21:35";

    private static readonly TriggerId[] s_volatility = [TriggerId.VolatilitySpike, TriggerId.ExtremeVolatility];

    [Fact]
    public void Black_thursday_trips_within_the_first_minutes_of_the_crash_and_not_before()
    {
        HistoryReport report = Replayed.Play(Replayed.Recorded("2020-03_black_thursday/binance_BTCUSDT_spot_5m.csv"));
        string[] trips = Replayed.Trips(report);
        output.WriteLine(string.Join('\n', trips));
        Assert.StartsWith("2020-03-12 10:4", trips.First(), StringComparison.Ordinal);
        Assert.Equal(Mode.Bscb, report.Rows.First(r => r.Happened == "trip").Mode);
    }

    [Theory]
    [InlineData("quiet_2020-06_1m", null)]
    [InlineData(QuietUntilTheFlashDrop, FlashDrop)]
    [InlineData("quiet_2025-05_settlement_paxg", null)]
    [InlineData("quiet_2025-06_07_1m", null)]
    [InlineData("quiet_2025-08_09", null)]
    public void A_quiet_market_trips_no_volatility_trigger(string folder, string? to)
    {
        HistoryReport report = Replayed.Play(Replayed.Recorded(folder), to is null ? null : Replayed.Utc(to));
        output.WriteLine($"{report.Observations} observations; other trips: {string.Join(", ", Replayed.Trips(report))}");
        Assert.Empty(Replayed.Trips(report, s_volatility));
        Assert.True(report.Observations > 100_000, "too little was played to call it quiet");
    }

    [Fact]
    public void The_flash_drop_behind_the_quiet_weeks_trips_within_ten_minutes()
    {
        HistoryReport report = Replayed.Play(Replayed.Recorded(QuietUntilTheFlashDrop));
        string[] trips = Replayed.Trips(report, s_volatility);
        output.WriteLine(string.Join('\n', trips));
        long first = report.Rows.First(r => r.Happened == "trip" && s_volatility.Contains(r.Trigger)).At;
        Assert.InRange(first, Replayed.Utc(FlashDrop), Replayed.Utc("2023-08-17 21:45"));
    }

    [Fact]
    public void The_same_files_give_the_same_bytes()
    {
        string path = Replayed.Recorded("2020-03_black_thursday/binance_BTCUSDT_spot_5m.csv");
        Assert.Equal(Replayed.Printed(Replayed.Play(path)), Replayed.Printed(Replayed.Play(path)));
    }
}
