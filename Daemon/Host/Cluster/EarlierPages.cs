using System;
using System.Threading.Tasks;
using Basisd.Cluster;
using Basisd.Gate;
using Basisd.Host.Configuration;

namespace Basisd.Host.Cluster;

/// <summary>
/// The gate pages that a dead daemon left (PROTOCOL.md): readers trust them until their deadline. Whoever lets go for that life, or begins a new one,
/// retires them first and waits until what they let through last has arrived.
/// </summary>
internal static class EarlierPages
{
    /// <summary>Retires the page of every slot, then waits the stop bound. The caller holds the lock that proves that nobody writes them.</summary>
    /// <returns>What stood in the way; empty for nothing.</returns>
    public static async Task<string> RetireAsync(NodeConfiguration configuration, ClusterSettings settings)
    {
        foreach (string slot in settings.Slots)
        {
            string problem = GatePageFile.RetireOld(SlotPaths.Of(configuration, slot).Gate.Path);
            if (problem.Length > 0)
            {
                return problem;
            }
        }

        await Task.Delay(TimeSpan.FromTicks(settings.StopBoundNs / TimeSpan.NanosecondsPerTick)).ConfigureAwait(false);
        return "";
    }
}
