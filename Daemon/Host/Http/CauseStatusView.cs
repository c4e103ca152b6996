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
/// <param name="Condition">Which quantity was measured, where the trigger has several; else empty.</param>
/// <param name="MeasuredText">Measured value with its unit, for people.</param>
/// <param name="ThresholdText">The limit with its unit, for people.</param>
/// <param name="Subject">What the cause names besides its scope, for example what the venues that failed share; else empty.</param>
/// <param name="LatchedAt">Core time, Unix ns.</param>
/// <param name="HoldLeftNs">What is left of the hold, ns; all of it while the condition is not clear.</param>
public sealed record CauseStatusView(
    long Id, string Scope, string Trigger, int Severity, string Status, long Measured, long Threshold, long WindowNs, string Condition,
    string MeasuredText, string ThresholdText, string Subject, long LatchedAt, long HoldLeftNs);
