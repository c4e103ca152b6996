using System.Collections.Generic;
using System.Text;
using Basisd.Host.Audit;
using Basisd.Host.Http;

namespace Basisd.Commands;

/// <summary>Our records against the venues' as a table for people, and below it each difference in a sentence.</summary>
internal static class ReconcileText
{
    /// <summary>The whole text.</summary>
    public static string Render(ReconcileReply reply)
    {
        StringBuilder text = new();
        foreach (VenueLedgerView venue in reply.Venues)
        {
            Head(text, venue);
            if (venue.Accounts.Count > 0)
            {
                text.Append($"  {"account",-30}  {"ours",20}  {"in flight",18}  {"venue's",20}  {"difference",18}\n");
            }

            foreach (AccountView account in venue.Accounts)
            {
                text.Append($"  {account.Account,-30}  {account.Ours,20}  {account.InFlight,18}  {account.Venues,20}  {account.Difference,18}\n");
            }

            foreach (PositionView position in venue.Positions)
            {
                text.Append($"  {position.Position,-30}  {position.Ours ?? "-",20}  {"",18}  {position.Venues,20}  {position.Difference,18}\n");
            }

            Differences(text, venue.Differences);
        }

        return text.ToString();
    }

    private static void Head(StringBuilder text, VenueLedgerView venue)
    {
        string polled = venue.PolledAt == 0 ? "never polled since the start" : $"polled {AuditTime.Short(venue.PolledAt)} UTC";
        text.Append($"{venue.Venue}: {venue.State}, {polled}, up to event {venue.Cursor}, {venue.OpenOrders} open orders, ");
        text.Append($"{venue.FillsInFlight} fills in flight");
        text.Append(venue.FailedPolls > 0 ? $", {venue.FailedPolls} failed polls\n" : "\n");
    }

    private static void Differences(StringBuilder text, IReadOnlyList<DifferenceView> differences)
    {
        text.Append(differences.Count == 0 ? string.Empty : $"  {differences.Count} open {(differences.Count == 1 ? "difference" : "differences")}:\n");
        foreach (DifferenceView difference in differences)
        {
            text.Append($"  - {difference.Text} (since {AuditTime.Short(difference.Since)} UTC)\n");
        }
    }
}
