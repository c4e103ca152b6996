using System;
using Basisd.Engine;
using Basisd.Linux;
using Basisd.Safety;

namespace Basisd.Host.Loop;

/// <summary>
/// Core time: wall clock at start advanced by CLOCK_BOOTTIME, so that steps of the wall clock move no timer and suspend counts.
/// Never before what the journal already saw. A demo may run it faster than life; the gate's validity is never scaled.
/// </summary>
public sealed class CoreClock : IEngineClock
{
    private readonly long _start;
    private readonly long _bootStart;
    private readonly long _scale;

    /// <summary>Starts the clock.</summary>
    /// <param name="notBefore">Latest core time in the journal, Unix nanoseconds.</param>
    /// <param name="scale">Core seconds per second, 1 in earnest.</param>
    public CoreClock(long notBefore, int scale)
    {
        _bootStart = BootClock.NowNs();
        _start = Math.Max(BootClock.WallNs(), notBefore + 1);
        _scale = scale;
    }

    /// <inheritdoc/>
    public long CoreNowNs() => Of(BootClock.NowNs());

    /// <summary>How far the wall clock is from where it would be without steps, nanoseconds; meaningless when time is scaled.</summary>
    public long WallStep => BootClock.WallNs() - (_start + (BootClock.NowNs() - _bootStart));

    /// <summary>Core time at a moment of CLOCK_BOOTTIME.</summary>
    public long Of(long bootNs) => _start + ((bootNs - _bootStart) * _scale);

    /// <summary>Real time that a stretch of core time takes, in milliseconds, at least 1.</summary>
    public int RealMs(long coreNs) => (int)Math.Clamp(coreNs / _scale / FixedPoint.Millisecond, 1, int.MaxValue);
}
