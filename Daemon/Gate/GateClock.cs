namespace Basisd.Gate;

/// <summary>On which clock a page's validity is compared, by its header. Readers follow; the writer chooses.</summary>
public enum GateClock : uint
{
    /// <summary>CLOCK_BOOTTIME: right on every host. A page of before this field reads as this.</summary>
    BootTime = 0,

    /// <summary>
    /// CLOCK_MONOTONIC_COARSE: a few ns to read, for hosts that cannot suspend. The clock lags, so the writer takes
    /// <see cref="GateLayout.CoarseLagNs"/> off every validity.
    /// </summary>
    Coarse = 1,
}
