using System;
using System.Numerics;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// Buckets of latencies on a logarithmic scale: eight to each doubling, so an answer taken from a bucket's upper edge is at most an eighth
/// above the truth and, on the scale, never below it. Below <see cref="LeastNs"/> all is one bucket, from <see cref="MostNs"/> on too.
/// Works on counts that its caller owns. Must never decide a limit that can be counted exactly: it serves medians of a day and what a person reads.
/// </summary>
internal static class LatencyHistogram
{
    /// <summary>Buckets of one histogram.</summary>
    public const int Buckets = (HighestBit - LowestBit) * PerDoubling;

    /// <summary>Upper edge of the first bucket is here or a little above, nanoseconds (about a microsecond).</summary>
    public const long LeastNs = 1L << LowestBit;

    /// <summary>Latencies from here on are not told apart, nanoseconds (137 s).</summary>
    public const long MostNs = (1L << HighestBit) - 1;

    private const int LowestBit = 10;
    private const int HighestBit = 37;
    private const int SubBits = 3;
    private const int PerDoubling = 1 << SubBits;

    /// <summary>The bucket of a latency.</summary>
    public static int BucketOf(long latencyNs)
    {
        long held = Math.Clamp(latencyNs, LeastNs, MostNs);
        int bit = BitOperations.Log2((ulong)held);
        return ((bit - LowestBit) * PerDoubling) + (int)(held >> (bit - SubBits)) - PerDoubling;
    }

    /// <summary>The largest latency of a bucket, nanoseconds.</summary>
    public static long UpperEdge(int bucket)
    {
        int bit = LowestBit + (bucket / PerDoubling);
        return ((long)(PerDoubling + (bucket % PerDoubling) + 1) << (bit - SubBits)) - 1;
    }

    /// <summary>Counts one more; a full count stays full.</summary>
    /// <returns>How many buckets that are not 0 there are more: 1 for the first of its bucket, else 0.</returns>
    public static int Add(ref int count)
    {
        int more = count == 0 ? 1 : 0;
        if (count != int.MaxValue)
        {
            count++;
        }

        return more;
    }

    /// <summary>Writes the counts that are not 0.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="counts">All counts.</param>
    /// <param name="filled">
    /// How many of them are not 0. The caller knows, so that histograms without any call, nearly all of them, are not even looked at: there are
    /// megabytes of them, and a snapshot is encoded between two observations.
    /// </param>
    public static void Write(CanonicalWriter writer, ReadOnlySpan<int> counts, int filled)
    {
        writer.I32(filled);
        for (int bucket = 0; filled > 0; bucket++, filled--)
        {
            int next = counts[bucket..].IndexOfAnyExcept(0);
            if (next < 0)
            {
                ThrowFewer(filled);
            }

            bucket += next;
            writer.I32(bucket);
            writer.I32(counts[bucket]);
        }
    }

    private static void ThrowFewer(int missing) =>
        throw new InvalidOperationException($"a histogram of latencies has {missing} filled buckets less than were counted");

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <returns>How many counts are not 0.</returns>
    /// <exception cref="CanonicalFormatException">The buckets do not ascend, or a count is not above 0.</exception>
    public static int Read(ref CanonicalReader reader, Span<int> counts)
    {
        counts.Clear();
        int filled = reader.Count(counts.Length);
        int least = 0;
        for (int i = 0; i < filled; i++)
        {
            int bucket = (int)MemoryShape.Within(reader.I32(), least, counts.Length - 1, "bucket of a latency");
            counts[bucket] = (int)MemoryShape.Within(reader.I32(), 1, int.MaxValue, "count of a latency");
            least = bucket + 1;
        }

        return filled;
    }
}
