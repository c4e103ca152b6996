using System.Collections.Generic;

namespace Basisd.Journal;

/// <summary>
/// Which segments may go: whole ones behind the older of two complete snapshots, once all their frames are old enough or the log is too
/// large; at once where the disk is nearly full. It must never name a segment that the older snapshot or anything behind it stands in.
/// </summary>
/// <param name="AgeNs">Frames younger than this stay, ns of wall time; 0: none stays for its age.</param>
/// <param name="Bytes">Largest size of all segments; beyond it age keeps nothing.</param>
internal readonly record struct RetentionRule(long AgeNs, long Bytes)
{
    /// <summary>The first segment that stays.</summary>
    /// <param name="geometry">Sizes of the log.</param>
    /// <param name="first">First segment that is there.</param>
    /// <param name="older">Segment in which the older snapshot's group begins.</param>
    /// <param name="last">Last segment that is there, the one written ahead counted.</param>
    /// <param name="origins">Where each segment begins.</param>
    /// <param name="wallNowNs">Wall clock, Unix ns.</param>
    /// <param name="nearlyFull">The free space is below its floor.</param>
    public int FirstKept(
        in JournalGeometry geometry, int first, int older, int last, Dictionary<int, SegmentOrigin> origins, long wallNowNs, bool nearlyFull)
    {
        int segment = first;
        while (segment < older && (nearlyFull || IsOld(origins, segment + 1, wallNowNs) || (last - segment + 1L) * geometry.SegmentBytes > Bytes))
        {
            segment++;
        }

        return segment;
    }

    /// <summary>All frames before a segment are older than the age: its own first one was appended after them.</summary>
    private bool IsOld(Dictionary<int, SegmentOrigin> origins, int segment, long wallNowNs) =>
        AgeNs == 0 || (origins.TryGetValue(segment, out SegmentOrigin origin) && unchecked(wallNowNs - origin.FirstWallNs) > AgeNs);
}
