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
/// <c>asset.paxg_dislocation</c> on the hourly closes of 2021: the token on one venue against spot gold. An hour without a gold candle is an hour in
/// which that market is closed. Within an hour both prices stand, once a minute.
/// </summary>
public sealed class RecordedGoldTests(ITestOutputHelper output)
{
    private const long Minute = FixedPoint.Minute;
    private const long Hour = 60 * Minute;

    [Theory]
    [InlineData("ftx_PAXGUSD_spot_1h.csv", 18, 207)]
    [InlineData("binance_PAXGUSDT_spot_1h.csv", 15, 127)]
    public void The_median_of_the_week_trips_far_less_than_a_fixed_percent(string file, int expected, int expectedFixed)
    {
        Dictionary<long, long> gold = Closes(Replayed.Recorded("paxg_gold_2021/fx_XAUUSD_spot_1h.csv"));
        PaxgDislocation paxg = new(1, new());
        int trips = 0;
        int crossings = 0;
        long trippedFor = 0;
        bool tripped = false;
        bool wasBeyond = false;
        Dictionary<string, int> of = [];
        foreach ((long hour, long price) in Closes(Replayed.Recorded($"paxg_gold_2021/{file}")).OrderBy(c => c.Key))
        {
            bool isOpen = gold.TryGetValue(hour, out long ounce);
            if (isOpen)
            {
                bool beyond = Math.Abs(price - ounce) * 100 > ounce;
                crossings += beyond && !wasBeyond ? 1 : 0;
                wasBeyond = beyond;
            }

            for (long now = hour + Hour; now < hour + (2 * Hour); now += Minute)
            {
                if (isOpen || now == hour + Hour)
                {
                    paxg.OnGold(isOpen ? ounce : price, isOpen, now);
                }

                Verdict verdict = paxg.OnPrice(0, price, now);
                if (verdict.Kind == VerdictKind.Trip && !tripped)
                {
                    trips++;
                    string measure = $"{verdict.Evidence.Measure}{(isOpen ? string.Empty : ", closed")}";
                    of[measure] = of.GetValueOrDefault(measure) + 1;
                    DateTime at = DateTime.UnixEpoch.AddTicks(now / 100);
                    output.WriteLine($"{at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} {verdict}");
                }

                tripped = verdict.Kind == VerdictKind.Trip || (tripped && verdict.Kind != VerdictKind.Clear);
                trippedFor += tripped ? 1 : 0;
            }
        }

        output.WriteLine($"{trips} trips ({string.Join(", ", of)}), tripped for {trippedFor / 60} h; a fixed 1 % is crossed {crossings} times");
        Assert.Equal((expected, expectedFixed), (trips, crossings));
    }

    private static Dictionary<long, long> Closes(string path) => File.ReadLines(path).Skip(1).Select(l => l.Split(',')).ToDictionary(
        f => long.Parse(f[0], CultureInfo.InvariantCulture) * FixedPoint.Millisecond,
        f => (long)(decimal.Parse(f[4], CultureInfo.InvariantCulture) * FixedPoint.Scale));
}
