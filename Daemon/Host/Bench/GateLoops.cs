using System.Runtime.CompilerServices;
using System.Threading;
using Basisd.Gate;
using Basisd.Linux;

namespace Basisd.Host.Bench;

/// <summary>
/// The check of the gate and its floors in tight loops that differ in nothing else. Each returns a sum that the caller compares, so that no
/// compiler may leave work out.
/// </summary>
internal static unsafe class GateLoops
{
    /// <summary>Checks with the caller's time.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong CheckAt(in GateSelection selection, int action, long now, int times)
    {
        ulong sum = 0;
        GateSelection own = selection;
        for (int i = 0; i < times; i++)
        {
            sum = unchecked(sum + (ulong)own.CheckAt(action, now));
        }

        return sum;
    }

    /// <summary>Checks that read the clock.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong Check(in GateSelection selection, int action, int times)
    {
        ulong sum = 0;
        GateSelection own = selection;
        for (int i = 0; i < times; i++)
        {
            sum = unchecked(sum + (ulong)own.Check(action));
        }

        return sum;
    }

    /// <summary>Five loads and their AND.</summary>
    /// <param name="words">Five addresses.</param>
    /// <param name="times">How often.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong Loads(ulong** words, int times)
    {
        ulong* a = words[0];
        ulong* b = words[1];
        ulong* c = words[2];
        ulong* d = words[3];
        ulong* e = words[4];
        ulong sum = 0;
        for (int i = 0; i < times; i++)
        {
            sum = unchecked(sum + (Volatile.Read(ref *a) & Volatile.Read(ref *b) & Volatile.Read(ref *c) & Volatile.Read(ref *d) & Volatile.Read(ref *e)));
        }

        return sum;
    }

    /// <summary>The same, and CLOCK_BOOTTIME.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong LoadsAndClock(ulong** words, int times)
    {
        ulong* a = words[0];
        ulong* b = words[1];
        ulong* c = words[2];
        ulong* d = words[3];
        ulong* e = words[4];
        ulong sum = 0;
        for (int i = 0; i < times; i++)
        {
            ulong loaded = Volatile.Read(ref *a) & Volatile.Read(ref *b) & Volatile.Read(ref *c) & Volatile.Read(ref *d) & Volatile.Read(ref *e);
            sum = unchecked(sum + (loaded ^ (ulong)BootClock.NowNs()));
        }

        return sum;
    }
}
