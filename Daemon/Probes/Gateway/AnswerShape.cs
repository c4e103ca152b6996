using Basisd.Venues;

namespace Basisd.Probes.Gateway;

/// <summary>One list of the contract: where it is, and what its items must hold. The one place for it; the parser goes by these rows.</summary>
/// <param name="Path">Path behind the base address.</param>
/// <param name="Kind">What its items become.</param>
/// <param name="Next">Form of the member <c>next</c>.</param>
/// <param name="Names">Names of the members of an item; each must be there once.</param>
/// <param name="Fields">What each of them says.</param>
internal sealed record AnswerShape(string Path, VenueRecordKind Kind, AnswerNext Next, string[] Names, AnswerField[] Fields)
{
    /// <summary>What every account holds.</summary>
    public static AnswerShape Balances { get; } = new(
        "/balances", VenueRecordKind.Balance, AnswerNext.None, ["asset", "total"], [AnswerField.Account, AnswerField.Amount]);

    /// <summary>Every position.</summary>
    public static AnswerShape Positions { get; } = new(
        "/positions", VenueRecordKind.Position, AnswerNext.None, ["position", "quantity", "entry_price"],
        [AnswerField.Position, AnswerField.Amount, AnswerField.PriceOrNone]);

    /// <summary>Open orders, by order id.</summary>
    public static AnswerShape Orders { get; } = new(
        "/orders", VenueRecordKind.OpenOrder, AnswerNext.Id, ["order_id", "client_order_id", "market", "quantity", "remaining", "price"],
        [AnswerField.Id, AnswerField.OrderId, AnswerField.Market, AnswerField.Ordered, AnswerField.Remaining, AnswerField.PriceOrNone]);

    /// <summary>Fills, by sequence.</summary>
    public static AnswerShape Fills { get; } = new(
        "/fills", VenueRecordKind.Fill, AnswerNext.Seq,
        ["seq", "fill_id", "client_order_id", "market", "quantity", "price", "cash", "fee", "fee_asset", "time"],
        [
            AnswerField.Seq, AnswerField.Id, AnswerField.OrderId, AnswerField.Market, AnswerField.Traded, AnswerField.Price, AnswerField.Cash,
            AnswerField.Fee, AnswerField.FeeAsset, AnswerField.Time,
        ]);

    /// <summary>Funding of positions, by sequence.</summary>
    public static AnswerShape Funding { get; } = new(
        "/funding", VenueRecordKind.Funding, AnswerNext.Seq,
        ["seq", "funding_id", "position", "unit", "quantity", "mark_price", "rate_ppm", "amount", "time"],
        [
            AnswerField.Seq, AnswerField.Id, AnswerField.Position, AnswerField.CashUnit, AnswerField.Amount, AnswerField.Price,
            AnswerField.RatePpm, AnswerField.Cash, AnswerField.Time,
        ]);

    /// <summary>Confirmed deposits and withdrawals, by sequence.</summary>
    public static AnswerShape Transfers { get; } = new(
        "/transfers", VenueRecordKind.Transfer, AnswerNext.Seq, ["seq", "transfer_id", "asset", "amount", "time"],
        [AnswerField.Seq, AnswerField.Id, AnswerField.Account, AnswerField.Amount, AnswerField.Time]);
}
