using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// How far a value is from another one, as a fraction that is compared with a limit in ppm by multiplying out: nothing is lost to a division.
/// </summary>
/// <param name="Scaled">The distance times one million.</param>
/// <param name="Whole">What it is a share of, above 0.</param>
internal readonly record struct RelativeGap(Int128 Scaled, Int128 Whole)
{
    /// <summary>The gap in ppm, rounded down, at most <see cref="FixedPoint.MaxRatio"/>.</summary>
    public long Ppm => (long)Int128.Min(Scaled / Whole, FixedPoint.MaxRatio);

    /// <summary>|value ÷ reference − 1|, the reference given doubled so that the median of an even count is exact.</summary>
    public static RelativeGap Of(long value, long twiceReference) =>
        new(FixedPoint.Product(Math.Abs((2 * value) - twiceReference), FixedPoint.Ppm), twiceReference);

    /// <summary>Whether the gap is larger than the limit.</summary>
    public bool IsAbove(long ppm) => Scaled > FixedPoint.Product(Whole, ppm);

    /// <summary>Whether the gap is smaller than the limit.</summary>
    public bool IsBelow(long ppm) => Scaled < FixedPoint.Product(Whole, ppm);

    /// <summary>Whether the gap is smaller than a share (ppm) of the limit.</summary>
    public bool IsBelow(long ppm, long sharePpm) =>
        FixedPoint.Product(Scaled, FixedPoint.Ppm) < FixedPoint.Product(FixedPoint.Product(Whole, ppm), sharePpm);
}
