namespace Basisd.Host.Configuration;

/// <summary>The permission page (SPEC 13).</summary>
/// <param name="Path">File that the engine maps.</param>
/// <param name="ValidityNs">How long readers trust a renewal, ns; at least 250 ms.</param>
/// <param name="RenewNs">Between two renewals, ns; at most a third of the validity.</param>
/// <param name="WantsCoarseClock">Whether readers are to compare the coarse clock, where the host allows that.</param>
public sealed record GateSettings(string Path, long ValidityNs, long RenewNs, bool WantsCoarseClock);
