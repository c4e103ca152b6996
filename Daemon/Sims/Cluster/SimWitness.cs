using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Sims.Cluster;

/// <summary>
/// What is committed of each slot, as a core of its own is led by it, whoever owns the slot: the state that a failover must neither lose nor widen.
/// It asks the checkers at every entry and changes nothing.
/// </summary>
internal sealed class SimWitness
{
    private readonly SimCore[] _cores;

    public SimWitness(int slots, SimCores cores)
    {
        _cores = new SimCore[slots];
        for (int slot = 0; slot < slots; slot++)
        {
            _cores[slot] = new SimCore(cores);
        }
    }

    /// <summary>The committed state of a slot.</summary>
    public NodeCore Of(int slot) => _cores[slot].Node;

    /// <summary>Everything up to a sequence is committed.</summary>
    public void Committed(int slot, SimJournal journal, ulong sequence, SimChecks checks)
    {
        SimCore core = _cores[slot];
        while (core.Applied < sequence)
        {
            Mode before = core.Node.State.Safety.ModeOf(Topology.Platform);
            ulong dmm = core.Node.State.ClusterDmm.IsActive ? (ulong)core.Node.State.ClusterDmm.Epoch : 0;
            core.Apply(journal, core.Applied + 1);
            checks.Modes.Moved(slot, before, dmm, core.Node, journal[core.Applied]);
            checks.Settlements.Committed(slot, core.Node, journal[core.Applied].Node);
        }
    }
}
