using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Node;

/// <summary>Payloads of the entries of reconciliation, in the manner of <see cref="EntryCodec"/>.</summary>
public static class RecordCodec
{
    /// <summary>Writes a record of a venue's gateway, with the core time at which it was taken.</summary>
    public static void Write(CanonicalWriter to, in VenueRecord record, long at)
    {
        to.U8(EntryCodec.Version);
        to.I64(at);
        to.U8((byte)record.Kind);
        to.I32(record.Venue);
        to.I64(record.Seq);
        to.I64(record.Time);
        to.I32(record.Item);
        to.Bool(record.IsDerivative);
        to.I64(record.OrderId);
        to.I64(record.Id);
        to.I64(record.Quantity);
        to.I64(record.Price);
        to.I64(record.Cash);
        to.I32(record.CashAccount);
        to.I64(record.Fee);
        to.I32(record.FeeAccount);
        to.I64(record.RatePpm);
    }

    /// <summary>Reads a record of a venue's gateway.</summary>
    /// <exception cref="CanonicalFormatException">Another version or length.</exception>
    public static VenueRecord ReadRecord(ref CanonicalReader from, out long at)
    {
        EntryCodec.CheckVersion(ref from);
        at = from.I64();
        return new VenueRecord
        {
            Kind = (VenueRecordKind)from.U8(),
            Venue = from.I32(),
            Seq = from.I64(),
            Time = from.I64(),
            Item = from.I32(),
            IsDerivative = from.Bool(),
            OrderId = from.I64(),
            Id = from.I64(),
            Quantity = from.I64(),
            Price = from.I64(),
            Cash = from.I64(),
            CashAccount = from.I32(),
            Fee = from.I64(),
            FeeAccount = from.I32(),
            RatePpm = from.I64(),
        };
    }

    /// <summary>Writes a step of a difference, with its core time.</summary>
    public static void Write(CanonicalWriter to, in DifferenceChange change, long at)
    {
        to.U8(EntryCodec.Version);
        to.I64(at);
        to.U8((byte)change.Step);
        DifferenceBook.Write(to, change.Difference);
    }

    /// <summary>Reads a step of a difference.</summary>
    /// <exception cref="CanonicalFormatException">Another version or length.</exception>
    public static DifferenceChange ReadChange(ref CanonicalReader from, out long at)
    {
        EntryCodec.CheckVersion(ref from);
        at = from.I64();
        DifferenceStep step = (DifferenceStep)from.U8();
        return new DifferenceChange(step, DifferenceBook.ReadOne(ref from));
    }
}
