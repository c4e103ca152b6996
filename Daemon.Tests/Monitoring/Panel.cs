using System.Collections.Generic;

namespace Basisd.Tests.Monitoring;

/// <summary>One panel of a dashboard with its queries.</summary>
internal sealed record Panel(string Dashboard, string Title, IReadOnlyList<string> Queries);
