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
    private const ulong QueueHalf = 1UL << 32;
    private const ulong BothHalves = QueueHalf | 1;

    private readonly byte* _page;
    private readonly ulong* _second;
    private readonly ulong* _third;
    private readonly ulong* _fourth;
    private readonly ulong* _fifth;
    private readonly GateClock _clock;

    /// <summary>Selects the platform of a page, and four more words anywhere.</summary>
    internal GateSelection(byte* page, ulong* second, ulong* third, ulong* fourth, ulong* fifth, GateClock clock)
    {
        _page = page;
        _second = second;
        _third = third;
        _fourth = fourth;
        _fifth = fifth;
        _clock = clock;
    }

    /// <summary>Checks against the page's own clock, read now: CLOCK_BOOTTIME, or CLOCK_MONOTONIC_COARSE where the writer chose that.</summary>
    /// <param name="action">Action bit of SPEC 3, 0 to 11; anything else is denied.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public GateVerdict Check(int action)
    {
        byte* page = _page;
        if (page == null)
        {
            return GateVerdict.Deny;
        }

        ulong validUntil = unchecked((ulong)Volatile.Read(ref *(long*)unchecked(page + GateLayout.ValidUntilOffset)));
        ulong words = Words(page);
        return Decide(words, validUntil, unchecked((ulong)Now()), action);
    }

    /// <summary>
    /// Checks against a time that the caller already has, for an engine that stamps its orders. Whatever that time is behind the clock
    /// is added to how long a dead daemon's permissions last: stamp and check in one breath.
    /// </summary>
    /// <param name="action">Action bit of SPEC 3, 0 to 11; anything else is denied.</param>
    /// <param name="nowBootNs">
    /// CLOCK_BOOTTIME in ns, which agrees with the coarse clock wherever a page is on that; more than <see cref="GateLayout.MaxHorizonNs"/> behind is
    /// denied.
    /// </param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public GateVerdict CheckAt(int action, long nowBootNs)
    {
        byte* page = _page;
        if (page == null)
        {
            return GateVerdict.Deny;
        }

        ulong validUntil = unchecked((ulong)Volatile.Read(ref *(long*)unchecked(page + GateLayout.ValidUntilOffset)));
        return Decide(Words(page), validUntil, unchecked((ulong)nowBootNs), action);
    }

    /// <summary>The floor of a check: the five loads and their AND alone (SPEC 15). The default value has none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Words() => Words(_page);

    /// <summary>The clock of the page, read now, ns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long Now() => _clock == GateClock.BootTime ? BootClock.NowNs() : BootClock.CoarseNs();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Words(byte* page) =>
        Volatile.Read(ref *(ulong*)unchecked(page + GateLayout.CellsOffset)) & Volatile.Read(ref *_second)
            & Volatile.Read(ref *_third) & Volatile.Read(ref *_fourth) & Volatile.Read(ref *_fifth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static GateVerdict Decide(ulong words, ulong validUntil, ulong now, int action)
    {
        unchecked // a conversion that throws has no place in a check that must answer
        {
            ulong both = BothHalves << action;
            return IsOpen(validUntil, now, action) && (words & both) == both ? GateVerdict.Allow : QueueOrDeny(words, validUntil, now, action);
        }
    }

    /// <summary>One comparison for both ends of the validity: a time after it wraps to a huge number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsOpen(ulong validUntil, ulong now, int action) =>
        unchecked(validUntil - now <= GateLayout.MaxHorizonNs && (uint)action < GateLayout.ActionCount);

    /// <summary>Out of line, so that the way of a permission stays short. ALLOW without "at least QUEUE" is half a word: no permission.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static GateVerdict QueueOrDeny(ulong words, ulong validUntil, ulong now, int action) =>
        IsOpen(validUntil, now, action) && (words & unchecked(BothHalves << action)) == unchecked(QueueHalf << action)
            ? GateVerdict.Queue
            : GateVerdict.Deny;
}
