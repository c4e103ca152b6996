using Basisd.Cluster;

namespace Basisd.Sims.Cluster;

/// <summary>
/// The promises of the cluster, each judged by a checker of its own that sees the whole world. They only look; they change nothing.
/// </summary>
internal sealed class SimChecks(SimPlan plan)
{
    public ActingChecker Acting { get; } = new(plan.Slots);

    public EpochChecker Epochs { get; } = new();

    public CommitChecker Commits { get; } = new(plan.Slots);

    public AuthorityChecker Authority { get; } = new(plan.Slots);

    public DmmChecker Dmm { get; } = new();

    /// <summary>A key of the arbiter is written.</summary>
    public void Written(ArbiterKey key, object? before, object value)
    {
        if (value is SlotRecord slot)
        {
            Epochs.Written(key.Slot, (SlotRecord?)before, slot);
        }
        else if (value is DmmRecord dmm)
        {
            Dmm.Written((DmmRecord?)before, dmm);
        }
    }
}
