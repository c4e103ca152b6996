using System;
using System.Collections.Generic;
using Basisd.Host.Audit;
using Basisd.Host.Logging;
using Basisd.Incidents;
using Basisd.Safety;

namespace Basisd.Host.Loop;

/// <summary>
/// Says once what becomes of incidents: opened, raised, closed, a step of the protocol recorded, a deadline missed; and sets their metrics. It looks
/// at the register that the core keeps, so it says the same for every way in which something happens. What a start finds was said by the run before.
/// Looks only.
/// </summary>
internal sealed class IncidentWatch
{
    private readonly NodeParts _parts;
    private readonly Dictionary<long, long> _records = new(IncidentRegister.MaxFiles + 1);
    private long _latest;
    private Severity _severity;
    private bool _open;

    /// <summary>Creates the watch of a node whose journal is replayed.</summary>
    public IncidentWatch(NodeParts parts)
    {
        _parts = parts;
        foreach (IncidentFile file in Register.Files)
        {
            (_latest, _severity, _open) = (file.Number, file.Severity, file.IsOpen);
            _records[file.Number] = Total(file);
        }
    }

    private IncidentRegister Register => _parts.Core.State.Register;

    /// <summary>Looks; a few times a second is enough.</summary>
    public void Look()
    {
        foreach (IncidentFile file in Register.Files)
        {
            if (file.Number > _latest)
            {
                (_latest, _severity, _open) = (file.Number, file.Severity, true);
                Opened(file);
            }

            if (file.Number == _latest)
            {
                Follow(file);
            }

            Records(file);
        }

        _parts.Metrics.Incidents.Set(Register, _parts.Core.Now);
    }

    private static long Total(IncidentFile file) => file.Dropped + file.Records.Length;

    private void Opened(IncidentFile file)
    {
        long number = file.Number;
        string severity = IncidentViews.SeverityOf(file.Severity);
        _parts.Log.Post(log => log.Of(LogEvents.IncidentOpened).ForContext("Incident", number).Warning(
            "incident {Number} is opened, {Severity}: `basisd incident show` has its deadlines", number, severity));
        if (_records.Count > IncidentRegister.MaxFiles)
        {
            // Those that the register has forgotten.
            foreach (long known in new List<long>(_records.Keys))
            {
                _ = Register.Find(known) is null && _records.Remove(known);
            }
        }
    }

    private void Follow(IncidentFile file)
    {
        long number = file.Number;
        if (file.Severity != _severity)
        {
            string from = IncidentViews.SeverityOf(_severity);
            string to = IncidentViews.SeverityOf(file.Severity);
            _severity = file.Severity;
            _parts.Log.Post(log => log.Of(LogEvents.IncidentRaised).ForContext("Incident", number).Warning(
                "incident {Number} is raised from {From} to {To}", number, from, to));
        }

        if (_open && !file.IsOpen)
        {
            _open = false;
            string lasted = Lasted.Text(file.ClosedAt - file.OpenedAt);
            _parts.Log.Post(log => log.Of(LogEvents.IncidentClosed).ForContext("Incident", number).Information(
                "incident {Number} is closed after {Lasted}: every scope is NORMAL again", number, lasted));
        }
    }

    private void Records(IncidentFile file)
    {
        long total = Total(file);
        long fresh = total - _records.GetValueOrDefault(file.Number);
        if (fresh == 0)
        {
            return;
        }

        _records[file.Number] = total;
        ReadOnlySpan<IncidentRecord> records = file.Records;
        for (int i = Math.Max(0, records.Length - (int)Math.Min(fresh, records.Length)); i < records.Length; i++)
        {
            Say(records[i], file);
        }
    }

    private void Say(IncidentRecord record, IncidentFile file)
    {
        long number = file.Number;
        if (record.Kind == IncidentRecordKind.Missed)
        {
            string word = IncidentDeadlines.WordOf(record.Deadline);
            string due = AuditTime.Short(file.DueAt(record.Deadline));
            _parts.Metrics.Incidents.DeadlinesMissed[(int)record.Deadline].AddOwned(1);
            _parts.Log.Post(log => log.Of(LogEvents.DeadlineMissed).ForContext("Incident", number).Error(
                "incident {Number}: the deadline for {Deadline} passed at {Due} UTC", number, word, due));
        }
        else if (record.Kind == IncidentRecordKind.Step)
        {
            string step = ProtocolWords.NameOf(record.Step);
            string role = RoleNames.Of(record.Role);
            string author = record.Author;
            _parts.Log.Post(log => log.Of(LogEvents.ProtocolStep).ForContext("Incident", number).Information(
                "incident {Number}: {Step} is recorded by {Author} ({Role})", number, step, author, role));
        }
    }
}
