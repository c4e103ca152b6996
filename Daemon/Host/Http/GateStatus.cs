namespace Basisd.Host.Http;

/// <summary>The gate page.</summary>
/// <param name="Valid">Whether readers may trust it.</param>
/// <param name="Path">Its file.</param>
/// <param name="ValidUntilBootNs">CLOCK_BOOTTIME until which readers trust it, ns.</param>
public sealed record GateStatus(bool Valid, string Path, long ValidUntilBootNs);
