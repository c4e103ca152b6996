using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Basisd.Host.Loop;

namespace Basisd.Host.Cluster;

/// <summary>
/// What the endpoints of a cluster's node look at: the slot that acts here, or the standby. Acts that bind the platform go to the control slot
/// where this node owns it; all others to the slot of its own. A standby takes none.
/// </summary>
internal sealed class SlotSwitch(int control) : INodeView, IOperatorCommands
{
    private readonly Lock _sync = new();
    private volatile (int Slot, NodeParts Parts)[] _acting = [];
    private volatile StatusSnapshot? _standby;

    /// <inheritdoc/>
    public StatusSnapshot? Current => _acting is [var first, ..] ? first.Parts.View.Current ?? _standby : _standby;

    /// <summary>Says how the node stands while it acts for no slot.</summary>
    public void SetStandby(StatusSnapshot standby) => _standby = standby;

    /// <summary>A slot acts here.</summary>
    public void Add(int slot, NodeParts parts)
    {
        lock (_sync)
        {
            // The control slot comes last: a node's own slot is what it is asked about.
            _acting = [.. _acting.Append((Slot: slot, Parts: parts)).OrderBy(a => a.Slot == control)];
        }
    }

    /// <summary>A slot acts here no more; acts that wait for it are refused.</summary>
    public void Remove(NodeParts parts)
    {
        lock (_sync)
        {
            _acting = [.. _acting.Where(a => !ReferenceEquals(a.Parts, parts))];
        }

        while (parts.Operators.TryTake(out PendingCommand? pending))
        {
            pending!.Complete(Refused(pending.Command));
        }
    }

    /// <inheritdoc/>
    public Task<OperatorReply?> SubmitAsync(OperatorCommand command, CancellationToken stopWaiting)
    {
        (int Slot, NodeParts Parts)[] acting = _acting;
        if (acting.Length == 0)
        {
            return Task.FromResult<OperatorReply?>(Refused(command));
        }

        bool isPlatform = command.Act is OperatorAct.Halt or OperatorAct.Declare or OperatorAct.Resume or OperatorAct.ResumePlan
            or OperatorAct.Contain or OperatorAct.ContainPlan or OperatorAct.Incidents or OperatorAct.RecordIncident;
        NodeParts parts = isPlatform ? acting[^1].Parts : acting[0].Parts;
        return parts.Operators.SubmitAsync(command, stopWaiting);
    }

    private static OperatorReply Refused(OperatorCommand command) => new(
        false, "this node acts for no slot now; `basisd cluster status` names the owner to ask", command.Scope, "-", 0);
}
