using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Basisd.Safety;
using Basisd.Tests.Host.Replay;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

/// <summary>
/// <c>market.funding_dislocation</c> on recorded rates: how often a year it trips on one market of one venue, each trip counted once until it
/// clears, as the causes are. Also how the readings of "sign flip ≥ 0.10 %" compare.
/// </summary>
public sealed class RecordedFundingTests(ITestOutputHelper output)
{
    private const int MostAYear = 15;
    private const long Hour = 60 * FixedPoint.Minute;

    [Theory]
    [InlineData("binance_BTC_funding_2020_2023", "2020: 7, 2021: 2, 2022: 1")]
    [InlineData("binance_BTC_funding_2024_2026", "")]
    [InlineData("binance_ETH_funding_2020_2023", "2020: 8, 2021: 4, 2022: 1")]
    [InlineData("binance_ETH_funding_2024_2026", "2024: 1")]
    [InlineData("binance_SOL_funding_2021-06_2022-05", "2022: 1")]
    [InlineData("binance_SOL_funding_2024_2026", "2025: 1")]
    [InlineData("bitmex_XBTUSD_funding_2020_2024", "2020: 2, 2021: 13, 2022: 2, 2023: 3, 2024: 1")]
    [InlineData("bybit_BTC_funding_2020_2023", "2021: 8")]
    [InlineData("bybit_BTC_funding_2023_2026", "2024: 2")]
    [InlineData("bybit_ETH_funding_2020_2023", "2021: 3, 2022: 1")]
    [InlineData("bybit_ETH_funding_2023_2026", "2025: 1")]
    [InlineData("bybit_SOL_funding_2023_2026", "2024: 1, 2025: 2")]
    [InlineData("htx_BTC_funding_2020_2023", "2021: 4")]
    [InlineData("htx_ETH_funding_2020_2023", "2021: 7, 2022: 1, 2023: 1")]
    [InlineData("mexc_BTC_funding_2020_2023", "2021: 3, 2022: 1")]
    [InlineData("mexc_ETH_funding_2020_2023", "2021: 9, 2022: 1")]
    public void Trips_at_most_fifteen_times_a_year(string file, string expected)
    {
        SortedDictionary<int, int> trips = Trips(file);
        Assert.Equal(expected, string.Join(", ", trips.Select(t => $"{t.Key}: {t.Value}")));
        Assert.All(trips.Values, t => Assert.InRange(t, 0, MostAYear));
    }

    // Two smaller venues paid rates that no other venue paid, in one year each; an operator there raises the limit.
    [Theory]
    [InlineData("gate_BTC_funding_2020_2023", "2020: 20, 2021: 5")]
    [InlineData("gate_ETH_funding_2020_2023", "2020: 17, 2021: 5, 2022: 1")]
    [InlineData("kucoin_BTC_funding_2020_2023", "2021: 22, 2022: 3")]
    [InlineData("kucoin_ETH_funding_2020_2023", "2021: 16, 2022: 4")]
    public void Small_venues_trip_more_often_in_one_year(string file, string expected)
    {
        SortedDictionary<int, int> trips = Trips(file);
        Assert.Equal(expected, string.Join(", ", trips.Select(t => $"{t.Key}: {t.Value}")));
        Assert.Single(trips.Values, t => t > MostAYear);
    }

    // The rate is large on its new side; on both sides; or the step across zero is: intervals in all files of eight-hour venues.
    [Fact]
    public void Readings_of_a_flip()
    {
        string folder = Replayed.Recorded("funding");
        int newSide = 0;
        int bothSides = 0;
        int step = 0;
        foreach (string file in Directory.EnumerateFiles(folder, "*.csv").Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(file) is var name && (name.StartsWith("dydx", StringComparison.Ordinal)
                || name.StartsWith("hyperliquid", StringComparison.Ordinal) || name.Contains("XAU", StringComparison.Ordinal)))
            {
                continue;
            }

            long before = 0;
            foreach ((_, long rate) in Rates(file))
            {
                if (Math.Sign(before) * Math.Sign(rate) < 0)
                {
                    newSide += Math.Abs(rate) >= 1_000 ? 1 : 0;
                    bothSides += Math.Abs(rate) >= 1_000 && Math.Abs(before) >= 1_000 ? 1 : 0;
                    step += Math.Abs(rate - before) >= 1_000 ? 1 : 0;
                }

                before = rate;
            }
        }

        output.WriteLine($"large on its new side {newSide}, on both sides {bothSides}, across zero {step}");
        Assert.Equal((33, 1, 82), (newSide, bothSides, step));
    }

    private SortedDictionary<int, int> Trips(string name)
    {
        FundingDislocation funding = new(1, [0], new());
        SortedDictionary<int, int> trips = [];
        bool tripped = false;
        long since = 0;
        long before = 0;
        foreach ((long at, long rate) in Rates(Replayed.Recorded($"funding/{name}.csv")))
        {
            // Some venues settle oftener for a while.
            long interval = Math.Clamp((at - before + (Hour / 2)) / Hour, 1, 8) * Hour;
            before = at;
            Verdict verdict = funding.OnFunding(0, rate, interval, at);
            DateTime time = DateTime.UnixEpoch.AddTicks(at / 100);
            if (verdict.Kind == VerdictKind.Trip && !tripped)
            {
                trips[time.Year] = trips.GetValueOrDefault(time.Year) + 1;
                tripped = true;
                since = at;
                output.WriteLine($"{time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} {rate} ppm, {verdict.Evidence}");
            }
            else if (tripped && verdict.Kind == VerdictKind.Clear)
            {
                tripped = false;
                output.WriteLine($"  cleared after {(at - since) / Hour} h");
            }
        }

        return trips;
    }

    private static IEnumerable<(long At, long RatePpm)> Rates(string path) => File.ReadLines(path).Skip(1).Select(l => l.Split(',')).Select(f => (
        long.Parse(f[0], CultureInfo.InvariantCulture) * FixedPoint.Millisecond,
        (long)(decimal.Parse(f[1], CultureInfo.InvariantCulture) * FixedPoint.Ppm)));
}
