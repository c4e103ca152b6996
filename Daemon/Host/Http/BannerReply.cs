namespace Basisd.Host.Http;

/// <summary>Body of <c>GET /v1/banner</c>: what the Stake, Assets, Support and Account pages show (SPEC 10).</summary>
/// <param name="PlatformMode">Mode of the platform.</param>
/// <param name="Banner">The line.</param>
public sealed record BannerReply(string PlatformMode, string Banner);
