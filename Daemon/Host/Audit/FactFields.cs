using System.Collections.Generic;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Audit;

/// <summary>The four values of a kept observation under the names that SPEC 4 gives them.</summary>
internal static class FactFields
{
    private static readonly string[] OrderEvents = ["new", "acked", "filled", "canceled", "rejected"];
    private static readonly string[] Outcomes = ["confirmed", "pending", "failed"];

    /// <summary>Name of a kind of observation.</summary>
    public static string NameOf(ObservationKind kind) => kind switch
    {
        ObservationKind.BalancePair => "balance_pair",
        ObservationKind.OrderEvent => "order_event",
        ObservationKind.Fill => "fill",
        ObservationKind.Position => "position",
        ObservationKind.Confirmation => "confirmation",
        ObservationKind.TransferStatus => "transfer_status",
        _ => $"observation_{(int)kind}",
    };

    /// <summary>Adds the values to <paramref name="fields"/>.</summary>
    public static void Add(in Observation fact, List<AuditField> fields)
    {
        switch (fact.Kind)
        {
            case ObservationKind.BalancePair:
                Amount(fields, "ours", fact.V0);
                Amount(fields, "venues", fact.V1);
                Amount(fields, "in_flight", fact.V2);
                break;
            case ObservationKind.OrderEvent:
                fields.Add(new("order", null, fact.V0));
                fields.Add(new("event", Word(OrderEvents, fact.V1), 0));
                Amount(fields, "quantity", fact.V2);
                Amount(fields, "price", fact.V3);
                break;
            case ObservationKind.Fill:
                fields.Add(new("order", null, fact.V0));
                fields.Add(new("fill", null, fact.V1));
                Amount(fields, "quantity", fact.V2);
                Amount(fields, "price", fact.V3);
                break;
            case ObservationKind.Position:
                Amount(fields, "quantity", fact.V0);
                Amount(fields, "entry_price", fact.V1);
                break;
            case ObservationKind.Confirmation:
                fields.Add(new("age_ns", null, fact.V0));
                fields.Add(new("outcome", Word(Outcomes, fact.V1), 0));
                break;
            default:
                fields.Add(new("v0", null, fact.V0));
                fields.Add(new("v1", null, fact.V1));
                fields.Add(new("v2", null, fact.V2));
                fields.Add(new("v3", null, fact.V3));
                break;
        }
    }

    // Amounts stay texts: a JSON number of eight decimals would be rounded by most readers.
    private static void Amount(List<AuditField> fields, string name, long value) => fields.Add(new(name, EvidenceText.Amount(value), 0));

    private static string Word(string[] words, long value) => value >= 0 && value < words.Length ? words[value] : $"{value}";
}
