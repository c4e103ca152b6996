using Basisd.Safety;

namespace Basisd.Node;

// The work on incidents, and the signed way out of DMM, as inputs of the node.
public sealed partial class NodeCore
{
    private StepResult Resume(in NodeInput input, Effects effects)
    {
        SafetyInput resume = new()
        {
            Kind = SafetyInputKind.Resume,
            At = Now,
            Scope = Topology.Platform,
            DmmEpoch = input.DmmEpoch,
            Signatures = input.Signatures,
            Criteria = OwnCriteria() | (input.Attested & Attestable())
                | (input.Signatures >= _settings.RequiredSignatures ? ResumptionCriteria.SignedOff : ResumptionCriteria.None),
        };
        Note(EntryKind.Approval, input, effects);
        StepResult result = IsOfCluster(input) ? ResultOf(State.Apply(resume, effects)) : StepResult.Refused;
        if (result == StepResult.Done)
        {
            EndClusterDmm(input, effects);
            Controls.OnResumed(Now, effects);
            Incidents.OnResumed(input.Signatures, Now, effects);
        }

        return result;
    }

    private void Tick(Effects effects)
    {
        _desk.Tick(Now, effects);
        Incidents.Tick(Now, effects);
        _takeover.Tick(Now, effects);
    }

    private StepResult Record(in NodeInput input, Effects effects)
    {
        bool taken = input.Incident is { } record && Incidents.Take(record, input.Uid, Now, effects);
        return taken ? StepResult.Done : StepResult.Refused;
    }

    // What may be attested from outside: without a complete protocol nobody may say that the event is contained.
    private ResumptionCriteria Attestable() => ResumptionCriteria.IntegrityChecked
        | (!_settings.ProtocolRequired || State.Register.AwaitsApproval ? ResumptionCriteria.EventContained : ResumptionCriteria.None);
}
