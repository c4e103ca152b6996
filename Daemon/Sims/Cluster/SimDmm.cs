namespace Basisd.Sims.Cluster;

/// <summary>The cluster's DMM as a node's slots are to have it.</summary>
/// <param name="Epoch">Its epoch, 0 before the first.</param>
/// <param name="IsActive">Whether it holds.</param>
/// <param name="Resumption">What ended it; empty while it holds.</param>
internal readonly record struct SimDmm(ulong Epoch, bool IsActive, byte[] Resumption)
{
    /// <summary>Nothing is known of any.</summary>
    public static SimDmm None => new(0, false, []);
}
