using System.Collections.Generic;
using System.Linq;

namespace Basisd.Sims.Engine;

/// <summary>How misbehaviours are called on the wire and on the command line, and what each may be told.</summary>
public static class MisbehaviourText
{
    private static readonly (MisbehaviourKind Kind, string Name, string[] Parameters)[] Table =
    [
        (MisbehaviourKind.Ignore, "ignore", ["count"]),
        (MisbehaviourKind.AckLate, "ack_late", ["ms", "count"]),
        (MisbehaviourKind.AckWithoutDoing, "ack_without_doing", ["count"]),
        (MisbehaviourKind.Die, "die", ["at"]),
        (MisbehaviourKind.TradeThroughGate, "trade_through_gate", []),
        (MisbehaviourKind.UnknownOrder, "unknown_order", ["venue", "market"]),
    ];

    /// <summary>Every name, in the order of the documentation.</summary>
    public static IEnumerable<string> Names => Table.Select(row => row.Name);

    /// <summary>The name of a kind.</summary>
    public static string Name(MisbehaviourKind kind) => Table.First(row => row.Kind == kind).Name;

    /// <summary>The kind of a name; none where there is no such.</summary>
    public static MisbehaviourKind Find(string name) => Table.FirstOrDefault(row => row.Name == name).Kind;

    /// <summary>What a kind may be told.</summary>
    public static IReadOnlyList<string> ParametersOf(MisbehaviourKind kind) => Table.First(row => row.Kind == kind).Parameters;
}
