using Basisd.Safety;

namespace Basisd.Sims.Cluster;

/// <summary>
/// The clocks of one machine over the world's true time: CLOCK_BOOTTIME at a rate of its own, a wall clock that steps, and how long it
/// slept. Integers alone.
/// </summary>
internal sealed class SimClock
{
    private long _bootAt;
    private long _wallOffset;
    private long _ratePpm;

    /// <summary>The machine gets power: its clock begins somewhere else.</summary>
    /// <param name="now">True time, ns.</param>
    /// <param name="ratePpm">By how much it runs too fast.</param>
    /// <param name="origin">CLOCK_BOOTTIME that it shows now, ns.</param>
    public void PowerOn(long now, long ratePpm, long origin)
    {
        _ratePpm = ratePpm;
        _bootAt = 0;
        Suspended = 0;
        _bootAt = origin - BoottimeOf(now);
    }

    /// <summary>CLOCK_BOOTTIME at a true time, ns.</summary>
    public long BoottimeOf(long now) => _bootAt + now + (now / FixedPoint.Ppm * _ratePpm) + (now % FixedPoint.Ppm * _ratePpm / FixedPoint.Ppm);

    /// <summary>How long the machine slept since it has power, ns.</summary>
    public long Suspended { get; private set; }

    /// <summary>Wall clock, Unix ns.</summary>
    public long WallOf(long now) => 1_700_000_000 * FixedPoint.Second + now + _wallOffset;

    /// <summary>Latest true time at which CLOCK_BOOTTIME is still before a value, to the microsecond.</summary>
    public long LastBefore(long boottime)
    {
        long ahead = boottime - _bootAt;
        long now = FixedPoint.MulDiv(ahead, FixedPoint.Ppm, FixedPoint.Ppm + _ratePpm);
        while (BoottimeOf(now) >= boottime)
        {
            now--;
        }

        return now;
    }

    /// <summary>Somebody sets the wall clock.</summary>
    public void StepWall(long by) => _wallOffset += by;

    /// <summary>The machine slept.</summary>
    public void Slept(long duration) => Suspended += duration;
}
