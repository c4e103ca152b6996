using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Host.Audit;

/// <summary>Differences as people read them: which order, which fill, which amount, and what both sides say. Amounts are in full, never rounded.</summary>
public static class DifferenceText
{
    /// <summary>Word of a kind, as JSON and the journal's export write it.</summary>
    public static string WordOf(DifferenceKind kind) => kind switch
    {
        DifferenceKind.Balance => "balance",
        DifferenceKind.MissingAtVenue => "fill_not_listed",
        DifferenceKind.MissingAtEngine => "fill_not_reported",
        DifferenceKind.FillDiffers => "fill_differs",
        DifferenceKind.DuplicateFill => "fill_listed_twice",
        DifferenceKind.DuplicateFunding => "funding_listed_twice",
        DifferenceKind.DuplicateTransfer => "transfer_listed_twice",
        DifferenceKind.Cash => "cash_of_fill",
        DifferenceKind.FundingAmount => "funding_amount",
        DifferenceKind.Position => "position",
        DifferenceKind.UnknownPosition => "unknown_position",
        DifferenceKind.UnknownOrder => "unknown_order",
        DifferenceKind.ForgottenOrder => "order_beyond_memory",
        DifferenceKind.FillOverflow => "too_many_open_fills",
        DifferenceKind.DifferenceOverflow => "too_many_differences",
        DifferenceKind.OrderOverflow => "too_many_unknown_orders",
        _ => $"difference_{(int)kind}",
    };

    /// <summary>Word of a step.</summary>
    public static string WordOf(DifferenceStep step) => step switch
    {
        DifferenceStep.Opened => "opened",
        DifferenceStep.Changed => "changed",
        DifferenceStep.Arrived => "arrived",
        DifferenceStep.Agreed => "agreed",
        DifferenceStep.Explained => "explained",
        DifferenceStep.Emitted => "emitted",
        _ => $"step_{(int)step}",
    };

    /// <summary>What a step means: for one that ends a difference, why it is over.</summary>
    public static string Meaning(DifferenceStep step) => step switch
    {
        DifferenceStep.Opened => "open",
        DifferenceStep.Changed => "still open, with another amount",
        DifferenceStep.Arrived => "over: what was missing arrived",
        DifferenceStep.Agreed => "over: both sides agree again",
        DifferenceStep.Explained => "over: an operator explained it",
        DifferenceStep.Emitted => "over: the engine says that it emitted the order",
        _ => WordOf(step),
    };

    /// <summary>The difference in one sentence.</summary>
    public static string Of(in Difference d, LedgerNames names)
    {
        string what = names.Subject(d);
        return d.Kind switch
        {
            DifferenceKind.Balance =>
                $"{what}: the venue holds {Amount(d.Found)}, baseline and events give {Amount(d.Expected)}, difference {Signed(d.Amount)}",
            DifferenceKind.MissingAtVenue =>
                $"{what}: fill {d.Id} of order {d.OrderId}, {Signed(d.Expected)}: the engine reported it, the venue does not list it",
            DifferenceKind.MissingAtEngine =>
                $"{what}: fill {d.Id} of order {d.OrderId}, {Signed(d.Found)}: the venue lists it (seq {d.Seq}), the engine did not report it",
            DifferenceKind.FillDiffers => Differing(d, what),
            DifferenceKind.DuplicateFill =>
                $"{what}: fill {d.Id} of order {d.OrderId}, {Signed(d.Amount)}: the venue lists it twice, seq {d.Expected} and seq {d.Found}",
            DifferenceKind.DuplicateFunding =>
                $"{what}: funding {d.Id}, {Signed(d.Amount)}: the venue lists it twice, seq {d.Expected} and seq {d.Found}",
            DifferenceKind.DuplicateTransfer =>
                $"{what}: transfer {d.Id}, {Signed(d.Amount)}: the venue lists it twice, seq {d.Expected} and seq {d.Found}",
            DifferenceKind.Cash => $"{what}: cash of fill {d.Id} of order {d.OrderId} is {Signed(d.Found)}, quantity and price give "
                + $"{Signed(d.Expected)}, difference {Signed(d.Amount)}",
            DifferenceKind.FundingAmount => $"{what}: funding {d.Id} is {Signed(d.Found)}, position, mark price and rate give "
                + $"{Signed(d.Expected)}, difference {Signed(d.Amount)}",
            DifferenceKind.Position =>
                $"{what}: the venue holds {Signed(d.Found)}, the engine reported {Signed(d.Expected)}, difference {Signed(d.Amount)}",
            DifferenceKind.UnknownPosition => $"{what}: the venue holds a position of {Signed(d.Found)} that nobody on our side ever named",
            DifferenceKind.UnknownOrder => $"{what}: order {d.OrderId} is at the venue, and the engine never emitted it",
            DifferenceKind.ForgottenOrder =>
                $"{what}: order {d.OrderId} is at the venue; it may be older than the {OrderMemory.Capacity} orders that are remembered",
            DifferenceKind.FillOverflow => $"{what}: more than {d.Expected} fills wait for their counterpart; later ones were not matched",
            DifferenceKind.DifferenceOverflow => $"{what}: more than {d.Expected} differences are open; later ones are not listed",
            DifferenceKind.OrderOverflow => $"{what}: more than {d.Expected} orders at once that the engine did not emit",
            _ => $"{what}: {WordOf(d.Kind)}",
        };
    }

    private static string Differing(in Difference d, string what) => d.Field switch
    {
        DifferenceField.Order => $"{what}: fill {d.Id}: the venue says order {d.Found}, the engine order {d.Expected}",
        DifferenceField.Quantity => $"{what}: fill {d.Id} of order {d.OrderId}: the venue says quantity {Signed(d.Found)}, the engine "
            + $"{Signed(d.Expected)}, difference {Signed(d.Amount)}",
        DifferenceField.Price => $"{what}: fill {d.Id} of order {d.OrderId}: the venue says price {Amount(d.Found)}, the engine "
            + $"{Amount(d.Expected)}, difference {Signed(d.Amount)}",
        _ => $"{what}: fill {d.Id} of order {d.OrderId}: told again with another order, quantity or price than before",
    };

    private static string Amount(long value) => EvidenceText.Amount(value);

    private static string Signed(long value) => value > 0 ? "+" + EvidenceText.Amount(value) : EvidenceText.Amount(value);
}
