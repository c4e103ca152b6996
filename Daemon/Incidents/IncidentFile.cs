using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Basisd.Safety;

namespace Basisd.Incidents;

/// <summary>
/// What is on file about one incident (SPEC 10): how severe it was since when, the steps of its DMM protocol, its deadlines, its figures, the latest
/// of its records. Changed by <see cref="IncidentRegister"/> alone. It never forgets a step or a missed deadline; of other records beyond
/// <see cref="MaxRecords"/> the oldest are in the journal only.
/// </summary>
public sealed class IncidentFile
{
    /// <summary>Records that are kept with their texts.</summary>
    public const int MaxRecords = 64;

    private const int Severities = (int)Severity.Low;

    private readonly List<IncidentRecord> _records = new(8);
    private readonly long[] _since = new long[Severities + 1];
    private readonly long[] _stepAt = new long[DmmProtocol.Steps + 1];
    private readonly OperatorRoles[] _stepRoles = new OperatorRoles[DmmProtocol.Steps + 1];
    private readonly long[] _metAt = new long[IncidentDeadlines.Count + 1];
    private readonly bool[] _missed = new bool[IncidentDeadlines.Count + 1];

    /// <summary>Opens the file.</summary>
    /// <param name="number">Number of the incident, from 1.</param>
    /// <param name="severity">Its severity.</param>
    /// <param name="at">When it was opened, Unix nanoseconds.</param>
    internal IncidentFile(long number, Severity severity, long at)
    {
        Number = number;
        OpenedAt = at;
        Raise(severity, at);

        // The automated response is the very transition that opened the incident: the gate was closed before the entry was written.
        Meet(IncidentDeadline.Response, at);
    }

    private IncidentFile()
    {
    }

    /// <summary>Number of the incident, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The worst severity that it had.</summary>
    public Severity Severity { get; private set; }

    /// <summary>When it was opened, Unix nanoseconds.</summary>
    public long OpenedAt { get; private set; }

    /// <summary>When every scope was NORMAL again, Unix nanoseconds; 0 while it is open.</summary>
    public long ClosedAt { get; private set; }

    /// <summary>The DMM episode that the protocol is about; 0: it never came to DMM.</summary>
    public long Epoch { get; private set; }

    /// <summary>SHA-256 of the root cause document, 64 hex digits; empty before step 4.</summary>
    public string RootCause { get; private set; } = "";

    /// <summary>Users affected; -1: not said.</summary>
    public long Users { get; private set; } = -1;

    /// <summary>Assets exposed, USD 1e-8; -1: not said.</summary>
    public long Exposure { get; private set; } = -1;

    /// <summary>Loss realized, USD 1e-8; -1: not said.</summary>
    public long Loss { get; private set; } = -1;

    /// <summary>Records that are in the journal only.</summary>
    public long Dropped { get; private set; }

    /// <summary>The latest records, oldest first.</summary>
    public ReadOnlySpan<IncidentRecord> Records => CollectionsMarshal.AsSpan(_records);

    /// <summary>Whether it is open.</summary>
    public bool IsOpen => ClosedAt == 0;

    /// <summary>The first step that is not complete; <see cref="ProtocolStep.None"/> where there is no protocol or all are.</summary>
    public ProtocolStep NextStep
    {
        get
        {
            for (ProtocolStep step = ProtocolStep.FullHalt; Epoch != 0 && step <= ProtocolStep.Approval; step++)
            {
                if (StepAt(step) == 0)
                {
                    return step;
                }
            }

            return ProtocolStep.None;
        }
    }

    /// <summary>When a step was complete, Unix nanoseconds; 0: not yet.</summary>
    public long StepAt(ProtocolStep step) => _stepAt[(int)step];

    /// <summary>Roles that have recorded a step.</summary>
    public OperatorRoles RolesOf(ProtocolStep step) => _stepRoles[(int)step];

    /// <summary>When what a deadline asks for was done, Unix nanoseconds; 0: not yet.</summary>
    public long MetAt(IncidentDeadline deadline) => _metAt[(int)deadline];

    /// <summary>Whether it passed before that was done.</summary>
    public bool IsMissed(IncidentDeadline deadline) => _missed[(int)deadline];

    /// <summary>When it is due, Unix nanoseconds; 0: the incident was never severe enough to have it.</summary>
    public long DueAt(IncidentDeadline deadline)
    {
        long due = 0;
        for (Severity severity = Severity; severity <= Severity.Low; severity++)
        {
            long limit = IncidentDeadlines.LimitNs(deadline, severity);
            long at = _since[(int)severity] + limit;
            due = limit != 0 && (due == 0 || at < due) ? at : due;
        }

        return due;
    }

    /// <summary>Whether it is due at a moment and neither done nor noted as missed.</summary>
    public bool IsPassed(IncidentDeadline deadline, long now)
    {
        long due = DueAt(deadline);
        return due != 0 && now >= due && MetAt(deadline) == 0 && !IsMissed(deadline);
    }

    /// <summary>When the next deadline is due that is neither done nor missed; <see cref="long.MaxValue"/> for none.</summary>
    public long NextDue()
    {
        long next = long.MaxValue;
        for (IncidentDeadline deadline = IncidentDeadline.Response; deadline <= IncidentDeadline.Disclosure; deadline++)
        {
            long due = DueAt(deadline);
            next = due != 0 && due < next && MetAt(deadline) == 0 && !IsMissed(deadline) ? due : next;
        }

        return next;
    }

    /// <summary>What a step would be refused for now.</summary>
    public IncidentRefusal Problem(ProtocolStep step, OperatorRoles role, string document)
    {
        if (!IsOpen || Epoch == 0 || StepAt(ProtocolStep.Approval) != 0)
        {
            return IncidentRefusal.NoProtocol;
        }

        OperatorRoles roles = DmmProtocol.RolesOf(step);
        if (!int.IsPow2((int)role) || !roles.HasFlag(role))
        {
            return IncidentRefusal.WrongRole;
        }

        if (step > NextStep)
        {
            return IncidentRefusal.OutOfOrder;
        }

        if (step == ProtocolStep.RootCause)
        {
            // Another document begins the step anew: an analysis is often not right the first time. What comes later stays.
            return document.Length == 0 ? IncidentRefusal.NoDocument
                : RolesOf(step).HasFlag(role) && document == RootCause ? IncidentRefusal.AlreadyDone : IncidentRefusal.None;
        }

        return RolesOf(step).HasFlag(role) ? IncidentRefusal.AlreadyDone : IncidentRefusal.None;
    }

    internal void Raise(Severity severity, long at)
    {
        Severity = severity;
        for (Severity lower = severity; lower <= Severity.Low; lower++)
        {
            _since[(int)lower] = _since[(int)lower] == 0 ? at : _since[(int)lower];
        }
    }

    internal void Close(long at)
    {
        ClosedAt = at;
        Meet(IncidentDeadline.Recovery, at);
    }

    internal void BeginProtocol(long epoch)
    {
        Epoch = epoch;
        RootCause = "";
        Array.Clear(_stepAt);
        Array.Clear(_stepRoles);
    }

    internal void Take(IncidentRecord record)
    {
        switch (record.Kind)
        {
            case IncidentRecordKind.Step: Complete(record); break;
            case IncidentRecordKind.Figures:
                Users = record.Users >= 0 ? record.Users : Users;
                Exposure = record.Exposure >= 0 ? record.Exposure : Exposure;
                Loss = record.Loss >= 0 ? record.Loss : Loss;
                break;
            case IncidentRecordKind.Notice: Meet(IncidentDeadline.Notification, record.At); break;
            case IncidentRecordKind.Report: Meet(IncidentDeadline.Report, record.At); break;
            case IncidentRecordKind.Disclosure: Meet(IncidentDeadline.Disclosure, record.At); break;
            case IncidentRecordKind.Missed: _missed[(int)record.Deadline] = true; break;
            default: break;
        }

        if (record.Role != OperatorRoles.System)
        {
            Meet(IncidentDeadline.Review, record.At);
        }

        if (_records.Count == MaxRecords)
        {
            _records.RemoveAt(0);
            Dropped++;
        }

        _records.Add(record);
    }

    internal void Write(CanonicalWriter to)
    {
        to.I64(Number);
        to.U8((byte)Severity);
        to.I64(OpenedAt);
        to.I64(ClosedAt);
        to.I64(Epoch);
        to.Text(RootCause);
        to.I64(Users);
        to.I64(Exposure);
        to.I64(Loss);
        to.I64(Dropped);
        for (int i = 1; i <= Severities; i++)
        {
            to.I64(_since[i]);
        }

        for (int i = 1; i <= DmmProtocol.Steps; i++)
        {
            to.I64(_stepAt[i]);
            to.U8((byte)_stepRoles[i]);
        }

        for (int i = 1; i <= IncidentDeadlines.Count; i++)
        {
            to.I64(_metAt[i]);
            to.Bool(_missed[i]);
        }

        to.I32(_records.Count);
        foreach (IncidentRecord record in Records)
        {
            IncidentCodec.Write(to, record);
        }
    }

    internal static IncidentFile Read(ref CanonicalReader from)
    {
        IncidentFile file = new()
        {
            Number = from.I64(),
            Severity = (Severity)from.U8(),
            OpenedAt = from.I64(),
            ClosedAt = from.I64(),
            Epoch = from.I64(),
            RootCause = from.Text(),
            Users = from.I64(),
            Exposure = from.I64(),
            Loss = from.I64(),
            Dropped = from.I64(),
        };
        for (int i = 1; i <= Severities; i++)
        {
            file._since[i] = from.I64();
        }

        for (int i = 1; i <= DmmProtocol.Steps; i++)
        {
            file._stepAt[i] = from.I64();
            file._stepRoles[i] = (OperatorRoles)from.U8();
        }

        for (int i = 1; i <= IncidentDeadlines.Count; i++)
        {
            file._metAt[i] = from.I64();
            file._missed[i] = from.Bool();
        }

        for (int left = from.Count(MaxRecords); left > 0; left--)
        {
            file._records.Add(IncidentCodec.Read(ref from));
        }

        return file;
    }

    private void Complete(IncidentRecord record)
    {
        int step = (int)record.Step;
        if (record.Step == ProtocolStep.RootCause && record.Document != RootCause)
        {
            RootCause = record.Document;
            _stepRoles[step] = OperatorRoles.None;
            _stepAt[step] = 0;
        }

        _stepRoles[step] |= record.Role;
        if (_stepRoles[step] == DmmProtocol.RolesOf(record.Step))
        {
            _stepAt[step] = record.At;
            if (record.Step == ProtocolStep.Communication)
            {
                Meet(IncidentDeadline.Notification, record.At);
            }
        }
    }

    // The first time counts.
    private void Meet(IncidentDeadline deadline, long at) =>
        _metAt[(int)deadline] = _metAt[(int)deadline] == 0 ? at : _metAt[(int)deadline];
}
