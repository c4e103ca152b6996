using System;

namespace Basisd.Host.Charts;

/// <summary>One curve over values that are no times.</summary>
/// <param name="Title">What it shows and in which unit.</param>
/// <param name="Values">One value, not below 0, for each place of the axis.</param>
/// <param name="Text">A value of the axis as text.</param>
public sealed record CurveSeries(string Title, long[] Values, Func<long, string> Text);
