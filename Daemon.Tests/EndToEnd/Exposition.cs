using System;
using System.Collections.Generic;
using System.Globalization;

namespace Basisd.Tests.EndToEnd;

/// <summary>A scrape as Prometheus would keep it: the value of every series.</summary>
internal static class Exposition
{
    public static Dictionary<string, double> Parse(string text)
    {
        Dictionary<string, double> series = new(StringComparer.Ordinal);
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] != '#')
            {
                int end = line.LastIndexOf(' ');
                series.Add(line[..end], double.Parse(line[(end + 1)..], CultureInfo.InvariantCulture));
            }
        }

        return series;
    }
}
