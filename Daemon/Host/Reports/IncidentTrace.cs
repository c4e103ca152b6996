using System;
using System.Collections.Generic;
using Basisd.Host.Audit;
using Basisd.Incidents;
using Basisd.Journal;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Reports;

/// <summary>
/// Collects the frames of one incident from a journal that goes by: what led to it, what happened in it, the records of it that came later, and as
/// much behind it as a statement about the head needs to reach back. Bounded; what it had to leave out it counts, and the excerpt states it as a gap.
/// </summary>
public sealed class IncidentTrace
{
    /// <summary>Most frames of an incident, facts and venue records aside.</summary>
    public const int MaxFrames = 16_384;

    /// <summary>Most facts and venue records that are kept as frames; the reconciliation counts them all.</summary>
    public const int MaxFacts = 1_024;

    /// <summary>Most frames behind an incident up to the statement that covers it.</summary>
    public const int MaxBehind = 256;

    private const int MaxLeading = 64;
    private const int MaxHeads = 4_096;

    private readonly EntryNames _names;
    private readonly long? _wanted;
    private readonly List<HeldFrame> _leading = [];
    private readonly List<HeldFrame> _frames = [];
    private readonly List<HeldFrame> _behind = [];
    private readonly List<SignedHead> _heads = [];
    private readonly SortedSet<long> _known = [];
    private long _leadingAt;
    private int _facts;
    private bool _isAnchored;

    /// <summary>Prepares to collect.</summary>
    /// <param name="names">Names of the journal.</param>
    /// <param name="wanted">Number of the incident; null for the latest.</param>
    public IncidentTrace(EntryNames names, long? wanted)
    {
        _names = names;
        _wanted = wanted;
    }

    /// <summary>Number of the incident; 0 while there is none.</summary>
    public long Number { get; private set; }

    /// <summary>Its severity, deadlines, steps and figures, by the rules that the node itself follows.</summary>
    internal IncidentFile? File { get; private set; }

    /// <summary>Its frames in their order.</summary>
    public IReadOnlyList<HeldFrame> Frames => _frames;

    /// <summary>Statements about the head that were seen since it was opened.</summary>
    public IReadOnlyList<SignedHead> Heads => _heads;

    /// <summary>Frames of it that were left out because there were too many.</summary>
    public ulong LeftOut { get; private set; }

    /// <summary>Reconciliation in its time.</summary>
    public ReconciliationReport? Reconciliation { get; private set; }

    /// <summary>Numbers of all incidents that the journal names.</summary>
    public IReadOnlyCollection<long> Known => _known;

    /// <summary>The latest time of any entry, Unix nanoseconds: what goes on is told up to here.</summary>
    public long AsOf { get; private set; }

    /// <summary>The last entry that was read.</summary>
    public JournalHead Head { get; private set; }

    /// <summary>Takes the next frame of the journal.</summary>
    public void Take(HeldFrame frame)
    {
        long at = CoreTime.Of(frame);
        AsOf = Math.Max(AsOf, Math.Max(at, frame.Header.WallNs));
        Head = new JournalHead(frame.Header.Sequence, frame.Header.Hash);
        EntryKind kind = (EntryKind)frame.Header.Kind;
        if (kind == EntryKind.Incident)
        {
            Follow(frame);
        }
        else if (File is null)
        {
            Lead(frame, at);
        }

        if (File is null)
        {
            return;
        }

        if (frame.Header.Kind == ReservedKinds.SignedHead)
        {
            State(frame);
        }

        bool isRecord = kind == EntryKind.IncidentRecord && Record(frame);
        bool isInside = File.IsOpen || (at == File.ClosedAt && kind is EntryKind.Incident or EntryKind.Transition);
        if (isInside || isRecord)
        {
            Settle(isRecord && !isInside);
            Keep(frame, kind);
            _isAnchored = false;
        }
        else if (!_isAnchored)
        {
            Behind(frame);
        }

        if (frame.Header.Kind < ReservedKinds.First)
        {
            Reconcile(frame);
        }

        Lead(frame, at);
    }

    private void Reconcile(HeldFrame frame)
    {
        try
        {
            Reconciliation!.Take(frame.Header, frame.Payload);
        }
        catch (CanonicalFormatException)
        {
            // An entry of another version: the timeline shows it as one that cannot be read, and the reconciliation is without it.
            LeftOut++;
        }
    }

    // The frames of one moment, so that what tripped stands with the incident that it opened.
    private void Lead(HeldFrame frame, long at)
    {
        if (at != _leadingAt || _leading.Count == MaxLeading)
        {
            _leading.Clear();
        }

        _leadingAt = at;
        bool leads = (EntryKind)frame.Header.Kind is EntryKind.Safety or EntryKind.OperatorAct or EntryKind.CommandIssued or EntryKind.Difference;
        if (leads)
        {
            _leading.Add(frame);
        }
    }

    private void Follow(HeldFrame frame)
    {
        CanonicalReader reader = new(frame.Payload);
        EntryCodec.CheckVersion(ref reader);
        long at = reader.I64();
        IncidentChange change = (IncidentChange)reader.U8();
        long number = reader.I64();
        Severity severity = (Severity)reader.U8();
        _known.Add(number);
        if (change == IncidentChange.Opened && number == (_wanted ?? number))
        {
            Begin(number, severity, at);
        }
        else if (number == Number && File is { IsOpen: true })
        {
            if (change == IncidentChange.Closed)
            {
                File.Close(at);
            }
            else
            {
                File.Raise(severity, at);
            }
        }
    }

    private void Begin(long number, Severity severity, long at)
    {
        Number = number;
        File = new IncidentFile(number, severity, at);
        Reconciliation = new ReconciliationReport(_names, null, number);
        _frames.Clear();
        _behind.Clear();
        _heads.Clear();
        _facts = 0;
        _isAnchored = false;
        LeftOut = 0;
        if (_leadingAt == at)
        {
            _frames.AddRange(_leading);
        }
    }

    private bool Record(HeldFrame frame)
    {
        CanonicalReader reader = new(frame.Payload);
        IncidentRecord record;
        try
        {
            record = IncidentCodec.Read(ref reader);
        }
        catch (CanonicalFormatException)
        {
            // A newer form: the timeline shows that it cannot be read.
            return File!.IsOpen;
        }

        _known.Add(record.Incident);
        if (record.Incident != Number)
        {
            return false;
        }

        if (record.Epoch != 0 && record.Epoch != File!.Epoch)
        {
            File.BeginProtocol(record.Epoch);
        }

        File!.Take(record);
        return true;
    }

    private void Keep(HeldFrame frame, EntryKind kind)
    {
        bool isFact = kind is EntryKind.Fact or EntryKind.VenueRecord;
        bool isSnapshot = frame.Header.Kind >= ReservedKinds.First && frame.Header.Kind != ReservedKinds.SignedHead;
        bool isFull = isFact ? _facts >= MaxFacts : _frames.Count - _facts >= MaxFrames;
        if (isSnapshot || kind == EntryKind.EngineCommit || isFull)
        {
            LeftOut += isFull && !isSnapshot ? 1UL : 0;
            return;
        }

        _facts += isFact ? 1 : 0;
        _frames.Add(frame);
    }

    // What stands between the end of the incident and the next statement is shown too, so that the statement reaches back.
    private void Behind(HeldFrame frame)
    {
        _behind.Add(frame);
        SignedHead? head = frame.Header.Kind == ReservedKinds.SignedHead ? SignedHead.Read(frame.Payload) : null;
        if (head is not null && _frames.Count > 0 && head.Statement.Head.Sequence >= _frames[^1].Header.Sequence)
        {
            Settle(keep: true);
            _isAnchored = true;
        }
        else if (_behind.Count >= MaxBehind)
        {
            _behind.Clear();
            _isAnchored = true;
        }
    }

    private void Settle(bool keep)
    {
        foreach (HeldFrame frame in keep ? _behind : [])
        {
            Keep(frame with { IsContext = true }, (EntryKind)frame.Header.Kind);
        }

        _behind.Clear();
    }

    private void State(HeldFrame frame)
    {
        if (SignedHead.Read(frame.Payload) is { } head)
        {
            if (_heads.Count == MaxHeads)
            {
                _heads.RemoveAt(0);
            }

            _heads.Add(head);
        }
    }
}
