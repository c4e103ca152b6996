using System;

namespace Basisd.Host.Configuration;

/// <summary>A venue whose gateway is polled.</summary>
/// <param name="Venue">Index of the venue.</param>
/// <param name="Address">Base address of the contract, http or https, without user, query and fragment.</param>
/// <param name="TokenFile">File with the bearer token, or null where the gateway asks for none.</param>
public sealed record VenueGateway(int Venue, Uri Address, string? TokenFile);
