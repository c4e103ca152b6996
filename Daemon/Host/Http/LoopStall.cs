using Basisd.Linux;

namespace Basisd.Host.Http;

/// <summary>Sees a loop that stands still: what it published last is then no longer what is so, and nobody may be shown it as if it were.</summary>
internal static class LoopStall
{
    /// <summary>What is wrong, or null while the snapshot is fresh.</summary>
    public static string? Of(StatusSnapshot current)
    {
        long age = BootClock.NowNs() - current.PublishedBootNs;
        return age <= HttpLimits.LoopStallNs ? null : $"the loop has published nothing for {age / 1_000_000} ms";
    }
}
