using System;
using System.Collections.Generic;
using Basisd.Incidents;
using Basisd.Journal;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Host.Audit;

/// <summary>
/// What the journal says of reconciliation in the time of an incident, or in all of it: which events the venues listed, what they did to each
/// account, which differences were opened and how each ended (SPEC 10: reconciliation report). It judges nothing anew.
/// </summary>
public sealed class ReconciliationReport
{
    private readonly string? _venue;
    private readonly long? _incident;
    private readonly SortedDictionary<(int Venue, int Account), ReportedAccount> _accounts = [];
    private readonly HashSet<(int Venue, long Funding, long Transfer, long Fill, int Item)> _applied = [];
    private readonly SortedDictionary<string, long> _events = new(StringComparer.Ordinal);
    private readonly List<ReportedDifference> _differences = [];
    private readonly HashSet<int> _begun = [];
    private string _words = string.Empty;
    private bool _ended;
    private bool _inside;

    /// <summary>Prepares a report.</summary>
    /// <param name="names">Names of the journal.</param>
    /// <param name="venue">One venue, null for all.</param>
    /// <param name="incident">From its opening to its end; null for the whole journal.</param>
    public ReconciliationReport(EntryNames names, string? venue, long? incident)
    {
        Names = names.Ledger;
        _venue = venue;
        _incident = incident;
        _inside = incident is null;
    }

    /// <summary>The names.</summary>
    public LedgerNames Names { get; }

    /// <summary>The incident; null for the whole journal.</summary>
    public long? Incident => _incident;

    /// <summary>Wall time of the first entry, Unix ns; 0 while there is none.</summary>
    public long From { get; private set; }

    /// <summary>Wall time of the last entry, Unix ns.</summary>
    public long To { get; private set; }

    /// <summary>First and last sequence.</summary>
    public (ulong First, ulong Last) Entries { get; private set; }

    /// <summary>Chain hash of the last entry.</summary>
    public string Head { get; private set; } = string.Empty;

    /// <summary>Records by venue and kind.</summary>
    public IReadOnlyDictionary<string, long> Events => _events;

    /// <summary>The accounts, by venue and account.</summary>
    public IReadOnlyCollection<ReportedAccount> Accounts => _accounts.Values;

    /// <summary>The differences in the order in which they were opened.</summary>
    public IReadOnlyList<ReportedDifference> Differences => _differences;

    /// <summary>Differences that are open at the end.</summary>
    public int Open => _differences.FindAll(d => d.Ended == 0).Count;

    /// <summary>Reads a journal to its end.</summary>
    /// <returns>False if it cannot be read whole.</returns>
    public bool Read(JournalWalk walk)
    {
        while (true)
        {
            switch (walk.Next(out FrameHeader header, out ReadOnlySpan<byte> payload))
            {
                case ReadStep.End: return true;
                case ReadStep.Failed: return false;
            }

            Take(header, payload);
        }
    }

    /// <summary>Takes the next entry of a journal, where somebody else reads it.</summary>
    /// <exception cref="CanonicalFormatException">The entry is of another version.</exception>
    public void Take(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (header.Kind >= ReservedKinds.First)
        {
            return;
        }

        _inside = Follows((EntryKind)header.Kind, payload, _inside);
        if (_inside)
        {
            From = From == 0 ? header.WallNs : From;
            To = header.WallNs;
            Entries = (Entries.First == 0 ? header.Sequence : Entries.First, header.Sequence);
            Head = header.Hash.ToString();
            Take((EntryKind)header.Kind, header.Sequence, payload);
            _inside = !_ended;
        }
    }

    // The incident's own entry is inside, both its first and its last.
    private bool Follows(EntryKind kind, ReadOnlySpan<byte> payload, bool inside)
    {
        if (_incident is null || kind != EntryKind.Incident)
        {
            return inside;
        }

        CanonicalReader reader = new(payload);
        EntryCodec.CheckVersion(ref reader);
        reader.I64();
        IncidentChange change = (IncidentChange)reader.U8();
        bool own = reader.I64() == _incident;
        _ended |= own && change == IncidentChange.Closed;
        return inside || (own && change == IncidentChange.Opened);
    }

    private void Take(EntryKind kind, ulong sequence, ReadOnlySpan<byte> payload)
    {
        CanonicalReader reader = new(payload);
        switch (kind)
        {
            case EntryKind.VenueRecord:
                Take(RecordCodec.ReadRecord(ref reader, out _));
                break;
            case EntryKind.Difference:
                Take(RecordCodec.ReadChange(ref reader, out long at), at, sequence);
                break;
            case EntryKind.OperatorAct:
                EntryCodec.CheckVersion(ref reader);
                reader.I64();
                bool explains = (NodeInputKind)reader.U8() == NodeInputKind.Explain;
                reader.I32();
                reader.I64();
                int uid = reader.I32();
                _words = explains ? $"{reader.Text()} (uid {uid})" : _words;
                break;
        }
    }

    private void Take(in DifferenceChange change, long at, ulong sequence)
    {
        Difference difference = change.Difference;
        if (!Concerns(difference.Venue))
        {
            return;
        }

        ReportedDifference? open = ReportedDifference.Find(_differences, difference);
        if (open is null)
        {
            // Opened before the time of the report: it is in it all the same, with what is known.
            open = new ReportedDifference(difference, change.Step == DifferenceStep.Opened ? at : difference.Since, sequence);
            _differences.Add(open);
        }
        else
        {
            _differences[_differences.IndexOf(open)] = open = open with { Difference = difference };
        }

        if (change.Ends)
        {
            (open.Ended, open.EndedBy, open.Why) = (at, sequence, change.Step);
            open.Words = change.Step == DifferenceStep.Explained ? _words : string.Empty;
            if (change.Step == DifferenceStep.Explained && difference.Kind == DifferenceKind.Balance)
            {
                AccountOf(difference.Venue, difference.Item).Explained += difference.Amount;
            }
        }
    }

    private void Take(in VenueRecord record)
    {
        if (!Concerns(record.Venue))
        {
            return;
        }

        string key = $"{Names.Venue(record.Venue)} {RecordFields.WordOf(record.Kind)}";
        _events[key] = _events.GetValueOrDefault(key) + 1;
        switch (record.Kind)
        {
            case VenueRecordKind.Balance:
                ReportedAccount account = AccountOf(record.Venue, record.Item);
                account.HasFound = true;
                account.Found = record.Quantity;
                break;
            case VenueRecordKind.Watched or VenueRecordKind.Unwatched:
                Forget(record.Venue);
                break;
            case VenueRecordKind.PollEnd:
                Begin(record.Venue);
                break;
            case VenueRecordKind.Fill when _applied.Add((record.Venue, 0, 0, record.Id, record.Item)):
                ReportedAccount asset = AccountOf(record.Venue, Names.AccountOfRoute(record.Item));
                asset.Fills += record.IsDerivative ? 0 : record.Quantity;
                AccountOf(record.Venue, record.CashAccount).Fills += record.Cash;
                AccountOf(record.Venue, record.FeeAccount).Fees += record.Fee;
                break;
            case VenueRecordKind.Funding when _applied.Add((record.Venue, record.Id, 0, 0, 0)):
                AccountOf(record.Venue, record.CashAccount).Funding += record.Cash;
                break;
            case VenueRecordKind.Transfer when _applied.Add((record.Venue, 0, record.Id, 0, 0)):
                AccountOf(record.Venue, record.Item).Transfers += record.Quantity;
                break;
        }
    }

    // A venue that is watched anew begins anew.
    private void Forget(int venue)
    {
        _begun.Remove(venue);
        foreach ((int Venue, int Account) key in new List<(int Venue, int Account)>(_accounts.Keys))
        {
            if (key.Venue == venue)
            {
                _accounts.Remove(key);
            }
        }
    }

    // A first poll is complete: what the venue said is the baseline, and what came between its balances and its end stands behind it.
    private void Begin(int venue)
    {
        _begun.Add(venue);
        foreach (ReportedAccount account in _accounts.Values)
        {
            if (account.Venue == venue)
            {
                account.HasBaseline = true;
                account.Baseline = account.Found;
            }
        }
    }

    private ReportedAccount AccountOf(int venue, int account)
    {
        if (!_accounts.TryGetValue((venue, account), out ReportedAccount? found))
        {
            found = new ReportedAccount(venue, account) { HasBaseline = _begun.Contains(venue) };
            _accounts.Add((venue, account), found);
        }

        return found;
    }

    private bool Concerns(int venue) => _venue is null || Names.Venue(venue) == _venue;
}
