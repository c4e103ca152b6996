namespace Basisd.Host.Reports;

/// <summary>What users read in the banner for a time.</summary>
/// <param name="From">Core time, Unix nanoseconds.</param>
/// <param name="To">Core time, Unix nanoseconds.</param>
/// <param name="Text">The line.</param>
public sealed record BannerSpan(long From, long To, string Text);
