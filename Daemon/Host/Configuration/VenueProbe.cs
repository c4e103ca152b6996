using System;

namespace Basisd.Host.Configuration;

/// <summary>A venue whose health address is probed.</summary>
/// <param name="Venue">Index of the venue.</param>
/// <param name="Address">Absolute http or https address.</param>
public sealed record VenueProbe(int Venue, Uri Address);
