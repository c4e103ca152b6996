namespace Basisd.Gate;

/// <summary>The header of an attached page as people see it (<c>basisd gate</c>).</summary>
/// <param name="Epoch">Ownership epoch.</param>
/// <param name="Generation">CLOCK_BOOTTIME ns of the page's creation.</param>
/// <param name="DaemonPid">Process id of the writer.</param>
/// <param name="Clock">On which clock the validity is compared.</param>
/// <param name="Retired">Whether the page will never open again.</param>
/// <param name="ValidUntilBootNs">CLOCK_BOOTTIME ns until which the page may be trusted.</param>
/// <param name="PlatformMode">Mode of the platform, as the writer numbers modes.</param>
/// <param name="LastSequence">Journal sequence of the last change.</param>
/// <param name="UpdatedAtBootNs">CLOCK_BOOTTIME ns of the last change.</param>
/// <param name="Renewals">How often the writer renewed the page.</param>
public readonly record struct GateHeader(
    ulong Epoch,
    ulong Generation,
    uint DaemonPid,
    GateClock Clock,
    bool Retired,
    long ValidUntilBootNs,
    uint PlatformMode,
    ulong LastSequence,
    long UpdatedAtBootNs,
    ulong Renewals);
