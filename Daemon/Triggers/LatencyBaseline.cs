using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// The median latency of each venue over the whole hours before the current one, from hourly histograms (see <see cref="LatencyHistogram"/>
/// for their resolution). It changes when an hour ends and at no other time, so within an hour every call is held against the same limit.
/// The current hour never judges itself. Must never count an hour without calls as a quiet one.
/// </summary>
internal sealed class LatencyBaseline
{
    private const long HourNs = 60 * FixedPoint.Minute;

    private readonly int _hours;
    private readonly int _slots;
    private readonly int[] _counts;
    private readonly int[] _filled;
    private readonly Line[] _lines;

    /// <summary>Fixes all memory: about 22 kB for each venue with 24 hours.</summary>
    public LatencyBaseline(int venues, int hours)
    {
        _hours = hours;
        _slots = hours + 1;
        _counts = new int[venues * _slots * LatencyHistogram.Buckets];
        _filled = new int[venues * _slots];
        _lines = new Line[venues];
    }

    /// <summary>Median of the hours before, nanoseconds, rounded up to its bucket's edge; 0 without any.</summary>
    public long Median(int venue) => _lines[venue].Median;

    /// <summary>Whether fewer than a third of the hours before have a call.</summary>
    public bool IsWarming(int venue) => _lines[venue].Filled * 3 < _hours;

    /// <summary>Moves to the hour of a time; an earlier one changes nothing.</summary>
    public void Advance(int venue, long now)
    {
        ref Line line = ref _lines[venue];
        long hour = now / HourNs;
        if (hour <= line.Hour)
        {
            return;
        }

        for (long passed = Math.Max(line.Hour + 1, hour - _hours); passed <= hour; passed++)
        {
            int slot = SlotOf(venue, passed);
            Counts(slot).Clear();
            _filled[slot] = 0;
        }

        line.Hour = hour;
        Settle(venue);
    }

    /// <summary>Counts a call in the current hour.</summary>
    public void Add(int venue, long latencyNs)
    {
        int slot = SlotOf(venue, _lines[venue].Hour);
        _filled[slot] += LatencyHistogram.Add(ref Counts(slot)[LatencyHistogram.BucketOf(latencyNs)]);
    }

    /// <summary>Writes all hours.</summary>
    public void Write(CanonicalWriter writer, int venue)
    {
        writer.I64(_lines[venue].Hour);
        for (int slot = venue * _slots; slot < (venue + 1) * _slots; slot++)
        {
            LatencyHistogram.Write(writer, Counts(slot), _filled[slot]);
        }
    }

    /// <summary>Reads all hours.</summary>
    /// <exception cref="CanonicalFormatException">The bytes are no hours.</exception>
    public void Read(ref CanonicalReader reader, int venue)
    {
        _lines[venue].Hour = MemoryShape.Within(reader.I64(), 0, long.MaxValue / HourNs, "hour of a latency");
        for (int slot = venue * _slots; slot < (venue + 1) * _slots; slot++)
        {
            _filled[slot] = LatencyHistogram.Read(ref reader, Counts(slot));
        }

        Settle(venue);
    }

    private void Settle(int venue)
    {
        ref Line line = ref _lines[venue];
        int current = (int)(line.Hour % _slots);
        long total = 0;
        line.Filled = 0;
        for (int slot = 0; slot < _slots; slot++)
        {
            long calls = slot == current ? 0 : Sum(Counts(SlotOf(venue, slot)));
            line.Filled += calls != 0 ? 1 : 0;
            total += calls;
        }

        line.Median = total == 0 ? 0 : MiddleOf(venue, current, total);
    }

    // The nearest rank: the first bucket up to which at least half of the calls lie.
    private long MiddleOf(int venue, int current, long total)
    {
        long below = 0;
        int bucket = -1;
        while (below * 2 < total)
        {
            bucket++;
            for (int slot = 0; slot < _slots; slot++)
            {
                below += slot == current ? 0 : Counts(SlotOf(venue, slot))[bucket];
            }
        }

        return LatencyHistogram.UpperEdge(bucket);
    }

    private int SlotOf(int venue, long hour) => (venue * _slots) + (int)(hour % _slots);

    private Span<int> Counts(int slot) => _counts.AsSpan(slot * LatencyHistogram.Buckets, LatencyHistogram.Buckets);

    private static long Sum(ReadOnlySpan<int> counts)
    {
        long sum = 0;
        foreach (int count in counts)
        {
            sum += count;
        }

        return sum;
    }

    private struct Line
    {
        public long Hour;
        public long Median;
        public int Filled;
    }
}
