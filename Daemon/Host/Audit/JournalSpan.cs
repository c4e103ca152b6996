using Basisd.Journal;

namespace Basisd.Host.Audit;

/// <summary>
/// The part of a journal between two points. A time stands for the first entry at or after it, or the last at or before it; what lies between
/// those two entries belongs to the part, even where the wall clock stepped back in it: an export has no holes.
/// </summary>
/// <param name="First">First sequence, 0 for the first that is kept.</param>
/// <param name="Last">Last sequence, the largest number for the head.</param>
public readonly record struct JournalSpan(ulong First, ulong Last)
{
    /// <summary>Resolves two points; times cost a walk through the journal.</summary>
    /// <param name="directory">The state directory.</param>
    /// <param name="from">The first, or null.</param>
    /// <param name="to">The last, or null.</param>
    /// <param name="problem">Why there is none; null when there is.</param>
    /// <returns>Null with a problem, or when no entry lies in it.</returns>
    public static JournalSpan? Of(string directory, JournalPoint? from, JournalPoint? to, out JournalProblem? problem)
    {
        problem = null;
        ulong first = from?.Sequence ?? 0;
        ulong last = to?.Sequence ?? ulong.MaxValue;
        if (from?.WallNs is null && to?.WallNs is null)
        {
            return new JournalSpan(first, last);
        }

        using JournalWalk? walk = JournalWalk.Open(directory, out problem);
        if (walk is null)
        {
            return null;
        }

        ulong begin = 0;
        ulong end = 0;
        while (walk.Next(out FrameHeader header, out _) == ReadStep.Frame)
        {
            bool inside = header.Sequence >= first && header.Sequence <= last
                && (from?.WallNs is not { } earliest || header.WallNs >= earliest) && (to?.WallNs is not { } latest || header.WallNs <= latest);
            begin = inside && begin == 0 ? header.Sequence : begin;
            end = inside ? header.Sequence : end;
        }

        // What stopped the walk early is said by whoever reads the part.
        return begin == 0 ? null : new JournalSpan(begin, end);
    }
}
