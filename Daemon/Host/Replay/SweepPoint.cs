using System.Linq;
using Basisd.Safety;

namespace Basisd.Host.Replay;

/// <summary>What one value of a sweep gave.</summary>
/// <param name="Value">The value as a file has it.</param>
/// <param name="IsConfigured">Whether it is the value in force.</param>
/// <param name="Report">What was played.</param>
/// <param name="Trigger">The trigger whose setting is swept; none where it is no trigger's.</param>
public sealed record SweepPoint(string Value, bool IsConfigured, HistoryReport Report, TriggerId Trigger)
{
    /// <summary>Trips of the trigger itself.</summary>
    public int Trips => Report.TripRows.Count(r => Trigger == TriggerId.None || r.Trigger == Trigger);

    /// <summary>Trips of all triggers.</summary>
    public int AllTrips => Report.TripRows.Count();

    /// <summary>First trip of the trigger, Unix nanoseconds; 0 for none.</summary>
    public long First => Report.TripRows.FirstOrDefault(r => Trigger == TriggerId.None || r.Trigger == Trigger)?.At ?? 0;

    /// <summary>Nanoseconds in which at least one scope was blocked.</summary>
    public long Blocked => Protection.AnyBlockedTime(Report);

    /// <summary>Share of the history in which at least one scope was blocked, ppm.</summary>
    public long BlockedShare => Protection.ShareOf(Report, Blocked);

    /// <summary>Nanoseconds that the platform was halted.</summary>
    public long Halted => Report.TimeIn(Topology.Platform, Mode.Dmm);
}
