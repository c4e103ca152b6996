using System;

namespace Basisd.Host.Configuration;

/// <summary>
/// Addresses of venues with the slot's name in them: each slot trades on an account of its own, and what another slot's engine ordered there
/// would look like orders of nobody (SPEC 5, <c>systemic.execution_integrity</c>).
/// </summary>
internal static class SlotAddress
{
    /// <summary>Stands for the slot's name.</summary>
    public const string Placeholder = "{slot}";

    /// <summary>Whether an address differs from slot to slot.</summary>
    public static bool IsPerSlot(Uri address) => address.OriginalString.Contains(Placeholder, StringComparison.Ordinal);

    /// <summary>The address of one slot.</summary>
    public static Uri Of(Uri address, string slot) => IsPerSlot(address)
        ? new Uri(address.OriginalString.Replace(Placeholder, slot, StringComparison.Ordinal), UriKind.Absolute) : address;
}
