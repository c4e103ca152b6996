namespace Basisd.Host.Configuration;

/// <summary>Age at which each kind of input is stale, in ns.</summary>
/// <param name="PriceMaxAgeNs">Venue prices.</param>
/// <param name="RateMaxAgeNs">Unit rates.</param>
/// <param name="CallMaxAgeNs">Call results of a venue.</param>
public sealed record InputSettings(
    long PriceMaxAgeNs, long RateMaxAgeNs, long CallMaxAgeNs);
