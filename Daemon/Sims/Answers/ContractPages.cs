using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Basisd.Sims.Book;
using Basisd.Sims.Faults;

namespace Basisd.Sims.Answers;

/// <summary>
/// The answers of the venue gateway contract, version 1, from a book: amounts and ids as strings, sequences as numbers, lists in pages. What
/// is not so comes from the faults alone.
/// </summary>
internal sealed class ContractPages(string venue, VenueBook book)
{
    /// <summary>Items of a page unless the client asks for fewer.</summary>
    public const int DefaultLimit = 200;

    /// <summary>Most items of a page.</summary>
    public const int MaxLimit = 1_000;

    /// <summary>Largest JSON number of the contract: 2^53 − 1.</summary>
    public const long MaxNumber = (1L << 53) - 1;

    private const string Huge = "92233720368547758070";

    /// <summary>Answers a question of the contract.</summary>
    /// <param name="name">What stands behind the version: <c>health</c>, <c>balances</c> …</param>
    /// <param name="query">Its query.</param>
    /// <param name="lies">What is not so.</param>
    /// <returns>Null where the contract has no such path.</returns>
    public SimReply? Answer(string name, FlatFields query, Lies lies)
    {
        VenueEventKind kind = name switch
        {
            "fills" => VenueEventKind.Fill,
            "funding" => VenueEventKind.Funding,
            "transfers" => VenueEventKind.Transfer,
            _ => VenueEventKind.Blank,
        };
        if (kind != VenueEventKind.Blank)
        {
            return Events(kind, query, lies);
        }

        if (name == "orders")
        {
            return Orders(query, lies);
        }

        Action<Utf8JsonWriter>? write = name switch
        {
            "health" => json => Health(json, lies),
            "balances" => json => Balances(json, lies),
            "positions" => json => Positions(json, lies),
            _ => null,
        };
        return write is null ? null : query.AreGood() ? new SimReply(200, SimJson.Write(write)) : SimReply.Error(400, query.Problem);
    }

    /// <summary>Writes one event as the contract has it.</summary>
    public void Write(Utf8JsonWriter json, in VenueEvent told, Lies lies)
    {
        json.WriteStartObject();
        Number(json, "seq", told.Seq, lies);
        switch (told.Kind)
        {
            case VenueEventKind.Fill:
                json.WriteString("fill_id", $"{told.Id}");
                json.WriteString("client_order_id", $"{told.ClientOrderId}");
                json.WriteString("market", book.Markets[told.Subject].Name);
                Amount(json, "quantity", told.Quantity, lies);
                Unsigned(json, "price", told.Price, lies);
                Amount(json, "cash", told.Cash, lies);
                Unsigned(json, "fee", told.Fee, lies);
                json.WriteString("fee_asset", book.Markets[told.Subject].Quote);
                break;
            case VenueEventKind.Funding:
                json.WriteString("funding_id", $"{told.Id}");
                json.WriteString("position", book.Markets[told.Subject].Position);
                json.WriteString("unit", book.Markets[told.Subject].Quote);
                Amount(json, "quantity", told.Quantity, lies);
                Unsigned(json, "mark_price", told.Price, lies);
                json.WriteString("rate_ppm", $"{told.RatePpm}");
                Amount(json, "amount", told.Cash, lies);
                break;
            default:
                json.WriteString("transfer_id", $"{told.Id}");
                json.WriteString("asset", book.Assets[told.Subject]);
                Amount(json, "amount", told.Cash, lies);
                break;
        }

        json.WriteString("time", $"{told.Time}");
        json.WriteEndObject();
    }

    /// <summary>Writes an open order as the contract has it.</summary>
    public void Write(Utf8JsonWriter json, SimOrder order, Lies lies)
    {
        json.WriteStartObject();
        json.WriteString("order_id", $"{order.OrderId}");
        json.WriteString("client_order_id", $"{order.ClientOrderId}");
        json.WriteString("market", book.Markets[order.Market].Name);
        Amount(json, "quantity", order.Quantity, lies);
        Amount(json, "remaining", order.Remaining, lies);
        Unsigned(json, "price", order.Price, lies);
        json.WriteEndObject();
    }

    private static void Unsigned(Utf8JsonWriter json, string name, long amount, Lies lies) =>
        Amount(json, name, lies.AreNegative ? Math.Min(-1, -amount) : amount, lies);

    private static void Amount(Utf8JsonWriter json, string name, long amount, Lies lies)
    {
        if (lies.AreHuge)
        {
            json.WriteString(name, Huge);
        }
        else if (lies.IsMistyped)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(SimAmount.Text(amount));
        }
        else
        {
            json.WriteString(name, SimAmount.Text(amount));
        }
    }

    private static void Number(Utf8JsonWriter json, string name, long number, Lies lies)
    {
        if (lies.IsMistyped)
        {
            json.WriteString(name, $"{number}");
        }
        else
        {
            json.WriteNumber(name, number);
        }
    }

    private void Health(Utf8JsonWriter json, Lies lies)
    {
        json.WriteStartObject();
        json.WriteString("venue", venue);
        json.WritePropertyName("status");
        json.WriteRawValue(lies.IsMistyped ? "1" : "\"ok\"");
        json.WriteEndObject();
    }

    private void Begin(Utf8JsonWriter json, Lies lies)
    {
        json.WriteStartObject();
        json.WriteString("venue", venue);
        Number(json, "as_of", book.Events.Last, lies);
        json.WriteStartArray("items");
    }

    private void Balances(Utf8JsonWriter json, Lies lies)
    {
        Begin(json, lies);
        for (int i = 0; i < book.Assets.Count && !lies.IsEmpty; i++)
        {
            long added = lies.Added(book.Assets[i]);
            if (book.WasUsed(i) || added != 0)
            {
                json.WriteStartObject();
                json.WriteString("asset", book.Assets[i]);
                Amount(json, "total", book.Balance(i) + added, lies);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Positions(Utf8JsonWriter json, Lies lies)
    {
        Begin(json, lies);
        for (int i = 0; i < book.Markets.Count && !lies.IsEmpty; i++)
        {
            if (book.WasHeld(i))
            {
                json.WriteStartObject();
                json.WriteString("position", book.Markets[i].Position);
                Amount(json, "quantity", book.Position(i).Quantity, lies);
                Unsigned(json, "entry_price", book.Position(i).EntryPrice, lies);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private SimReply Orders(FlatFields query, Lies lies)
    {
        long after = query.Integer("after", 0, long.MaxValue, otherwise: 0);
        int limit = (int)query.Integer("limit", 1, MaxLimit, DefaultLimit);
        if (!query.AreGood())
        {
            return SimReply.Error(400, query.Problem);
        }

        List<SimOrder> page = Page(after);
        bool isMore = page.Count > limit;
        long last = isMore ? page[limit - 1].OrderId : 0;
        page = lies.IsEmpty ? [] : lies.IsReordered && isMore ? Page(last) : page;
        page = [.. page.Take(limit)];
        if (lies.IsReordered && !isMore)
        {
            page.Reverse();
        }

        return new SimReply(200, SimJson.Write(json =>
        {
            Begin(json, lies);
            foreach (SimOrder order in page)
            {
                Write(json, order, lies);
            }

            json.WriteEndArray();
            json.WriteString("next", isMore && !lies.IsEmpty ? $"{last}" : null);
            json.WriteEndObject();
        }));

        List<SimOrder> Page(long behind) => [.. book.Open.Values.Where(o => o.OrderId > behind).Take(limit + 1)];
    }

    private SimReply Events(VenueEventKind kind, FlatFields query, Lies lies)
    {
        long after = query.Integer("after", 0, MaxNumber, otherwise: 0);
        long until = query.Integer("until", 0, MaxNumber, otherwise: MaxNumber);
        int limit = (int)query.Integer("limit", 1, MaxLimit, DefaultLimit);
        if (!query.AreGood())
        {
            return SimReply.Error(400, query.Problem);
        }

        if (after + 1 < book.Events.First && !lies.IsEmpty)
        {
            return SimReply.Error(410, $"events up to {book.Events.First - 1} are no longer held; ask for those after it");
        }

        List<VenueEvent> page = lies.IsEmpty ? [] : Collect(kind, after, until, limit, lies);
        bool isMore = page.Count > limit;
        long last = isMore ? page[limit - 1].Seq : 0;
        page = lies.IsReordered && isMore ? Collect(kind, last, until, limit, lies) : page;
        page = [.. page.Take(limit)];
        if (lies.IsReordered && !isMore)
        {
            page.Reverse();
        }

        return new SimReply(200, SimJson.Write(json =>
        {
            Begin(json, lies);
            foreach (VenueEvent told in page)
            {
                Write(json, told, lies);
            }

            json.WriteEndArray();
            json.WritePropertyName("next");
            json.WriteRawValue(isMore ? $"{last}" : "null");
            json.WriteEndObject();
        }));
    }

    /// <summary>One item more than a page holds, where there is one.</summary>
    private List<VenueEvent> Collect(VenueEventKind kind, long after, long until, int limit, Lies lies)
    {
        List<VenueEvent> page = [];
        long end = Math.Min(until, book.Events.Last);
        for (long seq = after + 1; seq <= end && page.Count <= limit; seq++)
        {
            page.AddRange(lies.Told(book.Events[seq], kind));
        }

        return page;
    }
}
