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
    public static void Add(ref int count)
    {
        if (count != int.MaxValue)
        {
            count++;
        }
    }

    /// <summary>Writes the counts that are not 0.</summary>
    public static void Write(CanonicalWriter writer, ReadOnlySpan<int> counts)
    {
        writer.I32(counts.Length - counts.Count(0));

        // Nearly all of them are empty, and a snapshot is encoded between two observations: whole vectors of zeros are skipped.
        int bucket = 0;
        for (int next; (next = counts[bucket..].IndexOfAnyExcept(0)) >= 0; bucket++)
        {
            bucket += next;
            writer.I32(bucket);
            writer.I32(counts[bucket]);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="CanonicalFormatException">The buckets do not ascend, or a count is not above 0.</exception>
    public static void Read(ref CanonicalReader reader, Span<int> counts)
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
    }
}
