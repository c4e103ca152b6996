using System.Collections.Generic;

namespace Basisd.Incidents;

/// <summary>What one page of the platform shows.</summary>
/// <param name="Text">The text, whole sentences.</param>
/// <param name="Actions">Names of the actions that the page is about; their own texts are in the feed.</param>
public sealed record BannerPage(string Text, IReadOnlyList<string> Actions);
