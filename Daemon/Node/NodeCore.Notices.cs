using Basisd.Incidents;
using Basisd.Safety;

namespace Basisd.Node;

// What is told to a receiver outside. It is read off the entries of the step that is over, and follows them as entries of its own.
public sealed partial class NodeCore
{
    private StepResult Settle(in NodeInput input, Effects effects) =>
        State.SettleNotice(input.Number, NoticeEnd.Delivered, Now, effects) ? StepResult.Done : StepResult.NoChange;

    private void TellOutside(NodeInputKind kind, Effects effects)
    {
        if (!_settings.TellsNotices)
        {
            return;
        }

        // Those of the step alone: what is appended here tells nothing further.
        int entries = effects.Entries.Length;
        for (int i = 0; i < entries; i++)
        {
            EntryRef entry = effects.Entries[i];
            if (entry.Kind == EntryKind.Incident)
            {
                TellIncident(entry, effects);
            }
            else if (entry.Kind == EntryKind.Transition)
            {
                CanonicalReader reader = new(effects.PayloadOf(entry));
                Transition move = EntryCodec.ReadTransition(ref reader);
                TellMode(move.At, move.Scope, move.From, move.To, move.Trigger, effects);
            }
            else if (entry.Kind == EntryKind.IncidentRecord)
            {
                TellMissed(entry, effects);
            }
        }

        if (kind == NodeInputKind.Start)
        {
            TellMissing(effects);
        }
    }

    // A node may have died between a decision and its notice, or nobody was told when it happened: told is what is, against what was told last.
    private void TellMissing(Effects effects)
    {
        IncidentBook book = State.Incidents;
        NoticeOutbox told = State.Notices;
        if (told.ToldOpen && book.OpenId != told.ToldIncident)
        {
            TellIncident(NoticeKind.IncidentClosed, told.ToldIncident, told.ToldSeverity, Now, effects);
        }

        if (book.OpenId != 0 && book.OpenId != told.ToldIncident)
        {
            TellIncident(NoticeKind.IncidentOpened, book.OpenId, book.Severity, Now, effects);
        }
        else if (book.OpenId != 0 && book.Severity < told.ToldSeverity)
        {
            TellIncident(NoticeKind.IncidentRaised, book.OpenId, book.Severity, Now, effects);
        }

        for (int scope = 0; scope < State.Safety.ScopeCount; scope++)
        {
            TellMode(Now, scope, told.ToldModeOf(scope), State.Safety.ModeOf(scope), WorstOf(scope), effects);
        }
    }

    private void TellIncident(EntryRef entry, Effects effects)
    {
        CanonicalReader reader = new(effects.PayloadOf(entry));
        EntryCodec.CheckVersion(ref reader);
        long at = reader.I64();
        NoticeKind kind = (IncidentChange)reader.U8() switch
        {
            IncidentChange.Opened => NoticeKind.IncidentOpened,
            IncidentChange.Raised => NoticeKind.IncidentRaised,
            _ => NoticeKind.IncidentClosed,
        };
        long id = reader.I64();
        TellIncident(kind, id, (Severity)reader.U8(), at, effects);
    }

    private void TellMissed(EntryRef entry, Effects effects)
    {
        CanonicalReader reader = new(effects.PayloadOf(entry));
        IncidentRecord record = IncidentCodec.Read(ref reader);
        if (record.Kind == IncidentRecordKind.Missed && State.Register.Find(record.Incident) is { } file)
        {
            Notice missed = new(
                0, record.At, NoticeKind.DeadlineMissed, file.Number, file.Severity, Topology.Platform, default, default, TriggerId.None,
                (byte)record.Deadline);
            State.QueueNotice(missed, effects);
        }
    }

    private void TellIncident(NoticeKind kind, long id, Severity severity, long at, Effects effects) => State.QueueNotice(
        new Notice(0, at, kind, id, severity, Topology.Platform, default, default, TriggerId.None, 0), effects);

    private void TellMode(long at, int scope, Mode from, Mode to, TriggerId trigger, Effects effects)
    {
        // A step through the stages of RECOVERY is no change of the mode.
        if (from != to)
        {
            NoticeKind kind = scope == Topology.Platform ? NoticeKind.PlatformMode : NoticeKind.ScopeMode;
            IncidentBook book = State.Incidents;
            State.QueueNotice(new Notice(0, at, kind, book.LatestId, book.Severity, scope, from, to, trigger, 0), effects);
        }
    }

    private TriggerId WorstOf(int scope)
    {
        TriggerId trigger = TriggerId.None;
        Severity worst = Severity.Low;
        for (int slot = 0; slot < State.Safety.Causes.HighWater; slot++)
        {
            ref readonly Cause cause = ref State.Safety.Causes[slot];
            if (cause.Status != CauseStatus.Free && cause.Scope == scope && (trigger == TriggerId.None || cause.Severity < worst))
            {
                (trigger, worst) = (cause.Trigger, cause.Severity);
            }
        }

        return trigger;
    }
}
