namespace Basisd.Host.Http;

/// <summary>One latched cause.</summary>
/// <param name="Id">Number of the cause.</param>
/// <param name="Scope">Scope that it binds.</param>
/// <param name="Trigger">What fired.</param>
/// <param name="Severity">1 to 4.</param>
/// <param name="Status">active or cleared.</param>
/// <param name="Measured">Measured value, in the trigger's unit.</param>
/// <param name="Threshold">The limit in the same unit.</param>
/// <param name="WindowNs">Window, ns.</param>
/// <param name="LatchedAt">Core time, Unix ns.</param>
/// <param name="HoldLeftNs">What is left of the hold once the condition is clear, ns; -1 while it holds.</param>
public sealed record CauseStatusView(
    long Id, string Scope, string Trigger, int Severity, string Status, long Measured, long Threshold, long WindowNs, long LatchedAt,
    long HoldLeftNs);
