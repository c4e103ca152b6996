using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Node;

/// <summary>
/// Brings facts of the engine and records of the venues into the <see cref="RecordBook"/> and appends what follows from them. The same code runs
/// live and in a replay, so that both derive the same entries. It holds no rule and no time of its own.
/// </summary>
public sealed class RecordDesk
{
    private readonly RecordBook _book;

    /// <summary>Creates the desk of one book.</summary>
    public RecordDesk(RecordBook book) => _book = book;

    /// <summary>Applies a record, appends its entry and those of the differences that it shows.</summary>
    /// <returns>False if the venue is not watched or the record is not one of this topology; nothing is appended then.</returns>
    public bool Apply(in VenueRecord record, long at, Effects effects)
    {
        if (!_book.Fits(record) || !_book.Apply(record, at))
        {
            return false;
        }

        int offset = effects.Payloads.Length;
        RecordCodec.Write(effects.Payloads, record, at);
        effects.Append(EntryKind.VenueRecord, offset);
        AppendRaised(at, effects);
        return true;
    }

    /// <summary>Applies a step of a difference that time has decided, and appends its entry.</summary>
    /// <returns>False if it does not follow; nothing is appended then.</returns>
    public bool Apply(in DifferenceChange change, long at, Effects effects)
    {
        if (!_book.Apply(change))
        {
            return false;
        }

        Append(change, at, effects);
        return true;
    }

    /// <summary>Notes a fact of the engine.</summary>
    public void Note(in Observation fact, long at)
    {
        _book.BeginFact();
        int index = (int)fact.Index;
        switch (fact.Kind)
        {
            case ObservationKind.OrderEvent: _book.OnOurOrder(index, fact.V0, closed: fact.V1 > 1); break;
            case ObservationKind.Position: _book.OnOurPosition(index, fact.V0); break;
            case ObservationKind.Fill:
                FillEntry fill = new()
                {
                    IsOurs = true,
                    Route = index,
                    OrderId = fact.V0,
                    Id = fact.V1,
                    Quantity = fact.V2,
                    Price = fact.V3,
                    Since = at,
                    CashAccount = VenueRecord.UnknownItem,
                    FeeAccount = VenueRecord.UnknownItem,
                };
                _book.OnOurFill(index, fill, fact.SourceTime);
                break;
        }
    }

    /// <summary>Appends the differences that the latest record or fact showed, behind its entry.</summary>
    public void AppendRaised(long at, Effects effects)
    {
        foreach (ref readonly DifferenceChange change in _book.Raised)
        {
            Append(change, at, effects);
        }
    }

    /// <summary>Applies an entry that is in the journal already.</summary>
    /// <returns>False if it does not fit the state.</returns>
    /// <exception cref="CanonicalFormatException">The payload is damaged or of a newer version.</exception>
    public bool Replay(EntryKind kind, ref CanonicalReader reader, Effects effects)
    {
        if (kind == EntryKind.Difference)
        {
            DifferenceChange change = RecordCodec.ReadChange(ref reader, out long decided);
            return Apply(change, decided, effects);
        }

        VenueRecord record = RecordCodec.ReadRecord(ref reader, out long at);
        return Apply(record, at, effects);
    }

    private static void Append(in DifferenceChange change, long at, Effects effects)
    {
        int offset = effects.Payloads.Length;
        RecordCodec.Write(effects.Payloads, change, at);
        effects.Append(EntryKind.Difference, offset);
    }
}
