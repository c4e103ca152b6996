using System;
using System.Text.Json;
using Basisd.Safety;
using Basisd.Sims.Book;
using Basisd.Sims.Faults;

namespace Basisd.Sims.Answers;

/// <summary>The simulator's own API beside the contract: orders, what the market offers, transfers, funding, prices, ticks, faults.</summary>
internal sealed class SimApi(VenueBook book, FaultList faults)
{
    /// <summary>Band that depth is counted in unless the client names one, ppm: 25 bp, as <c>asset.liquidity_compression</c> has it.</summary>
    public const long DefaultBandPpm = 2_500;

    private const string DefaultAccount = "main";
    private const int MaxTicks = 10_000;
    private const string Faults = "faults";

    private readonly EpochFence _fence = new();
    private readonly FaultApi _faultApi = new(book, faults);

    /// <summary>Whether a path is about faults, which no fault may reach: there must be a way back.</summary>
    public static bool IsAboutFaults(string path) => path.StartsWith("/sim/" + Faults, StringComparison.Ordinal);

    /// <summary>Answers a request.</summary>
    /// <param name="method">GET, POST or DELETE.</param>
    /// <param name="name">Path behind <c>/sim/</c>.</param>
    /// <param name="query">Its query.</param>
    /// <param name="body">Its body.</param>
    /// <param name="now">Unix ns.</param>
    /// <returns>Null where there is no such thing.</returns>
    public SimReply? Answer(string method, string name, FlatFields query, ReadOnlySpan<byte> body, long now)
    {
        string[] parts = name.Split('/');
        FlatFields fields = method == "POST" ? FlatFields.OfJson(body) : query;
        return (method, parts[0], parts.Length) switch
        {
            ("GET", "book", 1) => Offered(query),
            ("GET", "markets", 1) => query.AreGood() ? Markets() : SimReply.Error(400, query.Problem),
            ("POST", "orders", 1) => Submit(fields, now),
            ("GET", "epochs", 1) => query.AreGood() ? Epochs() : SimReply.Error(400, query.Problem),
            ("GET", "orders", 2) => WithOrder(parts[1], query, isAct: false, now, order => Receipt(200, order)),
            ("DELETE", "orders", 2) => WithOrder(parts[1], query, isAct: true, now, order => Canceled(book.Cancel(order) ? 1 : 0)),
            ("DELETE", "orders", 1) => CancelAll(query, now),
            ("POST", "transfers", 1) => Transfer(fields, now),
            ("POST", "funding", 1) => Fund(fields, now),
            ("POST", "price", 1) => MovePrice(fields, now),
            ("POST", "tick", 1) => Tick(fields, now),
            (_, Faults, _) => _faultApi.Answer(method, parts, fields, now),
            _ => null,
        };
    }

    private SimReply Submit(FlatFields fields, long now)
    {
        ulong id = OrderId(fields, fields.Needed("client_order_id"));
        int market = Market(fields);
        long quantity = fields.Amount("quantity");
        bool isLimit = fields.Has("price");
        long price = fields.Amount("price", isNeeded: false);
        if (isLimit && price <= 0)
        {
            fields.Fail("'price' must be above zero; leave it out for a market order");
        }

        if (Stopped(fields, now) is { } stopped)
        {
            return stopped;
        }

        OrderReceipt receipt = book.Submit(id, market, quantity, price, now);
        return receipt.Order is { } order ? Receipt(receipt.IsDuplicate ? 409 : 200, order) : SimReply.Error(422, receipt.Refusal);
    }

    // What is wrong with the fields comes first: it passes no fence and counts for nothing.
    private SimReply? Stopped(FlatFields fields, long now)
    {
        bool isFenced = fields.Has("epoch");
        long epoch = isFenced ? fields.Integer("epoch", 1, SafetyState.MaxNumber) : 0;
        long slot = fields.Integer("slot", 0, int.MaxValue, otherwise: 0);
        string account = fields.Has("account") ? fields.Needed("account") : DefaultAccount;
        return !fields.AreGood() ? SimReply.Error(400, fields.Problem)
            : isFenced && _fence.Pass(account, slot, epoch, now) is { Length: > 0 } fenced ? SimReply.Error(403, fenced)
            : null;
    }

    private SimReply Epochs() => new(200, SimJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach ((string account, long slot, long epoch, EpochCount count) in _fence.Counts)
        {
            json.WriteStartObject();
            json.WriteString("account", account);
            json.WriteNumber("slot", slot);
            json.WriteNumber("epoch", epoch);
            json.WriteNumber("accepted", count.Accepted);
            json.WriteNumber("refused", count.Refused);
            json.WriteString("first", $"{count.First}");
            json.WriteString("last", $"{count.Last}");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }));

    private static SimReply Receipt(int status, SimOrder order) => new(status, SimJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("order_id", $"{order.OrderId}");
        json.WriteString("state", order.State switch
        {
            OrderState.Open => "open",
            OrderState.Filled => "filled",
            _ => "canceled",
        });
        json.WriteString("filled", SimAmount.Text(order.Filled));
        json.WriteEndObject();
    }));

    private SimReply WithOrder(string text, FlatFields query, bool isAct, long now, Func<SimOrder, SimReply> answer)
    {
        ulong id = OrderId(query, text);
        return isAct && Stopped(query, now) is { } stopped ? stopped
            : !query.AreGood() ? SimReply.Error(400, query.Problem)
            : book.FindOrder(id) is { } order ? answer(order)
            : SimReply.Error(404, $"there never was an order of client id {id}");
    }

    private SimReply CancelAll(FlatFields query, long now)
    {
        int market = query.Has("market") ? Market(query) : -1;
        return Stopped(query, now) ?? Canceled(book.CancelAll(market));
    }

    private static SimReply Canceled(int count) => new(200, SimJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("canceled", count);
        json.WriteEndObject();
    }));

    private SimReply Offered(FlatFields query)
    {
        int market = Market(query);
        long band = query.Integer("band_ppm", 1, FixedPoint.Ppm, DefaultBandPpm);
        return query.AreGood() ? new SimReply(200, SimJson.Write(json => Offered(json, market, band))) : SimReply.Error(400, query.Problem);
    }

    private SimReply Markets() => new(200, SimJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("ticks", book.Ticks);
        json.WriteStartArray("items");
        for (int market = 0; market < book.Markets.Count; market++)
        {
            Offered(json, market, DefaultBandPpm);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }));

    private void Offered(Utf8JsonWriter json, int market, long band)
    {
        PriceLadder ladder = book.Ladder(market);
        json.WriteStartObject();
        json.WriteString("market", book.Markets[market].Name);
        json.WriteString("bid", SimAmount.Text(ladder.Best(isAsk: false)));
        json.WriteString("ask", SimAmount.Text(ladder.Best(isAsk: true)));
        json.WriteString("mid", SimAmount.Text(ladder.Mid));
        json.WriteString("bid_depth", SimAmount.Text(ladder.Depth(isAsk: false, band)));
        json.WriteString("ask_depth", SimAmount.Text(ladder.Depth(isAsk: true, band)));
        json.WriteNumber("band_ppm", band);
        json.WriteEndObject();
    }

    private SimReply Transfer(FlatFields fields, long now)
    {
        string asset = fields.Needed("asset");
        long amount = fields.Amount("amount");
        if (!fields.AreGood())
        {
            return SimReply.Error(400, fields.Problem);
        }

        return book.Transfer(asset, amount, now, out string refusal) is { } made ? Done(made, "transfer_id") : SimReply.Error(422, refusal);
    }

    private SimReply Fund(FlatFields fields, long now)
    {
        string name = fields.Needed("position");
        int market = book.FindPosition(name);
        long rate = fields.Integer("rate_ppm", -FixedPoint.Ppm, FixedPoint.Ppm);
        if (market < 0)
        {
            fields.Fail($"the venue has no position '{name}'");
        }

        if (!fields.AreGood())
        {
            return SimReply.Error(400, fields.Problem);
        }

        return book.Fund(market, rate, now, out string refusal) is { } made ? Done(made, "funding_id") : SimReply.Error(422, refusal);
    }

    private static SimReply Done(VenueEvent made, string id) => new(200, SimJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("seq", made.Seq);
        json.WriteString(id, $"{made.Id}");
        json.WriteString("amount", SimAmount.Text(made.Cash));
        json.WriteEndObject();
    }));

    private SimReply MovePrice(FlatFields fields, long now)
    {
        int market = Market(fields);
        long price = fields.Amount("price");
        if (price is < MarketSpec.MinPrice or > MarketSpec.MaxPrice)
        {
            fields.Fail($"'price' must be from {SimAmount.Text(MarketSpec.MinPrice)} to {SimAmount.Text(MarketSpec.MaxPrice)}");
        }

        if (!fields.AreGood())
        {
            return SimReply.Error(400, fields.Problem);
        }

        book.MovePrice(market, price, now);
        return new SimReply(200, SimJson.Write(json => Offered(json, market, DefaultBandPpm)));
    }

    private SimReply Tick(FlatFields fields, long now)
    {
        long count = fields.Integer("count", 1, MaxTicks, otherwise: 1);
        if (!fields.AreGood())
        {
            return SimReply.Error(400, fields.Problem);
        }

        for (long i = 0; i < count; i++)
        {
            book.Tick(now);
        }

        return Markets();
    }

    private int Market(FlatFields fields)
    {
        string name = fields.Needed("market");
        int market = book.FindMarket(name);
        if (market < 0)
        {
            fields.Fail($"the venue has no market '{name}'");
        }

        return market;
    }

    private static ulong OrderId(FlatFields fields, string text)
    {
        if (!ulong.TryParse(text, System.Globalization.NumberStyles.None, null, out ulong id))
        {
            fields.Fail("a client order id is a number of 64 bits in decimal digits");
        }

        return id;
    }
}
