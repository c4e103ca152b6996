using Basisd.Incidents;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Sims.Cluster;

// What operators and triggers do at a slot that acts.
internal sealed partial class SimTenure
{
    /// <summary>The slot halts by itself: an operator, a report of the engine, or a statement.</summary>
    public void Halt()
    {
        switch (_random.Below(3))
        {
            case 0:
                Step(new NodeInput { Kind = NodeInputKind.Halt, Now = Now, Text = "simulated"u8, Uid = 1 });
                break;
            case 1:
                Observe(new Observation { Kind = ObservationKind.IntegrityReport, V0 = 1, V1 = 1 });
                break;
            default:
                Step(new NodeInput
                {
                    Kind = NodeInputKind.Statement,
                    Now = Now,
                    Number = (long)TriggerId.RegulatoryAction,
                    Text = "simulated"u8,
                    Uid = 1,
                });
                break;
        }
    }

    /// <summary>Operators sign for the cluster's epoch that this slot knows of: it is signed where that holds and is ended by it.</summary>
    public void Resume()
    {
        ClusterDmmBook book = Core.State.ClusterDmm;
        long epoch = book.Epoch;
        bool isActive = book.IsActive;
        StepResult resumed = Step(new NodeInput
        {
            Kind = NodeInputKind.Resume,
            Now = Now,
            Argument0 = epoch,
            Signatures = 1,
            DmmEpoch = Core.State.Safety.DmmEpoch,
            Attested = ResumptionCriteria.EventContained | ResumptionCriteria.IntegrityChecked,
            Text = "simulated"u8,
            Resumption = DmmChecker.Resumption((ulong)epoch),
        });
        _world.Reached |= resumed == StepResult.Done ? SimReach.Resumed : SimReach.None;
        if (resumed == StepResult.Done && isActive && !_world.Lapses.HasFlag(SimLapses.ResumptionUnsigned))
        {
            _world.Checks.Dmm.Sign((ulong)epoch);
        }
    }

    /// <summary>An operator explains what differs, and lifts what was paused.</summary>
    public void Mend()
    {
        if (Core.State.Records.Of(SimCores.Listed) is { Differences.Count: > 0 })
        {
            Step(new NodeInput { Kind = NodeInputKind.Explain, Now = Now, Number = SimCores.Listed, Text = "simulated"u8 });
        }

        Pause(NodeInputKind.Lift);
    }

    private void Trouble()
    {
        switch (_random.Below(4))
        {
            case 0: Pause(NodeInputKind.Pause); break;
            case 1: Pause(NodeInputKind.Lift); break;
            case 2: Trader.Fail(); break;
            default: Trader.Differ(_random.Below(12)); break;
        }
    }

    private void Pause(NodeInputKind kind) => Step(new NodeInput
    {
        Kind = kind,
        Now = Now,
        Scope = Core.Topology.Routes[SimCores.Told].ScopeIndex,
        Text = "simulated"u8,
        Uid = 1,
    });
}
