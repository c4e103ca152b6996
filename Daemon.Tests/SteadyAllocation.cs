using System;

namespace Basisd.Tests;

/// <summary>
/// What one round of a steady path allocates on this thread. One measurement alone can show bytes that the path did not ask for: a collection
/// that another test's thread started retires this thread's allocation context, and the unused rest of it is counted as allocated. What the
/// path itself allocates shows in every round, so the least of a few rounds decides. The first round also lets the runtime compile.
/// Must never be handed a round that allocates only now and then: that would pass.
/// </summary>
internal static class SteadyAllocation
{
    /// <summary>Most rounds that are run.</summary>
    public const int MostRounds = 12;

    /// <summary>Bytes that this thread allocates in one run of a part.</summary>
    public static long Of(Action part)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        part();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>The least that a whole round allocates; stops at the first round that allocates nothing.</summary>
    public static long Least(Action round) => LeastOf(() => Of(round));

    /// <summary>The same for a round that measures only parts of itself with <see cref="Of"/> and returns the sum.</summary>
    public static long LeastOf(Func<long> round)
    {
        long least = long.MaxValue;
        for (int i = 0; i < MostRounds && least != 0; i++)
        {
            least = Math.Min(least, round());
        }

        return least;
    }
}
