using System;

namespace Basisd.Safety;

/// <summary>The twelve gate actions by name and number.</summary>
public static class GateActions
{
    /// <summary>Number of actions; bits at and above it are never granted.</summary>
    public const int Count = 12;

    private static readonly string[] Names =
    [
        "open", "modify", "cancel", "reduce", "reallocate", "swap", "stake", "unstake", "accrue", "withdraw", "deposit", "transfer",
    ];

    /// <summary>The names in bit order.</summary>
    public static ReadOnlySpan<string> All => Names;

    /// <summary>The name that operators and configuration use, for example <c>open</c>.</summary>
    public static string NameOf(GateAction action) => Names[(int)action];

    /// <summary>Looks an action up by its exact name.</summary>
    /// <returns>False for a name that is not an action.</returns>
    public static bool TryParse(string name, out GateAction action)
    {
        int index = Array.IndexOf(Names, name);
        action = index < 0 ? default : (GateAction)index;
        return index >= 0;
    }
}
