using System;
using Basisd.Safety;

namespace Basisd.Incidents;

/// <summary>
/// What is still to be told to a receiver outside, oldest first and in order, at most <see cref="Capacity"/> of it, with what was told last of every
/// scope and of the incident, so that nothing is left out when a node dies between a decision and its notice. Changed by journal entries alone. It
/// sends nothing and decides nothing: what is told is the node's to say.
/// </summary>
public sealed class NoticeOutbox
{
    /// <summary>Most pending notices; one more, and the oldest gives way.</summary>
    public const int Capacity = 256;

    private readonly Notice[] _ring = new Notice[Capacity];
    private readonly Mode[] _told;
    private int _head;
    private long _nextId = 1;

    /// <summary>Creates an outbox that never held anything.</summary>
    /// <param name="scopes">Number of scopes.</param>
    public NoticeOutbox(int scopes) => _told = new Mode[scopes];

    /// <summary>Whether it ever held anything.</summary>
    public bool HasAny => _nextId > 1;

    /// <summary>Pending notices.</summary>
    public int Count { get; private set; }

    /// <summary>Whether one more would be too many.</summary>
    public bool IsFull => Count == Capacity;

    /// <summary>Number of the latest notice, pending or not; 0 before the first.</summary>
    public long LastId => _nextId - 1;

    /// <summary>Notices that the receiver took, since the journal began.</summary>
    public long Delivered { get; private set; }

    /// <summary>Notices that gave way, since the journal began.</summary>
    public long Dropped { get; private set; }

    /// <summary>Number of the incident that was told of last; 0 for none.</summary>
    public long ToldIncident { get; private set; }

    /// <summary>Its severity as told.</summary>
    public Severity ToldSeverity { get; private set; } = Severity.Low;

    /// <summary>Whether it was told of as open.</summary>
    public bool ToldOpen { get; private set; }

    /// <summary>A pending notice, 0 is the oldest.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public ref readonly Notice this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return ref _ring[(_head + index) % Capacity];
        }
    }

    /// <summary>The mode of a scope as it was told last; NORMAL where none was told.</summary>
    public Mode ToldModeOf(int scope) => _told[scope];

    /// <summary>Takes a notice behind the others.</summary>
    /// <returns>
    /// False when its number is not the next one, when it names no scope or kind, or when there is no room; nothing has changed then.
    /// </returns>
    public bool TryQueue(in Notice notice)
    {
        bool fits = notice.Id == _nextId && !IsFull && notice.Scope >= 0 && notice.Scope < _told.Length
            && notice.Kind is > NoticeKind.None and <= NoticeKind.DeadlineMissed;
        if (!fits)
        {
            return false;
        }

        _ring[(_head + Count) % Capacity] = notice;
        Count++;
        _nextId++;
        if (notice.IsMode)
        {
            _told[notice.Scope] = notice.To;
        }
        else if (notice.Kind != NoticeKind.DeadlineMissed)
        {
            ToldIncident = notice.Incident;
            ToldSeverity = notice.Severity;
            ToldOpen = notice.Kind != NoticeKind.IncidentClosed;
        }

        return true;
    }

    /// <summary>Ends the oldest notice.</summary>
    /// <returns>False when it is not the oldest one, or when that is no end; nothing has changed then.</returns>
    public bool TrySettle(long id, NoticeEnd end)
    {
        if (Count == 0 || _ring[_head].Id != id || end is not (NoticeEnd.Delivered or NoticeEnd.Dropped))
        {
            return false;
        }

        Delivered += end == NoticeEnd.Delivered ? 1 : 0;
        Dropped += end == NoticeEnd.Dropped ? 1 : 0;
        _ring[_head] = default;
        _head = (_head + 1) % Capacity;
        Count--;
        return true;
    }

    /// <summary>Writes one notice.</summary>
    public static void Write(CanonicalWriter writer, in Notice notice)
    {
        writer.I64(notice.Id);
        writer.U8((byte)notice.Kind);
        writer.I64(notice.Incident);
        writer.U8((byte)notice.Severity);
        writer.I32(notice.Scope);
        writer.U8((byte)notice.From);
        writer.U8((byte)notice.To);
        writer.U8((byte)notice.Trigger);
        writer.U8(notice.Detail);
    }

    /// <summary>Reads one notice.</summary>
    /// <exception cref="CanonicalFormatException">The bytes end early.</exception>
    public static Notice Read(ref CanonicalReader reader, long at) => new(
        reader.I64(), at, (NoticeKind)reader.U8(), reader.I64(), (Severity)reader.U8(), reader.I32(), (Mode)reader.U8(), (Mode)reader.U8(),
        (TriggerId)reader.U8(), reader.U8());

    /// <summary>Writes the outbox.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.I64(_nextId);
        writer.I64(Delivered);
        writer.I64(Dropped);
        writer.I64(ToldIncident);
        writer.U8((byte)ToldSeverity);
        writer.Bool(ToldOpen);
        writer.I32(_told.Length);
        foreach (Mode mode in _told)
        {
            writer.U8((byte)mode);
        }

        writer.I32(Count);
        for (int i = 0; i < Count; i++)
        {
            writer.I64(this[i].At);
            Write(writer, this[i]);
        }
    }

    /// <summary>Reads the outbox.</summary>
    /// <exception cref="CanonicalFormatException">The bytes are no outbox of so many scopes.</exception>
    public void Read(ref CanonicalReader reader)
    {
        _nextId = reader.I64();
        Delivered = reader.I64();
        Dropped = reader.I64();
        ToldIncident = reader.I64();
        ToldSeverity = (Severity)reader.U8();
        ToldOpen = reader.Bool();
        if (reader.I32() != _told.Length)
        {
            throw new CanonicalFormatException("the outbox is of another number of scopes");
        }

        for (int scope = 0; scope < _told.Length; scope++)
        {
            _told[scope] = (Mode)reader.U8();
        }

        _head = 0;
        Count = reader.Count(Capacity);
        for (int i = 0; i < Count; i++)
        {
            long at = reader.I64();
            _ring[i] = Read(ref reader, at);
        }
    }
}
