using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;
using Basisd.Controls;
using Basisd.Incidents;
using Basisd.Journal;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Audit;

/// <summary>
/// Turns the bytes of journal entries into words, for audits and for people at a terminal. What it does not know it shows as hexadecimal
/// digits; it never leaves an entry out and never guesses.
/// </summary>
public sealed class EntryDescriber(EntryNames names)
{
    private const int ShortHash = 12;
    private const int LongestHexInSummary = 64;
    private const int LongestTextInSummary = 200;

    private readonly List<AuditField> _fields = [];

    /// <summary>Describes one entry.</summary>
    public AuditEntry Describe(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        _fields.Clear();
        string kind = KindNames.Of(header.Kind);
        string summary;
        try
        {
            CanonicalReader reader = new(payload);
            summary = Decode(header.Kind, ref reader, payload);
        }
        catch (CanonicalFormatException e)
        {
            _fields.Clear();
            Text("problem", e.Message);
            summary = $"cannot be decoded ({e.Message}): {Raw(payload)}";
        }

        return new AuditEntry
        {
            Sequence = header.Sequence,
            Epoch = header.Epoch,
            WallNs = header.WallNs,
            Kind = header.Kind,
            KindName = kind,
            Summary = summary,
            Fields = _fields.ToArray(),
            Hash = header.Hash.ToString(),
        };
    }

    private string Decode(ushort kind, ref CanonicalReader reader, ReadOnlySpan<byte> payload)
    {
        if (kind >= ReservedKinds.First)
        {
            return Snapshot(kind, ref reader, payload);
        }

        string summary = (EntryKind)kind switch
        {
            EntryKind.OperatorAct or EntryKind.RecordRefused or EntryKind.Approval => Note((EntryKind)kind, ref reader),
            EntryKind.Started => Started(ref reader),
            EntryKind.Safety => Safety(ref reader),
            EntryKind.Transition => Transition(ref reader),
            EntryKind.InputsSeen => InputsSeen(ref reader),
            EntryKind.EngineCommit => Commit(ref reader),
            EntryKind.Fact => Fact(ref reader),
            EntryKind.CommandIssued => Issued(ref reader),
            EntryKind.CommandAcknowledged or EntryKind.CommandMissed or EntryKind.CommandOrdered or EntryKind.CommandVerified
                or EntryKind.Containment => new ControlFields(names, _fields).Describe((EntryKind)kind, ref reader),
            EntryKind.Incident => Incident(ref reader),
            EntryKind.IncidentRecord => IncidentFields.Record(ref reader, _fields),
            EntryKind.NoticeQueued or EntryKind.NoticeSettled => new NoticeFields(names, _fields).Describe((EntryKind)kind, ref reader),
            EntryKind.Takeover or EntryKind.TakeoverReconciled or EntryKind.ClusterDmm or EntryKind.ClusterResumed =>
                new ClusterFields(names, _fields).Describe((EntryKind)kind, ref reader),
            EntryKind.ShadowTrip => ShadowTrip(ref reader),
            EntryKind.VenueRecord => RecordFields.Record(ref reader, names.Ledger, _fields),
            EntryKind.Difference => RecordFields.Change(ref reader, names.Ledger, _fields),
            _ => string.Empty,
        };
        if (summary.Length == 0)
        {
            return Raw(payload);
        }

        reader.End();
        return summary;
    }

    private string Note(EntryKind kind, ref CanonicalReader reader)
    {
        EntryCodec.CheckVersion(ref reader);
        At(reader.I64());
        NodeInputKind act = (NodeInputKind)reader.U8();
        int scope = reader.I32();
        long number = reader.I64();
        uint uid = unchecked((uint)reader.I32());
        string text = reader.Text();
        string word = KindNames.Of(act);
        switch (kind)
        {
            case EntryKind.RecordRefused:
                Number("session", number);
                Text("reason", text);
                return $"session {number}: {OneLine(text)}";
            case EntryKind.OperatorAct when act == NodeInputKind.IntegrityFault:
                Text("act", word);
                Number("code", number);
                Text("reason", text);
                return $"{word} {number}: {OneLine(text)}";
            case EntryKind.OperatorAct:
                Text("act", word);
                Scope(scope);
                Number("uid", uid);
                Text("reason", text);
                return $"{word} {names.Scope(scope)} by uid {uid}: {OneLine(text)}";
            default:
                Number("uid", uid);
                Text("text", text);
                return $"{word} by uid {uid}: {OneLine(text)}";
        }
    }

    private string Started(ref CanonicalReader reader)
    {
        EntryCodec.CheckVersion(ref reader);
        At(reader.I64());
        string topology = Convert.ToHexStringLower(reader.Raw(EntryCodec.HashBytes));
        string text = reader.Text();
        Text("text", text);
        Text("topology", topology);
        return $"{OneLine(text)}, topology {topology[..ShortHash]}…";
    }

    private string Safety(ref CanonicalReader reader)
    {
        SafetyInput input = EntryCodec.ReadSafety(ref reader);
        At(input.At);
        string word = KindNames.Of(input.Kind);
        Text("input", word);
        Scope(input.Scope);
        string head = $"{word} {names.Scope(input.Scope)}";
        switch (input.Kind)
        {
            case SafetyInputKind.Latch or SafetyInputKind.LatchScoped or SafetyInputKind.Worsen:
                Text("trigger", Trigger(input.Trigger));
                Text("severity", $"P{(int)input.Severity}");
                if (input.Unclassified)
                {
                    Text("class", "unclassified");
                }

                Number("origin", input.Origin);
                return $"{head} {Trigger(input.Trigger)} P{(int)input.Severity}{Evidence(input.Trigger, input.Evidence)}";
            case SafetyInputKind.Clear:
                Text("trigger", Trigger(input.Trigger));
                return $"{head} {Trigger(input.Trigger)}{Evidence(input.Trigger, input.Evidence)}";
            case SafetyInputKind.StagePassed:
                Number("stage", input.Stage);
                Text("checks", input.Checks.ToString());
                return $"{head} {input.Stage}/{PermissionMatrix.LastStage}: {input.Checks}";
            default:
                Text("criteria", input.Criteria.ToString());
                Number("dmm_epoch", input.DmmEpoch);
                Number("signatures", input.Signatures);
                return $"{head}: {input.Signatures} signatures for DMM epoch {input.DmmEpoch}; {input.Criteria}";
        }
    }

    private string Transition(ref CanonicalReader reader)
    {
        Transition move = EntryCodec.ReadTransition(ref reader);
        string hash = Convert.ToHexStringLower(reader.Raw(EntryCodec.HashBytes));
        At(move.At);
        Scope(move.Scope);
        Text("from", ModeText.Of(move.From, move.FromStage));
        Text("to", ModeText.Of(move.To, move.ToStage));
        Number("cause", move.CauseId);
        Text("trigger", Trigger(move.Trigger));

        // A step through recovery carries checks as bit masks, not a measurement in the trigger's unit.
        bool measured = move.To is Mode.Bscb or Mode.Dmm;
        string evidence = Evidence(measured ? move.Trigger : TriggerId.None, move.Evidence);
        Text("state_hash", hash);
        return $"{names.Scope(move.Scope)} {ModeText.Of(move.From, move.FromStage)} → {ModeText.Of(move.To, move.ToStage)}"
            + $" by {Trigger(move.Trigger)} #{move.CauseId}{evidence}, state {hash[..ShortHash]}…";
    }

    private string InputsSeen(ref CanonicalReader reader)
    {
        EntryCodec.CheckVersion(ref reader);
        At(reader.I64());
        int scope = reader.I32();
        Scope(scope);
        return $"{names.Scope(scope)}: every required input was seen";
    }

    private string Commit(ref CanonicalReader reader)
    {
        EntryCodec.CheckVersion(ref reader);
        At(reader.I64());
        long id = reader.I64();
        int start = reader.I32();
        int total = reader.I32();
        ReadOnlySpan<byte> part = reader.Bytes();
        Number("commit", id);
        Number("offset", start);
        Number("length", part.Length);
        Number("total", total);
        string digest = Convert.ToHexStringLower(SHA256.HashData(part));
        Text("sha256", digest);
        return $"commit {id}: bytes {start} to {start + (long)part.Length} of {total}, sha256 {digest[..ShortHash]}…";
    }

    private string Fact(ref CanonicalReader reader)
    {
        Observation fact = EntryCodec.ReadFact(ref reader, out long at);
        At(at);
        string kind = FactFields.NameOf(fact.Kind);
        Text("fact", kind);
        int index = unchecked((int)fact.Index);
        Text("subject", names.Subject(fact.Kind, index));
        Number("index", fact.Index);
        Text("source_time", AuditTime.Iso(fact.SourceTime));
        int before = _fields.Count;
        FactFields.Add(fact, _fields);
        StringBuilder text = new($"{kind} {names.Subject(fact.Kind, index)}:");
        for (int i = before; i < _fields.Count; i++)
        {
            text.Append(i == before ? " " : ", ").Append(_fields[i].Name).Append(' ').Append(_fields[i].Text ?? $"{_fields[i].Number}");
        }

        return text.ToString();
    }

    private string Issued(ref CanonicalReader reader)
    {
        EntryCodec.CheckVersion(ref reader);
        long id = reader.I64();
        CommandKind kind = (CommandKind)reader.U8();
        int scope = reader.I32();
        At(reader.I64());
        long deadline = reader.I64();
        string word = CommandNames.Of(kind);
        Number("command", id);
        Text("order", word);
        Scope(scope);
        Text("deadline", AuditTime.Iso(deadline));
        return $"command {id}: {word} {names.Scope(scope)}, to be acknowledged by {AuditTime.Short(deadline)}";
    }

    private string Incident(ref CanonicalReader reader)
    {
        EntryCodec.CheckVersion(ref reader);
        At(reader.I64());
        IncidentChange change = (IncidentChange)reader.U8();
        long id = reader.I64();
        byte severity = reader.U8();
        string word = change switch
        {
            IncidentChange.Opened => "opened",
            IncidentChange.Raised => "raised",
            IncidentChange.Closed => "closed",
            _ => $"change {(int)change}",
        };
        Number("incident", id);
        Text("change", word);
        Text("severity", $"P{severity}");
        return $"incident {id} {word}, P{severity}";
    }

    private string ShadowTrip(ref CanonicalReader reader)
    {
        EntryCodec.CheckVersion(ref reader);
        At(reader.I64());
        int scope = reader.I32();
        TriggerId trigger = (TriggerId)reader.U8();
        Evidence evidence = EntryCodec.ReadEvidence(ref reader);
        Scope(scope);
        Text("trigger", Trigger(trigger));
        return $"{names.Scope(scope)} {Trigger(trigger)} would have acted{Evidence(trigger, evidence)}";
    }

    private string Snapshot(ushort kind, ref CanonicalReader reader, ReadOnlySpan<byte> payload)
    {
        switch (kind)
        {
            case ReservedKinds.SnapshotBegin:
                long total = reader.I64();
                string hash = Convert.ToHexStringLower(reader.Raw(EntryCodec.HashBytes));
                reader.End();
                Number("length", total);
                Text("sha256", hash);
                return $"snapshot of {total} bytes begins, sha256 {hash[..ShortHash]}…";
            case ReservedKinds.SnapshotChunk:
                long begin = reader.I64();
                long offset = reader.I64();
                Number("begin", begin);
                Number("offset", offset);
                Number("length", reader.Remaining);
                return $"snapshot {begin}: {reader.Remaining} bytes at {offset}";
            case ReservedKinds.SnapshotStart:
                total = reader.I64();
                reader.End();
                Number("length", total);
                return $"snapshot of {total} bytes begins";
            case ReservedKinds.SnapshotPiece:
                begin = reader.I64();
                offset = reader.I64();
                Text("sha256", Convert.ToHexStringLower(reader.Raw(EntryCodec.HashBytes)));
                Number("begin", begin);
                Number("offset", offset);
                Number("length", reader.Remaining);
                return $"snapshot {begin}: {reader.Remaining} bytes at {offset}";
            case ReservedKinds.SnapshotEnd or ReservedKinds.SnapshotSeal:
                begin = reader.I64();
                total = reader.I64();
                if (kind == ReservedKinds.SnapshotSeal)
                {
                    Text("sha256", Convert.ToHexStringLower(reader.Raw(EntryCodec.HashBytes)));
                }

                reader.End();
                Number("begin", begin);
                Number("length", total);
                return $"snapshot {begin} is complete, {total} bytes";
            case ReservedKinds.SignedHead when SignedHead.Read(payload) is { } head:
                Text("node", head.Statement.Node);
                Number("stated", (long)head.Statement.Head.Sequence);
                Text("stated_hash", head.Statement.Head.Hash.ToString());
                Text("previous", head.Statement.Previous.ToString());
                Text("signature", Convert.ToBase64String(head.Signature));
                return $"{head.Statement.Node} states sequence {head.Statement.Head.Sequence}, signed";
            default:
                return Raw(payload);
        }
    }

    private string Evidence(TriggerId trigger, Evidence evidence)
    {
        Number("measured", evidence.Measured);
        Number("threshold", evidence.Threshold);
        Number("window_ns", evidence.WindowNs);
        string quantity = EvidenceText.Quantity(evidence.Measure);
        Text("measure", quantity);
        if (evidence == default)
        {
            return string.Empty;
        }

        string window = evidence.WindowNs == 0 ? string.Empty : $" over {EvidenceText.Seconds(evidence.WindowNs)}";
        return $" ({quantity} {EvidenceText.Measured(trigger, evidence)}, limit {EvidenceText.Limit(trigger, evidence)}{window})";
    }

    private string Raw(ReadOnlySpan<byte> payload)
    {
        Number("length", payload.Length);
        string hex = Convert.ToHexStringLower(payload);
        Text("payload", hex);
        return hex.Length <= LongestHexInSummary ? hex : $"{hex[..LongestHexInSummary]}… ({payload.Length} bytes)";
    }

    private static string Trigger(TriggerId trigger) => trigger switch
    {
        TriggerId.None => "none",
        _ when TriggerNames.IsKnown((byte)trigger) => TriggerNames.NameOf(trigger),
        _ => $"trigger_{(int)trigger}",
    };

    // An operator's text is another person's bytes: no control character of it may reach a terminal.
    private static string OneLine(string text)
    {
        StringBuilder clean = new(text.Length);
        foreach (char c in text.Length <= LongestTextInSummary ? text : text.AsSpan(0, LongestTextInSummary))
        {
            clean.Append(char.IsControl(c) ? ' ' : c);
        }

        return clean.Append(text.Length <= LongestTextInSummary ? "" : "…").ToString();
    }

    private void Scope(int index)
    {
        Text("scope", names.Scope(index));
        Number("scope_index", index);
    }

    private void At(long coreTime) => Text("at", AuditTime.Iso(coreTime));

    private void Text(string name, string value) => _fields.Add(new AuditField(name, value, 0));

    private void Number(string name, long value) => _fields.Add(new AuditField(name, null, value));
}
