using System;
using System.Globalization;
using System.IO;

namespace Basisd.Host.Bench;

/// <summary>
/// What the machine did besides the measurement: on a busy machine tails are those of the scheduler, and a reader must know. Counts in the
/// kernel's clock ticks, from <c>/proc</c>.
/// </summary>
/// <param name="Busy">Ticks of all processors that were not idle.</param>
/// <param name="Steal">Ticks that the host took away.</param>
/// <param name="Total">All ticks.</param>
/// <param name="Own">Ticks of this process and of its children that ended.</param>
public readonly record struct BenchLoad(long Busy, long Steal, long Total, long Own)
{
    private const int User = 1;
    private const int Idle = 4;
    private const int Wait = 5;
    private const int StealAt = 8;
    private const int OwnUser = 11;
    private const int OwnTimes = 4;

    /// <summary>Reads the counts; all zero where there is no <c>/proc</c>.</summary>
    public static BenchLoad Read()
    {
        try
        {
            string[] all = File.ReadAllLines("/proc/stat")[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string own = File.ReadAllText("/proc/self/stat");
            string[] fields = own[(own.LastIndexOf(')') + 2)..].Split(' ');
            long total = 0;
            for (int i = User; i <= StealAt; i++)
            {
                total += Number(all[i]);
            }

            long used = 0;
            for (int i = OwnUser; i < OwnUser + OwnTimes; i++)
            {
                used += Number(fields[i]);
            }

            long steal = Number(all[StealAt]);
            return new BenchLoad(total - Number(all[Idle]) - Number(all[Wait]) - steal, steal, total, used);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or IndexOutOfRangeException)
        {
            return default;
        }
    }

    /// <summary>In words, what happened since an earlier reading.</summary>
    public string Since(BenchLoad before)
    {
        double total = Math.Max(1, Total - before.Total);
        double others = Math.Max(0, Busy - before.Busy - (Own - before.Own)) / total;
        double stolen = (Steal - before.Steal) / total;
        return string.Create(
            CultureInfo.InvariantCulture, $"meanwhile other processes took {others:P0} of the processors, the host {stolen:P1}");
    }

    private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0;
}
