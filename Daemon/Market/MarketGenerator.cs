using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Basisd.Safety;

namespace Basisd.Market;

/// <summary>
/// A market of our own: three venues, four assets, two units, with a crash, an outage, a depeg and strain beside prices on request, in the same
/// formats as recorded history, so that the project runs and tests itself without any. alpha and bravo quote in USDT, carol in USDC: a depeg binds
/// the routes of carol.
/// Integers and one documented generator only: the same script gives the same bytes.
/// </summary>
public static class MarketGenerator
{
    /// <summary>The text beside the files that says what they are.</summary>
    public const string ScriptFile = "SCRIPT.txt";

    /// <summary>The venue whose calls fail in an outage.</summary>
    public const string OutageVenue = "bravo";

    private const long UnitTick = FixedPoint.Scale / 10_000;
    private const long UnitWickPpm = 100;

    private static readonly (string Venue, string Quote, long OffsetPpm)[] Venues =
    [
        ("alpha", "USDT", 0), ("bravo", "USDT", 120), ("carol", "USDC", -90),
    ];

    private static readonly (string Name, long Price, long Tick)[] Assets =
    [
        ("BTC", 60_000 * FixedPoint.Scale, FixedPoint.Scale / 100),
        ("ETH", 3_000 * FixedPoint.Scale, FixedPoint.Scale / 100),
        ("SOL", 150 * FixedPoint.Scale, FixedPoint.Scale / 1_000),
        ("PAXG", 2_000 * FixedPoint.Scale, FixedPoint.Scale / 100),
    ];

    /// <summary>All files of a script, in ordinal order of their names.</summary>
    public static GeneratedFile[] Generate(MarketScript script)
    {
        List<GeneratedFile> files = [];
        foreach ((string name, long price, long tick) in Assets)
        {
            AddPrices(files, script, name, price, tick);
        }

        foreach ((string venue, _, _) in Venues)
        {
            files.Add(Rates(script, venue, "USDC", MarketCourse.UsdcPpm));
            files.Add(Rates(script, venue, "USDT", (_, _) => FixedPoint.Ppm));
            files.Add(Calls(script, venue));
        }

        if (Array.IndexOf(script.Phases, MarketPhase.Strain) >= 0)
        {
            files.Add(StrainCourse.File(script));
        }

        files.Add(new GeneratedFile(ScriptFile, Encoding.ASCII.GetBytes(Description(script))));
        files.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return files.ToArray();
    }

    /// <summary>
    /// Writes the files into a directory, which is made if it is missing. A file that is there already with the same bytes stays; one with other
    /// bytes refuses the whole before anything is written.
    /// </summary>
    /// <returns>Null, or why not.</returns>
    public static HistoryError? Write(GeneratedFile[] files, string directory)
    {
        string path = directory;
        try
        {
            Directory.CreateDirectory(directory);
            foreach (GeneratedFile file in files)
            {
                path = Path.Combine(directory, file.Name);
                if (File.Exists(path) && !File.ReadAllBytes(path).AsSpan().SequenceEqual(file.Content))
                {
                    return new HistoryError(path, 0, 0, "is there already with other contents; choose an empty directory");
                }
            }

            foreach (GeneratedFile file in files)
            {
                path = Path.Combine(directory, file.Name);
                File.WriteAllBytes(path, file.Content);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new HistoryError(path, 0, 0, $"cannot be written: {e.Message}");
        }
    }

    private static void AddPrices(List<GeneratedFile> files, MarketScript script, string asset, long price, long tick)
    {
        AssetCourse course = new(new SplitMix(script.Seed, asset), price);
        SplitMix volume = new(script.Seed, asset + ":volume");
        StringBuilder[] texts = new StringBuilder[Venues.Length];
        for (int v = 0; v < texts.Length; v++)
        {
            texts[v] = new StringBuilder(CandleFile.Header).Append('\n');
        }

        bool isBtc = asset == "BTC";
        for (int minute = 0; minute < script.Minutes; minute++)
        {
            bool crash = isBtc && MarketCourse.IsCrash(script, minute);
            long nerves = isBtc ? MarketCourse.NervesPercent(script, minute) : 100;
            Candle common = course.Next(script.StartSecond + (60L * minute), crash, nerves);
            for (int v = 0; v < texts.Length; v++)
            {
                Append(texts[v], AtVenue(common, script, minute, v), tick, volume.Between(10_000, 900_000));
            }
        }

        for (int v = 0; v < texts.Length; v++)
        {
            files.Add(new GeneratedFile($"{Venues[v].Venue}_{asset}{Venues[v].Quote}_spot_1m.csv", Encoding.ASCII.GetBytes(texts[v].ToString())));
        }
    }

    // The common candle with the venue's constant offset, in the venue's unit: what a unit loses, the price in it gains.
    private static Candle AtVenue(in Candle common, MarketScript script, int minute, int venue)
    {
        (_, string quote, long offset) = Venues[venue];
        long atOpen = quote == "USDC" ? MarketCourse.UsdcPpm(script, minute) : FixedPoint.Ppm;
        long atClose = quote == "USDC" ? MarketCourse.UsdcPpm(script, minute + 1) : FixedPoint.Ppm;
        long between = (atOpen + atClose) / 2;
        long open = FixedPoint.MulDiv(common.Open, FixedPoint.Ppm + offset, atOpen);
        long close = FixedPoint.MulDiv(common.Close, FixedPoint.Ppm + offset, atClose);
        long high = FixedPoint.MulDiv(common.High, FixedPoint.Ppm + offset, between);
        long low = FixedPoint.MulDiv(common.Low, FixedPoint.Ppm + offset, between);
        return new Candle(common.Second, open, Math.Max(high, Math.Max(open, close)), Math.Min(low, Math.Min(open, close)), close);
    }

    private static GeneratedFile Rates(MarketScript script, string venue, string unit, Func<MarketScript, int, long> level)
    {
        SplitMix chance = new(script.Seed, $"{venue}:{unit}");
        StringBuilder text = new StringBuilder(CandleFile.Header).Append('\n');
        long noise = 0;
        for (int minute = 0; minute < script.Minutes; minute++)
        {
            long next = chance.Between(-1, 1) * UnitWickPpm;
            long open = (level(script, minute) + noise) * (FixedPoint.Scale / FixedPoint.Ppm);
            long close = (level(script, minute + 1) + next) * (FixedPoint.Scale / FixedPoint.Ppm);
            noise = next;
            long wick = UnitWickPpm * (FixedPoint.Scale / FixedPoint.Ppm);
            Candle candle = new(script.StartSecond + (60L * minute), open, Math.Max(open, close) + wick, Math.Min(open, close) - wick, close);
            Append(text, candle, UnitTick, chance.Between(10_000_000, 90_000_000));
        }

        return new GeneratedFile($"{venue}_{unit}USD_spot_1m.csv", Encoding.ASCII.GetBytes(text.ToString()));
    }

    private static GeneratedFile Calls(MarketScript script, string venue)
    {
        SplitMix chance = new(script.Seed, venue + ":calls");
        StringBuilder text = new StringBuilder(CallFile.Header).Append('\n');
        for (long second = 0; second < script.Minutes * 60L; second++)
        {
            long latency = chance.Between(18, 45);
            bool timesOut = chance.Between(0, 3) > 0;
            bool fails = venue == OutageVenue && MarketCourse.IsOutage(script, second);
            text.Append((script.StartSecond + second) * 1_000);
            text.Append(!fails ? ",ok," : timesOut ? ",timeout," : ",error,");
            text.Append(fails && timesOut ? 200 : latency).Append('\n');
        }

        return new GeneratedFile($"{venue}_calls_1s.csv", Encoding.ASCII.GetBytes(text.ToString()));
    }

    // Down to the tick: order between the four prices survives.
    private static void Append(StringBuilder text, in Candle candle, long tick, long volume)
    {
        text.Append(candle.Second * 1_000).Append(',').Append(FieldText.Plain(candle.Open / tick * tick)).Append(',');
        text.Append(FieldText.Plain(candle.High / tick * tick)).Append(',').Append(FieldText.Plain(candle.Low / tick * tick)).Append(',');
        text.Append(FieldText.Plain(candle.Close / tick * tick)).Append(',');
        text.Append(FieldText.Plain(volume * (FixedPoint.Scale / 10_000))).Append('\n');
    }

    private static string Description(MarketScript script)
    {
        StringBuilder text = new($"generated market, seed {script.Seed}, {script.MinutesPerPhase} minutes per phase (times in UTC)\n");
        for (int i = 0; i < script.Phases.Length; i++)
        {
            long start = script.StartOf(i);
            string at = UtcText.Time(start + (60 * MarketCourse.EventMinute));
            text.Append($"{UtcText.Full(start)}  {MarketScript.NameOf(script.Phases[i]),-8}  ");
            text.Append(script.Phases[i] switch
            {
                MarketPhase.Crash => $"BTC falls from {at} on",
                MarketPhase.Outage => $"calls to {OutageVenue} fail from {at} on for {MarketCourse.OutageSeconds} s",
                MarketPhase.Depeg => $"USDC falls from {at} on",
                MarketPhase.Strain => $"transfers, a chain, funding, costs and depth from {UtcText.Time(start + (60 * StrainCourse.HaltMinute))} on",
                _ => "nothing happens",
            }).Append('\n');
        }

        return text.ToString();
    }
}
