using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Basisd.Market;

namespace Basisd.Tests.Market;

/// <summary>A directory of its own with history files, gone at the end.</summary>
internal sealed class HistoryFixture : IDisposable
{
    public const string Header = CandleFile.Header + "\n";

    public const long Start = 1_700_000_040;

    public HistoryFixture() => Root = Directory.CreateTempSubdirectory("basisd-market-").FullName;

    public string Root { get; }

    public string Write(string name, string text)
    {
        string path = Path.Combine(Root, name);
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(text));
        return path;
    }

    /// <summary>A flat candle file of some bars.</summary>
    public string Flat(string name, int bars, int interval = 60, string price = "100", long start = Start)
    {
        StringBuilder text = new(Header);
        for (int i = 0; i < bars; i++)
        {
            text.Append($"{(start + ((long)i * interval)) * 1_000},{price},{price},{price},{price},1\n");
        }

        return Write(name, text.ToString());
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>Recorded history beside the repository, or null.</summary>
    public static string? Recorded()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "basisd.sln")))
            {
                foreach (string up in new[] { "../shared/data", "../../shared/data" })
                {
                    string path = Path.GetFullPath(Path.Combine(at.FullName, up));
                    if (Directory.Exists(path))
                    {
                        return path;
                    }
                }

                return null;
            }
        }

        return null;
    }

    public static CandleFile Candles(string text, int interval = 60, bool allowGaps = false, bool isUnitRate = false) =>
        Candles(Encoding.Latin1.GetBytes(text), interval, allowGaps, isUnitRate);

    public static CandleFile Candles(byte[] bytes, int interval = 60, bool allowGaps = false, bool isUnitRate = false) =>
        new(new MemoryStream(bytes), "f.csv", interval, allowGaps, isUnitRate);

    public static List<Candle> All(CandleFile file)
    {
        List<Candle> candles = [];
        while (file.Next(out Candle candle))
        {
            candles.Add(candle);
        }

        return candles;
    }
}
