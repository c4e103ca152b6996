using Basisd.Safety;

namespace Basisd.Host.Reports;

/// <summary>A cause of an incident with what was measured when it was latched.</summary>
/// <param name="At">Core time, Unix nanoseconds.</param>
/// <param name="Sequence">Its entry in the journal.</param>
/// <param name="Scope">Name of the scope.</param>
/// <param name="Trigger">Name of the trigger.</param>
/// <param name="Severity">1 to 4.</param>
/// <param name="Quantity">What was measured.</param>
/// <param name="Measured">The measured value with its unit.</param>
/// <param name="Limit">The limit with its unit.</param>
/// <param name="WindowNs">Length of the window, nanoseconds; 0 for one observation.</param>
public sealed record Detection(
    long At, ulong Sequence, string Scope, string Trigger, Severity Severity, string Quantity, string Measured, string Limit, long WindowNs);
