using System;
using Basisd.Incidents;

namespace Basisd.Node;

/// <summary>
/// The work on incidents as inputs of the node: records of people, the steps that the node itself records, deadlines that pass (SPEC 10). It writes
/// down and refuses what is out of order; it releases nothing.
/// </summary>
public sealed class IncidentDesk
{
    private const string Self = "basisd";

    private readonly DurableState _state;

    /// <summary>Creates the desk of one node.</summary>
    public IncidentDesk(DurableState state) => _state = state;

    /// <summary>Why the latest record was not taken.</summary>
    public IncidentRefusal Refusal { get; private set; }

    /// <summary>Time has passed: records what only the node can record.</summary>
    public void Tick(long now, Effects effects)
    {
        while (_state.Register.Passed(now) is { } missed)
        {
            Apply(missed, effects);
        }

        while (_state.Register.AwaitedOfSystem is var step and not ProtocolStep.None)
        {
            Apply(StepOf(step, now), effects);
        }
    }

    /// <summary>Takes the record of a person.</summary>
    /// <returns>False if it is refused, see <see cref="Refusal"/>.</returns>
    public bool Take(IncidentRecord record, uint uid, long now, Effects effects)
    {
        IncidentFile? file = _state.Register.Find(record.Incident);
        long epoch = record.Kind == IncidentRecordKind.Step && file is not null ? file.Epoch : 0;
        IncidentRecord whole = record with { At = now, Uid = uid, Epoch = epoch };
        Refusal = _state.Register.Problem(whole);
        if (Refusal != IncidentRefusal.None)
        {
            return false;
        }

        Apply(whole, effects);
        return true;
    }

    /// <summary>A signed resumption was accepted: that is the last step of the protocol.</summary>
    public void OnResumed(int signatures, long now, Effects effects)
    {
        if (_state.Register.AwaitsApproval)
        {
            Apply(StepOf(ProtocolStep.Approval, now) with { Text = $"{signatures} signatures counted; they are in the approval's entry" }, effects);
        }
    }

    private IncidentRecord StepOf(ProtocolStep step, long now) => new()
    {
        Kind = IncidentRecordKind.Step,
        Incident = _state.Register.Open!.Number,
        At = now,
        Epoch = _state.Register.Open.Epoch,
        Step = step,
        Role = OperatorRoles.System,
        Author = Self,
        Document = step == ProtocolStep.StateFreeze ? Convert.ToHexStringLower(_state.Hash()) : "",
        Text = step switch
        {
            ProtocolStep.FullHalt => "the gate denies what DMM denies and the engine is told to halt",
            ProtocolStep.StateFreeze => "the document is the hash of the frozen state",
            _ => "",
        },
    };

    private void Apply(IncidentRecord record, Effects effects)
    {
        if (!_state.ApplyIncident(record, effects))
        {
            throw new InvalidOperationException($"a record of the node itself does not fit incident {record.Incident}");
        }
    }
}
