namespace Basisd.Gate;

/// <summary>What one run of <see cref="GateBench"/> measured, each the best of its rounds.</summary>
/// <param name="LoadsNs">Five loads and their AND, ns.</param>
/// <param name="LoadsClockNs">The same and CLOCK_BOOTTIME, ns.</param>
/// <param name="CheckAtNs">A check at the caller's time, ns.</param>
/// <param name="CheckNs">A check that reads the clock, ns.</param>
/// <param name="Verdict">What the checks answered: a denial may be cheaper than a permission.</param>
public readonly record struct GateBenchFigures(
    double LoadsNs, double LoadsClockNs, double CheckAtNs, double CheckNs, GateVerdict Verdict)
{
    /// <summary>A check at the caller's time, over its floor; budget 1.2 (SPEC 15).</summary>
    public double CheckAtRatio => CheckAtNs / LoadsNs;

    /// <summary>A check with the clock, over its floor; budget 1.1 (SPEC 15).</summary>
    public double CheckRatio => CheckNs / LoadsClockNs;
}
