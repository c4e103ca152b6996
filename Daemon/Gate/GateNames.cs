using System;
using System.Collections.Generic;
using System.Text;

namespace Basisd.Gate;

/// <summary>
/// The scope names of a page: <c>platform</c> first, then <c>module/…</c>, <c>asset/…</c>, <c>venue/…</c>, <c>route/…</c> (SPEC 1).
/// Checked once, before a page exists; nothing on the hot path ever sees a name.
/// </summary>
internal static class GateNames
{
    public const string Platform = "platform";

    private static readonly (string Prefix, GateScopeKind Kind)[] s_prefixes =
    [
        ("module/", GateScopeKind.Module),
        ("asset/", GateScopeKind.Asset),
        ("venue/", GateScopeKind.Venue),
        ("route/", GateScopeKind.Route),
    ];

    /// <summary>The kind that a name's prefix says; <see cref="GateScopeKind.None"/> when it is no scope name.</summary>
    public static GateScopeKind KindOf(string name)
    {
        if (name == Platform)
        {
            return GateScopeKind.Platform;
        }

        foreach ((string prefix, GateScopeKind kind) in s_prefixes)
        {
            if (name.Length > prefix.Length && name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return kind;
            }
        }

        return GateScopeKind.None;
    }

    /// <summary>Why these names cannot make a page, or an empty text.</summary>
    public static string Problem(IReadOnlyList<string> names)
    {
        if (names.Count is 0 or > GateLayout.MaxCells)
        {
            return $"a gate page holds 1 to {GateLayout.MaxCells} scopes, the configuration gives {names.Count}";
        }

        if (names[0] != Platform)
        {
            return $"the first scope of a gate page is \"{Platform}\", not \"{names[0]}\"";
        }

        HashSet<string> seen = new(names.Count, StringComparer.Ordinal);
        for (int i = 0; i < names.Count; i++)
        {
            string name = names[i];
            if (KindOf(name) == GateScopeKind.None || (i > 0 && name == Platform))
            {
                return $"scope {i} is named \"{name}\"; write module/NAME, asset/SYM, venue/NAME or route/NAME";
            }

            if (Encoding.UTF8.GetByteCount(name) > GateLayout.MaxNameLength)
            {
                return $"scope {i}, \"{name}\", is longer than {GateLayout.MaxNameLength} bytes; shorten its name";
            }

            if (name.AsSpan().IndexOfAnyInRange('\0', '\x1f') >= 0)
            {
                return $"scope {i} has a control character in its name";
            }

            if (!seen.Add(name))
            {
                return $"scope {i}, \"{name}\", is named twice";
            }
        }

        return string.Empty;
    }
}
