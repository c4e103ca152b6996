using System;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Node;

// Records of the venues' gateways, and commands, as inputs of the node.
public sealed partial class NodeCore
{
    private StepResult TakeRecord(in VenueRecord record, Effects effects)
    {
        bool firstSeen;
        StepResult result;
        try
        {
            result = _desk.Ledger.Take(record, Now, effects, out firstSeen);

            // The commands behind the ledgers: what a poll verifies is judged by records that have been taken.
            if (result != StepResult.Refused)
            {
                Controls.OnRecord(record, Now, effects);
                _takeover.OnRecord(record, Now, effects);
            }
        }
        catch (Exception e) when (e is OverflowException or DivideByZeroException or IndexOutOfRangeException or ArgumentException)
        {
            FaultOf((long)record.Kind, effects);
            return StepResult.Refused;
        }

        if (firstSeen)
        {
            _permissions.OpenSeen(Now, effects);
        }

        return result;
    }

    private StepResult Order(in NodeInput input, Effects effects)
    {
        if (!Controls.Accepts(input, Now))
        {
            return StepResult.Refused;
        }

        NoteAct(input, effects);
        return Controls.Take(input, Now, effects);
    }

    private StepResult Explain(in NodeInput input, Effects effects)
    {
        int venue = input.Number >= 0 && input.Number < Topology.Venues.Length ? (int)input.Number : VenueRecord.UnknownItem;
        bool owed = venue >= 0 && State.Takeover.Awaits(venue) && !Reconciler.HasGateway(venue);
        if (venue < 0 || (State.Records.Of(venue) is null && !owed))
        {
            return StepResult.Refused;
        }

        NoteAct(input, effects);
        if (_takeover.Explain(venue, Now, effects))
        {
            return StepResult.Done;
        }

        _desk.Ledger.Explain(venue, Now, effects);
        return StepResult.Done;
    }

    private static StepResult ResultOf(SafetyOutcome outcome) => outcome switch
    {
        SafetyOutcome.Applied => StepResult.Done,
        SafetyOutcome.NoChange => StepResult.NoChange,
        _ => StepResult.Refused,
    };
}
