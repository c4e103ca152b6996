using System;

namespace Basisd.Safety;

/// <summary>
/// The permissions of one scope as the single 64-bit word that the gate publishes: low half ALLOW bits, high half "at least QUEUE" bits.
/// Because ALLOW sets both, the AND of words is the strictest of their answers (SPEC 13).
/// </summary>
public static class PermissionWord
{
    /// <summary>Nothing is permitted.</summary>
    public const ulong DenyAll = 0;

    /// <summary>Everything that exists is permitted.</summary>
    public const ulong AllowAll = AllowMask | (AllowMask << QueueShift);

    private const int QueueShift = 32;
    private const ulong AllowMask = (1UL << GateActions.Count) - 1;

    /// <summary>The word with one action's permission replaced.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not an action: it would land on another one's bits.</exception>
    public static ulong With(ulong word, GateAction action, Permission permission)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((int)action, GateActions.Count, nameof(action));
        ulong allow = 1UL << (int)action;
        ulong queue = allow << QueueShift;
        word &= ~(allow | queue);
        return permission switch
        {
            Permission.Allow => word | allow | queue,
            Permission.Queue => word | queue,
            _ => word,
        };
    }

    /// <summary>The permission of one action in a word; of an unknown action, DENY .</summary>
    public static Permission Of(ulong word, GateAction action)
    {
        if ((int)action >= GateActions.Count)
        {
            return Permission.Deny;
        }

        ulong allow = 1UL << (int)action;
        if ((word & allow) != 0)
        {
            return Permission.Allow;
        }

        return (word & (allow << QueueShift)) != 0 ? Permission.Queue : Permission.Deny;
    }

    /// <summary>Whether every permission of <paramref name="word"/> is at most as loose as in <paramref name="limit"/>.</summary>
    public static bool IsWithin(ulong word, ulong limit) => (word & ~limit) == 0;

    /// <summary>Whether a word keeps its own law: ALLOW implies at least QUEUE, and no bit beyond the known actions.</summary>
    public static bool IsWellFormed(ulong word) => (word & ~AllowAll) == 0 && ((word & AllowMask) & ~(word >> QueueShift)) == 0;
}
