using System.Runtime.CompilerServices;
using Basisd.Gate;

namespace Basisd.Host.Bench;

/// <summary>
/// The check of the gate and its floors in tight loops that differ in nothing else, over a few selections in turn, as orders of different
/// routes come. Each returns a sum that the caller compares, so that no compiler may leave work out.
/// </summary>
internal static unsafe class GateLoops
{
    /// <summary>Selections that take turns: a power of two.</summary>
    public const int Selections = 8;

    /// <summary>Checks with the caller's time.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong CheckAt(GateSelection* selections, int action, long now, int times)
    {
        ulong sum = 0;
        for (int i = 0; i < times; i++)
        {
            sum = unchecked(sum + (ulong)selections[i & (Selections - 1)].CheckAt(action, now));
        }

        return sum;
    }

    /// <summary>Checks that read the clock.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong Check(GateSelection* selections, int action, int times)
    {
        ulong sum = 0;
        for (int i = 0; i < times; i++)
        {
            sum = unchecked(sum + (ulong)selections[i & (Selections - 1)].Check(action));
        }

        return sum;
    }

    /// <summary>The five loads of a selection and their AND.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong Loads(GateSelection* selections, int times)
    {
        ulong sum = 0;
        for (int i = 0; i < times; i++)
        {
            sum = unchecked(sum + selections[i & (Selections - 1)].Words());
        }

        return sum;
    }

    /// <summary>The same, and the page's clock.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong LoadsAndClock(GateSelection* selections, int times)
    {
        ulong sum = 0;
        for (int i = 0; i < times; i++)
        {
            sum = unchecked(sum + (selections[i & (Selections - 1)].Words() ^ (ulong)selections[i & (Selections - 1)].Now()));
        }

        return sum;
    }
}
