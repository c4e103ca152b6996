using Basisd.Safety;

namespace Basisd.Host.Replay;

/// <summary>A trip under two settings.</summary>
/// <param name="Before">The trip as configured; null when only the changed settings have it.</param>
/// <param name="After">The trip under the changed settings; null when it disappears.</param>
public sealed record TripPair(HistoryRow? Before, HistoryRow? After)
{
    /// <summary>The trip, whichever side has it.</summary>
    public HistoryRow Any => Before ?? After!;

    /// <summary>How much later it comes under the changed settings, nanoseconds; 0 unless both have it.</summary>
    public long Shift => Before is not null && After is not null ? After.At - Before.At : 0;

    /// <summary>What the change does to it: <c>same</c>, <c>moved</c>, <c>gone</c> or <c>new</c>.</summary>
    public string Fate => Before is null ? "new" : After is null ? "gone" : Shift == 0 ? "same" : "moved";

    /// <summary>Which trigger.</summary>
    public TriggerId Trigger => Any.Trigger;
}
