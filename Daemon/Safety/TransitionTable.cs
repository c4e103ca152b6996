namespace Basisd.Safety;

/// <summary>
/// The one exhaustive table of SPEC 2: (kind of scope, mode, event) to the next mode. What is not listed is refused, and the attempt is
/// an integrity fault. It has no DMM to NORMAL, no BSCB to NORMAL, and no way out of DMM but the signed one.
/// </summary>
public static class TransitionTable
{
    /// <summary>Number of modes.</summary>
    public const int Modes = 4;

    /// <summary>Number of events.</summary>
    public const int Events = 6;

    /// <summary>Looks one edge up.</summary>
    /// <param name="isPlatform">Whether the scope is the platform: it has DMM, the others have BSCB.</param>
    /// <param name="from">Mode before.</param>
    /// <param name="happened">What happened.</param>
    /// <param name="to">Mode after; equal to <paramref name="from"/> where the event changes nothing or is refused.</param>
    /// <returns>False if the edge is refused.</returns>
    public static bool TryNext(bool isPlatform, Mode from, SafetyEvent happened, out Mode to)
    {
        return isPlatform ? TryPlatform(from, happened, out to) : TryScope(from, happened, out to);
    }

    private static bool TryPlatform(Mode from, SafetyEvent happened, out Mode to)
    {
        (bool listed, to) = (from, happened) switch
        {
            // Entering DMM is never refused, from any mode that the platform has.
            (Mode.Normal or Mode.Recovery or Mode.Dmm, SafetyEvent.SystemicCause) => (true, Mode.Dmm),
            (Mode.Dmm, SafetyEvent.ResumptionAccepted) => (true, Mode.Recovery),
            (Mode.Recovery, SafetyEvent.StagePassed) => (true, Mode.Recovery),
            (Mode.Recovery, SafetyEvent.LastStagePassed) => (true, Mode.Normal),
            _ => (false, from),
        };
        return listed;
    }

    private static bool TryScope(Mode from, SafetyEvent happened, out Mode to)
    {
        (bool listed, to) = (from, happened) switch
        {
            (Mode.Normal or Mode.Recovery or Mode.Bscb, SafetyEvent.ScopedCause) => (true, Mode.Bscb),
            (Mode.Bscb, SafetyEvent.AllCausesCleared) => (true, Mode.Recovery),
            (Mode.Recovery, SafetyEvent.StagePassed) => (true, Mode.Recovery),
            (Mode.Recovery, SafetyEvent.LastStagePassed) => (true, Mode.Normal),
            _ => (false, from),
        };
        return listed;
    }
}
