using Basisd.Host.Http;
using Basisd.Host.Logging;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Loop;

// The signed containment order and its plan.
internal sealed partial class OperatorDesk
{
    private void TakeContainment(PendingCommand pending, long now)
    {
        // As with a resumption: what a passed second latches must be in the state that the approvals are held against.
        Step(new NodeInput { Kind = NodeInputKind.Tick, Now = now });
        if (pending.Command.Act == OperatorAct.ContainPlan)
        {
            PlanContainment(pending);
            return;
        }

        ContainmentClaim claim = _containment.Judge(pending.Command.Approvals);
        StepResult result = Step(new NodeInput
        {
            Kind = NodeInputKind.Contain,
            Now = now,
            Scope = claim.Scope,
            Number = claim.Signatures,
            Signatures = claim.Signatures,
            DmmEpoch = claim.DmmEpoch,
            Uid = pending.Command.Uid,
            Text = claim.Record,
        });
        bool accepted = result == StepResult.Done;
        string name = _parts.Core.Topology.Scopes[claim.Scope].Name;
        string missing = claim.Missing.Count > 0 ? string.Join("; ", claim.Missing) : "the state machine does not accept it";
        string message = accepted
            ? $"accepted: the exposure of {name} is contained in this episode, cancel first, then reduce; `basisd command list` shows how far it is"
            : $"refused, nothing was changed: {missing}";
        uint uid = pending.Command.Uid;
        _parts.Log.Post(log => log.Of(LogEvents.OperatorAct).ForContext("Scope", name).Warning(
            "operator (uid {Uid}) Contain: {Outcome}", uid, message));
        SafetyState safety = _parts.Core.State.Safety;
        string mode = ModeText.Of(safety.ModeOf(Topology.Platform), safety.StageOf(Topology.Platform));
        long sequence = (long)_parts.Journal.Appended.Sequence;
        Answer(pending, new OperatorReply(accepted, message, name, mode, sequence) { Approvals = claim.Answers });
        NoteSigner(pending, claim.Answers, now);
    }

    private void PlanContainment(PendingCommand pending)
    {
        string name = pending.Command.Scope;
        ReductionPlanView? reduction = _plans.Reduce(new ReducePlanRequest(name, null, null, null, null, LeaveOut: true), out string problem);
        ContainmentPlan? plan = reduction is not null && _parts.Core.Topology.TryFind(name, out Scope scope)
            ? _containment.Plan(scope, reduction) : null;
        Answer(pending, new OperatorReply(plan is not null, problem, name, plan?.PlatformMode ?? "-", 0) { Containment = plan });
    }
}
