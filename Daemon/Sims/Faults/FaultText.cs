using System;
using System.Collections.Generic;
using System.Linq;

namespace Basisd.Sims.Faults;

/// <summary>How faults are called on the wire and on the command line, and what each may be told.</summary>
public static class FaultText
{
    private static readonly (FaultKind Kind, string Name, string[] Parameters)[] Table =
    [
        (FaultKind.Error, "error", ["status"]),
        (FaultKind.Latency, "latency", ["ms"]),
        (FaultKind.Hang, "hang", []),
        (FaultKind.HalfOpen, "half_open", []),
        (FaultKind.Reset, "reset", []),
        (FaultKind.WrongBalance, "wrong_balance", ["asset", "amount"]),
        (FaultKind.MissingFill, "missing_fill", ["fill"]),
        (FaultKind.DuplicateFill, "duplicate_fill", ["fill", "same_seq"]),
        (FaultKind.ReorderedPages, "reordered_pages", []),
        (FaultKind.EmptyList, "empty_list", []),
        (FaultKind.Garbage, "garbage", []),
        (FaultKind.HugeBody, "huge_body", ["bytes"]),
        (FaultKind.SlowDrip, "slow_drip", ["ms"]),
        (FaultKind.RedirectLoop, "redirect_loop", []),
        (FaultKind.WrongType, "wrong_type", []),
        (FaultKind.HugeNumber, "huge_number", []),
        (FaultKind.NegativePrice, "negative_price", []),
    ];

    private static readonly string[] OfAll = ["kind", "path", "count"];

    /// <summary>Every name, in the order of the documentation.</summary>
    public static IEnumerable<string> Names => Table.Select(row => row.Name);

    /// <summary>The name of a kind.</summary>
    public static string Name(FaultKind kind) => Table.First(row => row.Kind == kind).Name;

    /// <summary>The kind of a name, or null.</summary>
    public static FaultKind? Find(string name) => Table.Where(row => row.Name == name).Select(row => (FaultKind?)row.Kind).FirstOrDefault();

    /// <summary>Whether a kind may be told this.</summary>
    public static bool Knows(FaultKind kind, string parameter) =>
        OfAll.Contains(parameter) || Table.First(row => row.Kind == kind).Parameters.Contains(parameter);

    /// <summary>What a kind may be told, for messages.</summary>
    public static string ParametersOf(FaultKind kind) => string.Join(", ", Table.First(row => row.Kind == kind).Parameters.Concat(OfAll[1..]));
}
