using System;
using System.Text.Json;
using System.Text.Unicode;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Probes.Gateway;

/// <summary>
/// One answer of the contract (<c>docs/venue-gateway.yaml</c>) to records: strict, exact, bounded. What it lets through is in every range that
/// the core relies on; what it does not is one <see cref="GatewayAnswerException"/> with place, what and how. Pure.
/// </summary>
internal static class AnswerParser
{
    private static readonly string[] Head = ["venue", "as_of", "items"];
    private static readonly string[] PagedHead = ["venue", "as_of", "items", "next"];

    /// <summary>Reads an answer.</summary>
    /// <param name="shape">Which list it is.</param>
    /// <param name="body">The body.</param>
    /// <param name="names">The venue and its names.</param>
    /// <param name="to">Where the items go, in their order.</param>
    /// <exception cref="GatewayAnswerException">It is not what the contract says; <paramref name="to"/> may hold a part of it.</exception>
    public static AnswerHead Read(AnswerShape shape, ReadOnlySpan<byte> body, GatewayNames names, RecordList to)
    {
        if (!Utf8.IsValid(body))
        {
            throw new GatewayAnswerException(GatewayOutcome.Format, $"{shape.Path} is not UTF-8; answer in UTF-8");
        }

        AnswerReader json = new(shape.Path, body, stackalloc char[AnswerReader.ScratchCharacters]);
        json.Advance();
        if (json.Token != JsonTokenType.StartObject)
        {
            throw json.Wrong("is no JSON object", "answer with one object");
        }

        string[] known = shape.Next == AnswerNext.None ? Head : PagedHead;
        int seen = 0;
        long asOf = 0;
        ulong? next = null;
        int first = to.Count;
        int member;
        while ((member = json.Member(known, ref seen)) >= 0)
        {
            switch (member)
            {
                case 0:
                    ReadOnlySpan<char> venue = json.Text("the venue's name", GatewayLimits.MaxNameBytes);
                    if (!venue.SequenceEqual(names.Venue.Name))
                    {
                        throw json.Wrong($"is '{venue}'", $"must be '{names.Venue.Name}': is gateway_url that of another venue?");
                    }

                    break;
                case 1:
                    asOf = json.Number(0);
                    break;
                case 2:
                    ReadItems(shape, ref json, names, to);
                    break;
                default:
                    next = ReadNext(shape, ref json);
                    break;
            }
        }

        json.Whole(known, seen);
        if (json.Advance())
        {
            throw json.Wrong("goes on behind its object", "answer with one JSON object");
        }

        ReadOnlySpan<VenueRecord> items = to.Items[first..];
        CheckNext(shape, items, next);
        to.StampFrom(first, names.Venue.Index, shape.Next == AnswerNext.Seq ? null : asOf);
        return new AnswerHead(asOf, next);
    }

    private static void CheckNext(AnswerShape shape, ReadOnlySpan<VenueRecord> items, ulong? next)
    {
        if (next is not { } behind)
        {
            return;
        }

        if (items.Length == 0)
        {
            throw new GatewayAnswerException(
                GatewayOutcome.OutOfOrder, $"{shape.Path} next is {behind} on a page without items; a page that is empty is the last one, next null");
        }

        ref readonly VenueRecord last = ref items[^1];
        ulong of = shape.Next == AnswerNext.Seq ? (ulong)last.Seq : unchecked((ulong)last.Id);
        if (behind != of)
        {
            throw new GatewayAnswerException(
                GatewayOutcome.OutOfOrder, $"{shape.Path} next is {behind} and the last item {of}; next must name the last item of the page");
        }
    }

    private static ulong? ReadNext(AnswerShape shape, ref AnswerReader json)
    {
        if (json.Token == JsonTokenType.Null)
        {
            return null;
        }

        return shape.Next == AnswerNext.Seq ? (ulong)json.Number(1) : Digits(ref json, "an order id");
    }

    private static void ReadItems(AnswerShape shape, ref AnswerReader json, GatewayNames names, RecordList to)
    {
        if (json.Token != JsonTokenType.StartArray)
        {
            throw json.Wrong("is no array", "must be an array of objects, empty when there is nothing");
        }

        for (int index = 0; ; index++)
        {
            json.Advance();
            if (json.Token == JsonTokenType.EndArray)
            {
                json.Item(-1);
                return;
            }

            json.Item(index);
            if (json.Token != JsonTokenType.StartObject)
            {
                throw json.Wrong("is no object", "must be an object");
            }

            VenueRecord record = ReadItem(shape, ref json, names);
            if (!to.TryAdd(record))
            {
                throw new GatewayAnswerException(GatewayOutcome.TooMuch, $"{shape.Path} has more than {GatewayLimits.MaxRecords} items in one poll");
            }
        }
    }

    private static VenueRecord ReadItem(AnswerShape shape, ref AnswerReader json, GatewayNames names)
    {
        VenueRecord record = new() { Kind = shape.Kind };
        long ordered = 0;
        int seen = 0;
        int member;
        while ((member = json.Member(shape.Names, ref seen)) >= 0)
        {
            AnswerField field = shape.Fields[member];
            if (field is >= AnswerField.Market and <= AnswerField.FeeAsset)
            {
                Name(ref record, field, json.Text("a name", GatewayLimits.MaxNameBytes), names);
            }
            else if (field is >= AnswerField.Amount and <= AnswerField.Fee)
            {
                Amount(ref record, field, ref json, ref ordered);
            }
            else
            {
                Whole(ref record, field, ref json);
            }
        }

        json.Whole(shape.Names, seen);
        Together(record, ordered, ref json);
        return record;
    }

    private static void Name(ref VenueRecord record, AnswerField field, ReadOnlySpan<char> name, GatewayNames names)
    {
        switch (field)
        {
            case AnswerField.Market:
                MarketPlace market = names.Market(name);
                record.Item = market.Route;
                record.IsDerivative = market.IsDerivative;
                record.CashAccount = market.CashAccount;
                break;
            case AnswerField.Position:
                record.Item = names.Position(name);
                break;
            case AnswerField.Account:
                record.Item = names.Account(name);
                break;
            case AnswerField.CashUnit:
                record.CashAccount = names.Account(name);
                break;
            default:
                record.FeeAccount = names.Account(name);
                break;
        }
    }

    private static void Amount(ref VenueRecord record, AnswerField field, ref AnswerReader json, ref long ordered)
    {
        ReadOnlySpan<char> text = json.Text("a decimal number", DecimalText.MaxCharacters);
        string? problem = DecimalText.ReadAmount(text, out long amount);
        long most = field == AnswerField.Cash ? GatewayLimits.MaxCash : GatewayLimits.MaxAmount;
        if (problem == DecimalText.TooLarge || amount > most || amount < -most)
        {
            throw json.Wrong($"'{text}' {DecimalText.TooLarge}", $"at most {most / FixedPoint.Scale} either way");
        }

        if (problem is not null)
        {
            throw json.Wrong($"'{text}' {problem}", "write it like \"-0.5\": digits, at most 8 behind the point, no exponent");
        }

        if (amount < 0 && field is AnswerField.Price or AnswerField.PriceOrNone or AnswerField.Fee)
        {
            throw json.Wrong($"'{text}' is negative", "must be zero or more");
        }

        if (amount == 0 && field is AnswerField.Traded or AnswerField.Ordered or AnswerField.Price)
        {
            throw json.Wrong("is zero", "must not be zero");
        }

        switch (field)
        {
            case AnswerField.Ordered:
                ordered = amount;
                break;
            case AnswerField.Price or AnswerField.PriceOrNone:
                record.Price = amount;
                break;
            case AnswerField.Cash:
                record.Cash = amount;
                break;
            case AnswerField.Fee:
                record.Fee = amount;
                break;
            default:
                record.Quantity = amount;
                break;
        }
    }

    private static void Whole(ref VenueRecord record, AnswerField field, ref AnswerReader json)
    {
        switch (field)
        {
            case AnswerField.Seq:
                record.Seq = json.Number(1);
                break;
            case AnswerField.Id:
                record.Id = unchecked((long)Digits(ref json, "an id"));
                break;
            case AnswerField.OrderId:
                record.OrderId = unchecked((long)Digits(ref json, "an order id, \"0\" where the order carries none"));
                break;
            case AnswerField.RatePpm:
                record.RatePpm = Rate(ref json);
                break;
            default:
                ulong time = Digits(ref json, "Unix nanoseconds");
                if (time is 0 or > (ulong)GatewayLimits.MaxTimeNs)
                {
                    throw json.Wrong($"{time} is no time", "Unix nanoseconds, above 0 and before the year 2100");
                }

                record.Time = (long)time;
                break;
        }
    }

    private static void Together(in VenueRecord record, long ordered, ref AnswerReader json)
    {
        if (record.Kind == VenueRecordKind.OpenOrder && (ordered < 0 ? record.Quantity > 0 || record.Quantity < ordered
            : record.Quantity < 0 || record.Quantity > ordered))
        {
            throw json.Wrong("has more remaining than its quantity, or the other way round", "between zero and quantity, with its sign");
        }

        Int128 worth = (Int128)record.Quantity * record.Price / FixedPoint.Scale;
        if (worth > GatewayLimits.MaxCash || worth < -GatewayLimits.MaxCash)
        {
            throw json.Wrong("is worth too much", $"quantity times price is at most {GatewayLimits.MaxCash / FixedPoint.Scale} either way");
        }
    }

    private static ulong Digits(ref AnswerReader json, string what)
    {
        ReadOnlySpan<char> text = json.Text(what, DecimalText.MaxCharacters);
        return DecimalText.TryReadNumber(text, out ulong number)
            ? number : throw json.Wrong($"'{text}' is no whole number of 64 bits", $"must be {what}: decimal digits, no sign, no leading zeros");
    }

    private static long Rate(ref AnswerReader json)
    {
        ReadOnlySpan<char> text = json.Text("a rate in ppm", DecimalText.MaxCharacters);
        bool negative = text[0] == '-';
        if (!DecimalText.TryReadNumber(negative ? text[1..] : text, out ulong rate) || rate > (ulong)GatewayLimits.MaxRatePpm)
        {
            throw json.Wrong($"'{text}' is no rate", $"a whole number of ppm, at most {GatewayLimits.MaxRatePpm} either way");
        }

        return negative ? -(long)rate : (long)rate;
    }
}
