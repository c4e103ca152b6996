using System.Collections.Generic;

namespace Basisd.Incidents;

/// <summary>
/// Everything that users are told at one moment (SPEC 10). Made by <see cref="Banner"/> alone, so it cannot disagree with the gate.
/// </summary>
/// <param name="State">The platform as a whole.</param>
/// <param name="Text">The line for every page.</param>
/// <param name="Incident"><c>INC-</c> and the number while an incident is open and for 24 hours after; else null.</param>
/// <param name="Pages">By page.</param>
/// <param name="Actions">By action, in the order of the permission word.</param>
public sealed record BannerFeed(BannerState State, string Text, string? Incident, BannerPages Pages, IReadOnlyList<BannerAction> Actions);
