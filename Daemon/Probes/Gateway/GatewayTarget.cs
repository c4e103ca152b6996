using System;

namespace Basisd.Probes.Gateway;

/// <summary>A venue whose gateway is polled.</summary>
/// <param name="Venue">Index of the venue in the topology.</param>
/// <param name="Address">Base address with the version of the contract, http or https, without query; a slash at its end does not matter.</param>
/// <param name="Token">Bearer token, or null when the gateway asks for none. Never shown anywhere.</param>
/// <param name="Cursor">Sequence of the last event that is already applied; <see cref="NoCursor"/> when the venue was never polled.</param>
public sealed record GatewayTarget(int Venue, Uri Address, string? Token, long Cursor)
{
    /// <summary>Nothing was ever read from the venue: the first poll begins at the balances that it finds, and asks for no older event.</summary>
    public const long NoCursor = -1;

    /// <summary>The address and the venue; a token must not get into a log by way of a record's text.</summary>
    public override string ToString() => $"venue {Venue} at {Address}";
}
