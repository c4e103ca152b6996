namespace Basisd.Host.Metrics;

/// <summary>How a cell's integer becomes the base unit that is exposed. Cells never hold floating point.</summary>
public enum MetricScale
{
    /// <summary>As it is.</summary>
    One,

    /// <summary>ppm, exposed as a ratio.</summary>
    Ppm,

    /// <summary>Nanoseconds, exposed as seconds.</summary>
    Nanoseconds,
}
