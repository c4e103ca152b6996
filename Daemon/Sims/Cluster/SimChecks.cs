using Basisd.Cluster;
using Basisd.Node;

namespace Basisd.Sims.Cluster;

/// <summary>
/// The promises of the cluster, each judged by a checker of its own that sees the whole world. They only look; they change nothing.
/// </summary>
internal sealed class SimChecks
{
    private readonly SimWitness? _witness;

    public SimChecks(SimPlan plan, SimCores? cores, SimExchange exchange)
    {
        Acting = new ActingChecker(plan.Slots);
        Commits = new CommitChecker(plan.Slots);
        Authority = new AuthorityChecker(plan.Slots);
        Engines = new EngineCommitChecker(plan.Slots);
        Modes = new ModeChecker(Dmm);
        Settlements = new SettlementChecker(plan.Slots, exchange);
        if (cores is not null)
        {
            _witness = new SimWitness(plan.Slots, cores);
            Permissions = new PermissionChecker(cores, _witness);
        }
    }

    public ActingChecker Acting { get; }

    public EpochChecker Epochs { get; } = new();

    public CommitChecker Commits { get; }

    public AuthorityChecker Authority { get; }

    public DmmChecker Dmm { get; } = new();

    public HashChecker Hashes { get; } = new();

    public EngineCommitChecker Engines { get; }

    public ModeChecker Modes { get; }

    public SettlementChecker Settlements { get; }

    /// <summary>What gates show of real cores; null where the stand-in decides.</summary>
    public PermissionChecker? Permissions { get; }

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

    /// <summary>An owner with a real core acknowledges everything up to a sequence.</summary>
    public void Committed(int slot, ulong sequence, SimJournal journal) => _witness?.Committed(slot, journal, sequence, this);

    /// <summary>A node with a real core takes a slot over.</summary>
    public void TakenOver(int slot, int node, ulong epoch, NodeCore core, long now)
    {
        Engines.TakenOver(slot, node, core);
        Modes.TakenOver(slot, node, _witness!.Of(slot), core);
        Settlements.TakenOver(slot, epoch, now);
    }
}
