using System.Runtime.CompilerServices;
using System.Threading;
using Basisd.Linux;

namespace Basisd.Gate;

/// <summary>
/// The scopes of one kind of request, resolved once: the check itself (SPEC 13, R-3.3). Loads the page's validity, then up to five words, then
/// compares the clock, in this order: the clock is read last, so a permission is never older than the validity that covers it.
/// A selection belongs to the page it was made from and closes with it: after a reattach it denies, until it is selected anew.
/// The default value denies. It never throws, never allocates, makes no system call (the clock is read in user space).
/// </summary>
public readonly unsafe struct GateSelection
{
    private readonly long* _validUntil;
    private readonly ulong* _platform;
    private readonly ulong* _second;
    private readonly ulong* _third;
    private readonly ulong* _fourth;
    private readonly ulong* _fifth;

    internal GateSelection(long* validUntil, ulong* platform, ulong* second, ulong* third, ulong* fourth, ulong* fifth)
    {
        _validUntil = validUntil;
        _platform = platform;
        _second = second;
        _third = third;
        _fourth = fourth;
        _fifth = fifth;
    }

    /// <summary>Checks against CLOCK_BOOTTIME, read now.</summary>
    /// <param name="action">Action bit of SPEC 3, 0 to 11; anything else is denied.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public GateVerdict Check(int action)
    {
        if (_validUntil == null)
        {
            return GateVerdict.Deny;
        }

        ulong validUntil = unchecked((ulong)Volatile.Read(ref *_validUntil));
        ulong words = Words();
        return Decide(words, validUntil, unchecked((ulong)BootClock.NowNs()), action);
    }

    /// <summary>
    /// Checks against a time that the caller already has, for an engine that stamps its orders. Whatever that time is behind the clock
    /// is added to how long a dead daemon's permissions last: stamp and check in one breath.
    /// </summary>
    /// <param name="action">Action bit of SPEC 3, 0 to 11; anything else is denied.</param>
    /// <param name="nowBootNs">CLOCK_BOOTTIME in ns; negative or far behind (<see cref="GateLayout.MaxHorizonNs"/>) is denied.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public GateVerdict CheckAt(int action, long nowBootNs)
    {
        if (_validUntil == null)
        {
            return GateVerdict.Deny;
        }

        ulong validUntil = unchecked((ulong)Volatile.Read(ref *_validUntil));
        return Decide(Words(), validUntil, unchecked((ulong)nowBootNs), action);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Words() =>
        Volatile.Read(ref *_platform) & Volatile.Read(ref *_second) & Volatile.Read(ref *_third)
            & Volatile.Read(ref *_fourth) & Volatile.Read(ref *_fifth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static GateVerdict Decide(ulong words, ulong validUntil, ulong now, int action)
    {
        unchecked // a conversion that throws has no place in a check that must answer
        {
            if (validUntil <= now || validUntil - now > GateLayout.MaxHorizonNs || (uint)action >= GateLayout.ActionCount)
            {
                return GateVerdict.Deny;
            }

            // ALLOW counts only together with "at least QUEUE": half a word is no permission.
            ulong bits = words >> action;
            ulong queue = (bits >> 32) & 1;
            return (GateVerdict)(int)(queue + (queue & bits));
        }
    }
}
