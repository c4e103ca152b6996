using System.Collections.Generic;
using Basisd.Host.Audit;
using Basisd.Incidents;
using Basisd.Journal;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Reports;

/// <summary>
/// Reads the frames of a traced incident into a report. What it cannot decode stands in the timeline as that; it leaves no frame out.
/// </summary>
public sealed class ReportBuilder
{
    /// <summary>The author of what the node itself records.</summary>
    internal const string OfNode = "basisd";

    private readonly IncidentTrace _trace;
    private readonly EntryNames _names;
    private readonly RedactionRules _rules;
    private readonly NameMask _mask;
    private readonly List<TimelineEvent> _timeline = [];
    private readonly List<Detection> _detections = [];
    private readonly SortedDictionary<int, ScopeImpact> _scopes = [];
    private readonly List<BannerSpan> _banners = [];
    private readonly List<ReportedCommand> _commands = [];
    private readonly List<ReportedApproval> _approvals = [];
    private readonly List<ReportedRecord> _records = [];
    private readonly HashSet<string> _moved = [];
    private string _told = string.Empty;

    private ReportBuilder(IncidentTrace trace, EntryNames names, RedactionRules rules, NameMask mask)
    {
        _trace = trace;
        _names = names;
        _rules = rules;
        _mask = mask;
    }

    /// <summary>Makes the report.</summary>
    /// <param name="trace">An incident that was found.</param>
    /// <param name="journal">The journal.</param>
    /// <param name="names">Its names.</param>
    /// <param name="rules">What to keep back.</param>
    /// <param name="mask">Names that were told already; authors are added.</param>
    /// <param name="damage">What is wrong with the journal; empty for nothing.</param>
    public static IncidentReport Build(
        IncidentTrace trace, JournalId journal, EntryNames names, RedactionRules rules, NameMask mask, string damage)
    {
        ReportBuilder builder = new(trace, names, rules, mask);
        builder.LearnAuthors();
        EntryDescriber describer = new(names);
        List<(HeldFrame Frame, RedactedEntry Words)> entries = [];
        for (int i = 0; i < trace.Frames.Count; i++)
        {
            HeldFrame frame = trace.Frames[i];
            RedactedEntry words = RedactedEntry.Of(describer.Describe(frame.Header, frame.Payload), rules, mask);
            entries.Add((frame, words));
            if (!frame.IsContext)
            {
                builder.Take(frame, words, i);
            }
        }

        return builder.Finish(journal, ExcerptBuilder.Build(journal, trace.Number, rules, entries, trace.Heads), damage);
    }

    private IncidentReport Finish(JournalId journal, Excerpt excerpt, string damage)
    {
        IncidentFile file = _trace.File!;
        long until = file.IsOpen ? _trace.AsOf : file.ClosedAt;
        foreach (ScopeImpact scope in _scopes.Values)
        {
            scope.End(until);
        }

        if (_banners.Count > 0)
        {
            _banners[^1] = _banners[^1] with { To = until };
        }

        return new IncidentReport
        {
            Number = _trace.Number,
            File = file,
            AsOf = _trace.AsOf,
            Journal = journal,
            Head = _trace.Head,
            Rules = _rules,
            Excerpt = excerpt,
            Reconciliation = _trace.Reconciliation!,
            Mask = _mask,
            Damage = damage,
            LeftOut = _trace.LeftOut,
            Timeline = _timeline,
            Detections = _detections,
            Scopes = [.. _scopes.Values],
            Banners = _banners,
            Commands = _commands,
            Approvals = _approvals,
            Records = _records,
        };
    }

    // The whole incident first: a text may name somebody who recorded something later.
    private void LearnAuthors()
    {
        foreach (HeldFrame frame in _rules.Authors ? _trace.Frames : [])
        {
            if ((EntryKind)frame.Header.Kind == EntryKind.IncidentRecord && RecordOf(frame) is { } record && record.Author != OfNode)
            {
                _mask.AddPerson(record.Author);
            }
        }
    }

    private void Take(HeldFrame frame, RedactedEntry words, int index)
    {
        long at = CoreTime.Of(frame);
        EntryKind kind = (EntryKind)frame.Header.Kind;
        _told = string.Empty;
        bool isTold = frame.Header.Kind < ReservedKinds.First && kind is not (EntryKind.Fact or EntryKind.VenueRecord or EntryKind.InputsSeen);
        try
        {
            Decode(frame, words, kind, at, index);
        }
        catch (CanonicalFormatException)
        {
            // The words say already that it cannot be decoded.
            isTold = true;
        }

        if (isTold)
        {
            (TimelinePhase phase, bool isMilestone) = PhaseOf(kind, words, frame);
            _timeline.Add(new TimelineEvent(at, frame.Header.Sequence, phase, words.Entry.KindName, TextOf(words), isMilestone));
        }
    }

    private void Decode(HeldFrame frame, RedactedEntry words, EntryKind kind, long at, int index)
    {
        CanonicalReader reader = new(frame.Payload);
        switch (kind)
        {
            case EntryKind.Safety:
                SafetyInput input = EntryCodec.ReadSafety(ref reader);
                Detect(input, frame.Header.Sequence);
                _told = CheckpointText.Of(input, words.Field("scope"));
                break;
            case EntryKind.Transition:
                Transition move = EntryCodec.ReadTransition(ref reader);
                Move(move);
                _told = CheckpointText.Of(move, words.Field("scope"));
                break;
            case EntryKind.IncidentRecord: Record(frame); break;
            case EntryKind.Approval: Approve(frame, words, at, index); break;
            case EntryKind.CommandIssued or EntryKind.CommandOrdered:
                string scope = words.Field("scope");
                string more = words.Field("argument0") is "" or "0" ? string.Empty : $" {words.Field("argument0")}";
                _commands.Add(new ReportedCommand(NumberOf(words), _mask.Apply($"{words.Field("order")} {scope}{more}"), at));
                break;
            case EntryKind.CommandAcknowledged or EntryKind.CommandMissed or EntryKind.CommandVerified: Answer(kind, words, at); break;
        }
    }

    private void Detect(in SafetyInput input, ulong sequence)
    {
        if (input.Kind is SafetyInputKind.Latch or SafetyInputKind.Worsen)
        {
            Evidence evidence = input.Evidence;
            string trigger = TriggerNames.IsKnown((byte)input.Trigger) ? TriggerNames.NameOf(input.Trigger) : $"trigger_{(int)input.Trigger}";
            bool measures = evidence != default && evidence.Measure != Measure.Statement;
            _detections.Add(new Detection(
                input.At, sequence, _mask.Apply(_names.Scope(input.Scope)), trigger, input.Severity,
                measures ? EvidenceText.Quantity(evidence.Measure) : "stated by an operator",
                measures ? EvidenceText.Measured(input.Trigger, evidence) : "-",
                measures ? EvidenceText.Limit(input.Trigger, evidence) : "-", evidence.WindowNs));
        }
    }

    private void Move(in Transition move)
    {
        if (!_scopes.TryGetValue(move.Scope, out ScopeImpact? scope))
        {
            scope = new ScopeImpact(move.Scope, move.Scope == Topology.Platform ? "platform" : _mask.Apply(_names.Scope(move.Scope)));
            _scopes.Add(move.Scope, scope);
        }

        scope.Take(move);
        int inBscb = 0;
        int inRecovery = 0;
        Mode platform = Mode.Normal;
        foreach ((int index, ScopeImpact one) in _scopes)
        {
            platform = index == Topology.Platform ? one.Now.Mode : platform;
            inBscb += index != Topology.Platform && one.Now.Mode == Mode.Bscb ? 1 : 0;
            inRecovery += index != Topology.Platform && one.Now.Mode == Mode.Recovery ? 1 : 0;
        }

        Show(Banner.LineOf(platform, inBscb, inRecovery), move.At);
    }

    // What two transitions of one moment show between them nobody saw.
    private void Show(string text, long at)
    {
        if (_banners.Count > 0 && _banners[^1].From == at)
        {
            _banners.RemoveAt(_banners.Count - 1);
        }

        if (_banners.Count == 0 || _banners[^1].Text != text)
        {
            if (_banners.Count > 0)
            {
                _banners[^1] = _banners[^1] with { To = at };
            }

            _banners.Add(new BannerSpan(at, at, text));
        }
    }

    private void Record(HeldFrame frame)
    {
        if (RecordOf(frame) is not { } record)
        {
            return;
        }

        string kind = IncidentFields.WordOf(record.Kind);
        string text = _rules.HidesText(kind, record.Text) ? RedactionRules.Mark : _mask.Apply(record.Text);
        bool isInternal = record.Kind == IncidentRecordKind.Note || RedactionRules.IsInternal(record.Text);
        string author = record.Author == OfNode ? OfNode : _mask.Apply(record.Author);
        _records.Add(new ReportedRecord(frame.Header.Sequence, record, author, text, isInternal));
    }

    // The node writes the resumption right behind the approval that it accepted.
    private void Approve(HeldFrame frame, RedactedEntry words, long at, int index)
    {
        bool isApplied = index + 1 < _trace.Frames.Count && (EntryKind)_trace.Frames[index + 1].Header.Kind == EntryKind.Safety
            && _trace.Frames[index + 1].Header.Sequence == frame.Header.Sequence + 1;
        ReportedApproval read = ReportedApproval.Of(words.Field("text"), at, frame.Header.Sequence, isApplied);
        List<(string Signer, string Verdict, string Reason)> signatures = [];
        foreach ((string signer, string verdict, string reason) in read.Signatures)
        {
            if (_rules.Authors && signer != "?")
            {
                _mask.AddPerson(signer);
            }

            signatures.Add((_mask.Apply(signer), verdict, _mask.Apply(reason)));
        }

        _approvals.Add(read with { Outcome = _mask.Apply(read.Outcome), Signatures = signatures });
    }

    private void Answer(EntryKind kind, RedactedEntry words, long at)
    {
        long id = NumberOf(words);
        ReportedCommand? command = _commands.Find(c => c.Id == id);
        if (command is null)
        {
            // Ordered before the incident: what became of it stands here all the same.
            command = new ReportedCommand(id, $"command {id}", 0);
            _commands.Add(command);
        }

        switch (kind)
        {
            case EntryKind.CommandMissed: command.Misses++; break;
            case EntryKind.CommandVerified: (command.SettledAt, command.Finding) = (at, words.Field("finding")); break;
            default: (command.AnsweredAt, command.IsRefused) = (at, words.Field("result") == "refused"); break;
        }
    }

    private (TimelinePhase Phase, bool IsMilestone) PhaseOf(EntryKind kind, RedactedEntry words, HeldFrame frame)
    {
        switch (kind)
        {
            case EntryKind.Safety when words.Field("input") is "latch" or "worsen":
                return (TimelinePhase.Detection, _detections.Count == 1 && _detections[0].Sequence == frame.Header.Sequence);
            case EntryKind.Incident when words.Field("change") != "closed": return (TimelinePhase.Detection, true);
            case EntryKind.Incident: return (TimelinePhase.Recovery, true);
            case EntryKind.Transition:
                bool isUp = words.Field("to") is "BSCB" or "DMM";

                // Of scopes beside the platform the first step into protection is enough for a reader in a hurry.
                bool isFirst = _moved.Add(words.Field("scope_index"));
                return (isUp ? TimelinePhase.Containment : TimelinePhase.Recovery, isFirst || words.Field("scope_index") == "0");
            case EntryKind.Approval: return (TimelinePhase.Recovery, true);
            case EntryKind.Safety: return (TimelinePhase.Recovery, false);
            case EntryKind.OperatorAct:
                string act = words.Field("act");
                TimelinePhase phase = act is "statement" ? TimelinePhase.Detection : act is "lift" ? TimelinePhase.Recovery
                    : act is "explain" ? TimelinePhase.Response : TimelinePhase.Containment;
                return (phase, act is "halt" or "statement");
            case EntryKind.CommandIssued or EntryKind.CommandOrdered or EntryKind.CommandAcknowledged or EntryKind.CommandMissed
                or EntryKind.CommandVerified or EntryKind.Containment:
                return (TimelinePhase.Containment, false);
            case EntryKind.IncidentRecord: return (TimelinePhase.Response, words.Field("record") is not "note");
            default: return (TimelinePhase.Response, false);
        }
    }

    // What a checkpoint says is put in a sentence, unless a rule hides the entry.
    private string TextOf(RedactedEntry words) => words.IsHidden || _told.Length == 0 ? words.Said : _mask.Apply(_told);

    private static long NumberOf(RedactedEntry words)
    {
        foreach (AuditField field in words.Entry.Fields)
        {
            if (field.Name == "command")
            {
                return field.Number;
            }
        }

        return 0;
    }

    private static IncidentRecord? RecordOf(HeldFrame frame)
    {
        CanonicalReader reader = new(frame.Payload);
        try
        {
            return IncidentCodec.Read(ref reader);
        }
        catch (CanonicalFormatException)
        {
            // Of a newer form: it has no author that this binary could read.
            return null;
        }
    }
}
