namespace Basisd.Gate;

/// <summary>What tells one page from every other: written once when the page is made.</summary>
/// <param name="BootId">The kernel's boot id: validity counts on a clock that starts anew with each boot.</param>
/// <param name="Generation">CLOCK_BOOTTIME ns at creation, rising within a boot.</param>
/// <param name="Epoch">Epoch of the slot's ownership (SPEC 12).</param>
/// <param name="DaemonPid">Process id of the writer, as its own namespace sees it.</param>
/// <param name="Clock">On which clock its validity is compared.</param>
internal readonly record struct GateIdentity(BootId BootId, ulong Generation, ulong Epoch, uint DaemonPid, GateClock Clock);
