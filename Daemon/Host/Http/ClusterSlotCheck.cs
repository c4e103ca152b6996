using System.Collections.Generic;

namespace Basisd.Host.Http;

/// <summary>Whether a slot could fail over now.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Ready">Whether it could.</param>
/// <param name="Outcome">What would happen if its owner died now.</param>
/// <param name="Reasons">What stands in the way; empty for nothing.</param>
public sealed record ClusterSlotCheck(string Slot, bool Ready, string Outcome, IReadOnlyList<string> Reasons);
