using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Node;

/// <summary>What a difference is as the evidence of a trigger: the number that says most, and whose it is.</summary>
internal static class DifferenceEvidence
{
    /// <summary>The evidence; the limit is 0, there is no tolerance on amounts.</summary>
    public static Evidence Of(in Difference difference, long windowNs)
    {
        (Measure measure, long value) = difference.Kind switch
        {
            DifferenceKind.Balance => (Measure.BalanceDifference, difference.Amount),
            DifferenceKind.MissingAtVenue => (Measure.UnlistedFill, difference.Id),
            DifferenceKind.MissingAtEngine => (Measure.UnreportedFill, difference.Id),
            DifferenceKind.FillDiffers => (Measure.DifferingFill, difference.Id),
            DifferenceKind.DuplicateFill or DifferenceKind.DuplicateFunding or DifferenceKind.DuplicateTransfer =>
                (Measure.RepeatedEvent, difference.Id),
            DifferenceKind.Cash => (Measure.CashDifference, difference.Amount),
            DifferenceKind.FundingAmount => (Measure.FundingDifference, difference.Amount),
            DifferenceKind.Position => (Measure.PositionDifference, difference.Amount),
            DifferenceKind.UnknownPosition => (Measure.UnknownPosition, difference.Amount),
            DifferenceKind.ForgottenOrder => (Measure.ForgottenOrder, difference.OrderId),
            DifferenceKind.FillOverflow or DifferenceKind.DifferenceOverflow or DifferenceKind.OrderOverflow =>
                (Measure.LedgerOverflow, difference.Found),
            _ => (Measure.Own, 0),
        };
        int subject = difference.Kind is DifferenceKind.Balance or DifferenceKind.Position or DifferenceKind.UnknownPosition
            ? difference.Item + 1 : 0;
        return new Evidence(value, 0, windowNs, measure, subject);
    }
}
