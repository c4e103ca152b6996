using System.Collections.Generic;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Host.Audit;

/// <summary>Entries of reconciliation as fields and in words: what a venue's gateway listed, what became of a difference.</summary>
internal static class RecordFields
{
    /// <summary>A record of a venue's gateway.</summary>
    public static string Record(ref CanonicalReader reader, LedgerNames names, List<AuditField> fields)
    {
        VenueRecord record = RecordCodec.ReadRecord(ref reader, out long at);
        string venue = names.Venue(record.Venue);
        fields.Add(new("at", AuditTime.Iso(at), 0));
        fields.Add(new("record", WordOf(record.Kind), 0));
        fields.Add(new("venue", venue, 0));
        fields.Add(new("seq", null, record.Seq));
        return record.Kind switch
        {
            VenueRecordKind.Fill => Fill(record, venue, names, fields),
            VenueRecordKind.Funding => Funding(record, venue, names, fields),
            VenueRecordKind.Transfer => Transfer(record, venue, names, fields),
            VenueRecordKind.Balance => Total(record, venue, names.Account(record.Item), "holds", fields),
            VenueRecordKind.Position => Total(record, venue, names.Position(record.Item), "has the position", fields),
            VenueRecordKind.OpenOrder => $"{venue}: order {record.OrderId} was open before it was watched",
            VenueRecordKind.PollBegin => $"{venue}: the first poll begins",
            VenueRecordKind.PollEnd => $"{venue}: the first poll is complete; what it listed is the baseline",
            VenueRecordKind.Watched => $"{venue}: its gateway is read from here on",
            VenueRecordKind.Unwatched => $"{venue}: it has no gateway from here on",
            VenueRecordKind.Explained => $"{venue}: its open differences are explained",
            _ => $"{venue}: record kind {(int)record.Kind}",
        };
    }

    /// <summary>A step of a difference.</summary>
    public static string Change(ref CanonicalReader reader, LedgerNames names, List<AuditField> fields)
    {
        DifferenceChange change = RecordCodec.ReadChange(ref reader, out long at);
        Difference d = change.Difference;
        fields.Add(new("at", AuditTime.Iso(at), 0));
        fields.Add(new("step", DifferenceText.WordOf(change.Step), 0));
        fields.Add(new("difference", DifferenceText.WordOf(d.Kind), 0));
        fields.Add(new("venue", names.Venue(d.Venue), 0));
        fields.Add(new("subject", names.Subject(d), 0));
        fields.Add(new("order", null, d.OrderId));
        fields.Add(new("id", null, d.Id));
        fields.Add(new("expected", EvidenceText.Amount(d.Expected), 0));
        fields.Add(new("found", EvidenceText.Amount(d.Found), 0));
        fields.Add(new("amount", EvidenceText.Amount(d.Amount), 0));
        fields.Add(new("seq", null, d.Seq));
        fields.Add(new("since", AuditTime.Iso(d.Since), 0));
        return $"{DifferenceText.Of(d, names)}; {DifferenceText.Meaning(change.Step)}";
    }

    /// <summary>Word of a kind of record.</summary>
    public static string WordOf(VenueRecordKind kind) => kind switch
    {
        VenueRecordKind.PollBegin => "poll_begin",
        VenueRecordKind.Fill => "fill",
        VenueRecordKind.Funding => "funding",
        VenueRecordKind.Transfer => "transfer",
        VenueRecordKind.Balance => "balance",
        VenueRecordKind.Position => "position",
        VenueRecordKind.OpenOrder => "open_order",
        VenueRecordKind.PollEnd => "poll_end",
        VenueRecordKind.Watched => "watched",
        VenueRecordKind.Unwatched => "unwatched",
        VenueRecordKind.Explained => "explained",
        _ => $"record_{(int)kind}",
    };

    private static string Fill(in VenueRecord record, string venue, LedgerNames names, List<AuditField> fields)
    {
        string route = names.Route(record.Item);
        fields.Add(new("route", route, 0));
        fields.Add(new("derivative", record.IsDerivative ? "yes" : "no", 0));
        fields.Add(new("order", null, record.OrderId));
        fields.Add(new("fill", null, record.Id));
        Amount(fields, "quantity", record.Quantity);
        Amount(fields, "price", record.Price);
        Amount(fields, "cash", record.Cash);
        Amount(fields, "fee", record.Fee);
        fields.Add(new("fee_account", names.Account(record.FeeAccount), 0));
        fields.Add(new("time", AuditTime.Iso(record.Time), 0));
        return $"{venue} lists fill {record.Id} of order {record.OrderId}, {route}: {EvidenceText.Amount(record.Quantity)} at "
            + $"{EvidenceText.Amount(record.Price)}, cash {EvidenceText.Amount(record.Cash)}, fee {EvidenceText.Amount(record.Fee)} (seq {record.Seq})";
    }

    private static string Funding(in VenueRecord record, string venue, LedgerNames names, List<AuditField> fields)
    {
        fields.Add(new("position", names.Position(record.Item), 0));
        fields.Add(new("funding", null, record.Id));
        fields.Add(new("account", names.Account(record.CashAccount), 0));
        Amount(fields, "quantity", record.Quantity);
        Amount(fields, "mark_price", record.Price);
        fields.Add(new("rate_ppm", null, record.RatePpm));
        Amount(fields, "amount", record.Cash);
        fields.Add(new("time", AuditTime.Iso(record.Time), 0));
        return $"{venue} lists funding {record.Id} of {names.Position(record.Item)}: {EvidenceText.Amount(record.Cash)} (seq {record.Seq})";
    }

    private static string Transfer(in VenueRecord record, string venue, LedgerNames names, List<AuditField> fields)
    {
        fields.Add(new("account", names.Account(record.Item), 0));
        fields.Add(new("transfer", null, record.Id));
        Amount(fields, "amount", record.Quantity);
        fields.Add(new("time", AuditTime.Iso(record.Time), 0));
        return $"{venue} lists transfer {record.Id}: {EvidenceText.Amount(record.Quantity)} {names.Account(record.Item)} (seq {record.Seq})";
    }

    private static string Total(in VenueRecord record, string venue, string what, string verb, List<AuditField> fields)
    {
        fields.Add(new("subject", what, 0));
        Amount(fields, "total", record.Quantity);
        return $"{venue} {verb} {EvidenceText.Amount(record.Quantity)} {what} as of seq {record.Seq}";
    }

    // Amounts stay texts: a JSON number of eight decimals would be rounded by most readers.
    private static void Amount(List<AuditField> fields, string name, long value) => fields.Add(new(name, EvidenceText.Amount(value), 0));
}
