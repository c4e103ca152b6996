using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Basisd.Safety;

namespace Basisd.Incidents;

/// <summary>
/// The files of the latest incidents (SPEC 10). Durable: it follows <see cref="IncidentBook"/>, the DMM episodes and the records in the journal, and
/// reads no clock. Must never let a step be skipped, nor forget a deadline of an incident that it still remembers.
/// </summary>
public sealed class IncidentRegister
{
    /// <summary>Incidents that are remembered; older ones are in the journal.</summary>
    public const int MaxFiles = 32;

    private readonly List<IncidentFile> _files = new(MaxFiles);
    private readonly CanonicalWriter _scratch = new(2048);
    private readonly byte[] _digest = new byte[IncidentRecord.HashBytes];

    /// <summary>The files, oldest first.</summary>
    public ReadOnlySpan<IncidentFile> Files => CollectionsMarshal.AsSpan(_files);

    /// <summary>Number of records that were ever taken.</summary>
    public long Count { get; private set; }

    /// <summary>SHA-256 over the digest before and the latest record; zeros before the first.</summary>
    public ReadOnlySpan<byte> Digest => _digest;

    /// <summary>When the next deadline passes, Unix nanoseconds; <see cref="long.MaxValue"/> for none.</summary>
    public long NextDue { get; private set; } = long.MaxValue;

    /// <summary>The file of an incident that is open, if one is.</summary>
    public IncidentFile? Open => _files.Count > 0 && _files[^1].IsOpen ? _files[^1] : null;

    /// <summary>Whether the protocol of the running DMM episode is complete but for its last step, the approval.</summary>
    public bool AwaitsApproval => Open is { NextStep: ProtocolStep.Approval };

    /// <summary>The step that the node itself has to record next; <see cref="ProtocolStep.None"/> for none.</summary>
    public ProtocolStep AwaitedOfSystem { get; private set; }

    /// <summary>The file of an incident.</summary>
    /// <returns>Null where it is not remembered.</returns>
    public IncidentFile? Find(long number)
    {
        foreach (IncidentFile file in Files)
        {
            if (file.Number == number)
            {
                return file;
            }
        }

        return null;
    }

    /// <summary>Follows what became of the incident of the episode.</summary>
    public void Follow(IncidentChange change, IncidentBook book, long at)
    {
        switch (change)
        {
            case IncidentChange.Opened:
                if (_files.Count == MaxFiles)
                {
                    _files.RemoveAt(0);
                }

                _files.Add(new IncidentFile(book.LatestId, book.Severity, at));
                break;
            case IncidentChange.Raised: Open?.Raise(book.Severity, at); break;
            case IncidentChange.Closed: Open?.Close(at); break;
            default: return;
        }

        Settle();
    }

    /// <summary>The platform is in a DMM episode: its protocol begins, unless it did already.</summary>
    public void InDmm(long epoch)
    {
        if (Open is { } file && file.Epoch != epoch)
        {
            file.BeginProtocol(epoch);
            Settle();
        }
    }

    /// <summary>What a record of a person would be refused for now.</summary>
    public IncidentRefusal Problem(IncidentRecord record)
    {
        bool bySystem = record.Role == OperatorRoles.System || record.Kind == IncidentRecordKind.Missed;
        if (bySystem || record.Role == OperatorRoles.None || record.Author.Length == 0 || !IncidentCodec.IsWhole(record))
        {
            return IncidentRefusal.Malformed;
        }

        IncidentFile? file = Find(record.Incident);
        return file is null ? IncidentRefusal.NoSuchIncident
            : record.Kind == IncidentRecordKind.Step ? file.Problem(record.Step, record.Role, record.Document) : IncidentRefusal.None;
    }

    /// <summary>Takes a record that is an entry of the journal.</summary>
    /// <returns>False if it does not fit: of an incident that is not there, or a step out of its order.</returns>
    public bool Take(IncidentRecord record)
    {
        IncidentFile? file = Find(record.Incident);
        bool bySystem = record.Role == OperatorRoles.System;
        if (file is null || (!bySystem && Problem(record) != IncidentRefusal.None)
            || (bySystem && record.Kind == IncidentRecordKind.Step && record.Step != file.NextStep))
        {
            return false;
        }

        _scratch.Clear();
        _scratch.Raw(_digest);
        IncidentCodec.Write(_scratch, record);
        SHA256.HashData(_scratch.Written, _digest);
        Count++;
        file.Take(record);
        Settle();
        return true;
    }

    /// <summary>The first deadline that has passed and is not noted yet.</summary>
    /// <returns>Null for none.</returns>
    public IncidentRecord? Passed(long now)
    {
        if (now < NextDue)
        {
            return null;
        }

        foreach (IncidentFile file in Files)
        {
            for (IncidentDeadline deadline = IncidentDeadline.Response; deadline <= IncidentDeadline.Disclosure; deadline++)
            {
                if (file.IsPassed(deadline, now))
                {
                    return new IncidentRecord
                    {
                        Kind = IncidentRecordKind.Missed,
                        Incident = file.Number,
                        At = now,
                        Deadline = deadline,
                        Role = OperatorRoles.System,
                        Author = "basisd",
                    };
                }
            }
        }

        return null;
    }

    /// <summary>Adopts the incident of a snapshot that is older than the register.</summary>
    public void Adopt(IncidentBook book, long epoch, bool inDmm)
    {
        if (book.OpenId == 0)
        {
            return;
        }

        _files.Add(new IncidentFile(book.OpenId, book.Severity, book.OpenedAt));
        if (inDmm)
        {
            InDmm(epoch);
        }

        Settle();
    }

    /// <summary>Writes it.</summary>
    public void Write(CanonicalWriter to)
    {
        to.I64(Count);
        to.Raw(_digest);
        to.I32(_files.Count);
        foreach (IncidentFile file in Files)
        {
            file.Write(to);
        }
    }

    /// <summary>Reads it into one that is empty.</summary>
    /// <exception cref="CanonicalFormatException">It is damaged.</exception>
    public void Read(ref CanonicalReader from)
    {
        Count = from.I64();
        from.Raw(_digest.Length).CopyTo(_digest);
        for (int left = from.Count(MaxFiles); left > 0; left--)
        {
            _files.Add(IncidentFile.Read(ref from));
        }

        Settle();
    }

    private void Settle()
    {
        NextDue = long.MaxValue;
        foreach (IncidentFile file in Files)
        {
            NextDue = Math.Min(NextDue, file.NextDue());
        }

        ProtocolStep next = Open?.NextStep ?? ProtocolStep.None;
        AwaitedOfSystem = next is ProtocolStep.FullHalt or ProtocolStep.StateFreeze ? next : ProtocolStep.None;
    }
}
