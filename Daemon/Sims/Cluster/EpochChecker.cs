using Basisd.Cluster;

namespace Basisd.Sims.Cluster;

/// <summary>
/// Epochs strictly increase, in the arbiter and in every journal; within one, owner and life never change, and renewals only go forward.
/// </summary>
internal sealed class EpochChecker
{
    private const string Promise = "epochs strictly increase";

    /// <summary>A slot's record changes.</summary>
    public void Written(int slot, SlotRecord? before, SlotRecord now)
    {
        if (before is null || now.Epoch > before.Epoch)
        {
            return;
        }

        if (!now.IsSameTenure(before))
        {
            throw new SimViolationException(Promise, $"slot {slot} goes from {before} to {now}");
        }

        if (now.Seq < before.Seq || (before.Released && !now.Released))
        {
            throw new SimViolationException(Promise, $"the tenure of slot {slot} goes back from {before} to {now}");
        }
    }

    /// <summary>A slot is taken over by a node whose journal ends in an epoch.</summary>
    public void TakenOver(int slot, int node, ulong last, ulong epoch)
    {
        if (epoch <= last)
        {
            throw new SimViolationException(Promise, $"node {node} takes slot {slot} over under epoch {epoch}, its journal ends in {last}");
        }
    }
}
