using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

/// <summary>
/// The two volatility triggers on recorded candles, one price a second: silent on quiet days, there in the minute of each crash (SPEC 5). A
/// candle becomes prices along straight lines through open, low, high, close when it rose, open, high, low, close when it fell, with the
/// extremes at a quarter and three quarters.
/// </summary>
public sealed class CalibrationTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("quiet_2020-06_1m/binance_BTCUSDT_spot_1m.csv")]
    [InlineData("quiet_2020-06_1m/binance_ETHUSDT_spot_1m.csv")]
    [InlineData("quiet_2025-06_07_1m/binance_BTCUSDT_spot_1m.csv")]
    [InlineData("quiet_2025-06_07_1m/binance_ETHUSDT_spot_1m.csv")]
    public void Quiet_days_trip_nothing(string file) => Assert.Empty(Trips(file, 60, "2000-01-01 00:00", "2100-01-01 00:00"));

    // Before its crash at noon, May 2021 has three minutes that were rough by any reading; the others have none in the days before.
    [Theory]
    [InlineData("2020-03_black_thursday/binance_BTCUSDT_spot_5m.csv", 300, "2020-03-12 10:43", "2020-03-12 10:44")]
    [InlineData(
        "2021-05_may19/binance_BTCUSDT_spot_1m.csv", 60, "2021-05-19 12:49", "2021-05-19 12:50",
        "2021-05-17 06:00", "2021-05-19 01:22", "2021-05-19 11:29")]
    [InlineData("quiet_2023-08_then_aug17/binance_BTCUSDT_spot_5m.csv", 300, "2023-08-17 21:42", "2023-08-17 21:43")]
    [InlineData("quiet_2023-08_then_aug17/binance_ETHUSDT_spot_5m.csv", 300, "2023-08-17 21:42", "2023-08-17 21:43")]
    [InlineData("2024-08_yen_carry/binance_BTCUSDT_spot_1m.csv", 60, "2024-08-05 01:10", "2024-08-05 01:11")]
    public void A_crash_trips_in_its_minute(string file, int seconds, string minute, string until, params string[] before)
    {
        List<(DateTime At, TriggerId Trigger, Evidence Evidence)> trips = Trips(file, seconds, "2000-01-01 00:00", until);
        string[] minutes = [.. before, minute];
        Assert.Equal(minutes, trips.ConvertAll(t => t.At.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)).Distinct());
    }

    private List<(DateTime At, TriggerId Trigger, Evidence Evidence)> Trips(string file, int seconds, string from, string until)
    {
        string path = Path.Combine(DataFolder(), file);
        if (!File.Exists(path))
        {
            Assert.Skip($"no recorded data at {path}");
        }

        VolatilitySpike spike = new(1, new());
        ExtremeVolatility extreme = new(1, new(), [50_000]);
        List<(DateTime, TriggerId, Evidence)> trips = [];
        bool spiked = false;
        bool moved = false;
        long first = new DateTimeOffset(Utc(from)).ToUnixTimeSeconds();
        long last = new DateTimeOffset(Utc(until)).ToUnixTimeSeconds();
        long[] prices = new long[seconds];
        foreach (string line in File.ReadLines(path))
        {
            string[] fields = line.Split(',');
            if (!long.TryParse(fields[0], CultureInfo.InvariantCulture, out long open) || open / 1000 < first || open / 1000 >= last)
            {
                continue;
            }

            Fill(prices, Price(fields[1]), Price(fields[2]), Price(fields[3]), Price(fields[4]));
            for (int i = 0; i < seconds && (open / 1000) + i + 1 < last; i++)
            {
                long second = (open / 1000) + i;
                long end = (second + 1) * FixedPoint.Second;
                Note(extreme.OnPrice(0, prices[i], end), TriggerId.ExtremeVolatility, ref moved);
                extreme.OnSecond(0, prices[i], second);
                Note(spike.OnSecond(0, prices[i], second), TriggerId.VolatilitySpike, ref spiked);

                void Note(Verdict verdict, TriggerId trigger, ref bool tripped)
                {
                    if (verdict.Kind == VerdictKind.Trip && !tripped)
                    {
                        trips.Add((DateTimeOffset.FromUnixTimeSeconds(second + 1).UtcDateTime, trigger, verdict.Evidence));
                        output.WriteLine($"{file} {trips[^1]}");
                    }

                    tripped = verdict.Kind == VerdictKind.Trip || (tripped && verdict.Kind != VerdictKind.Clear);
                }
            }
        }

        return trips;
    }

    private static void Fill(long[] prices, long open, long high, long low, long close)
    {
        int n = prices.Length;
        (long early, long late) = close >= open ? (low, high) : (high, low);
        (int At, long Price)[] corners = [(0, open), (n / 4, early), (n * 3 / 4, late), (n, close)];
        for (int i = 1; i <= n; i++)
        {
            int leg = i <= corners[1].At ? 0 : i <= corners[2].At ? 1 : 2;
            (int at, long price) = corners[leg];
            prices[i - 1] = price + ((corners[leg + 1].Price - price) * (i - at) / (corners[leg + 1].At - at));
        }
    }

    private static long Price(string text) => (long)(decimal.Parse(text, CultureInfo.InvariantCulture) * FixedPoint.Scale);

    private static DateTime Utc(string text) => DateTime.ParseExact(
        text, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    // Beside the repository, or where BASISD_TEST_DATA says.
    private static string DataFolder()
    {
        if (Environment.GetEnvironmentVariable("BASISD_TEST_DATA") is { Length: > 0 } set)
        {
            return set;
        }

        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "basisd.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? AppContext.BaseDirectory, "..", "shared", "data");
    }
}
