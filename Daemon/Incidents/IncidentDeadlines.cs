using Basisd.Safety;

namespace Basisd.Incidents;

/// <summary>How long each deadline leaves at each severity (SPEC 10). A table; it keeps no state.</summary>
public static class IncidentDeadlines
{
    /// <summary>Number of deadlines.</summary>
    public const int Count = (int)IncidentDeadline.Disclosure;

    private const long Hour = 60 * FixedPoint.Minute;

    private static readonly string[] Words = ["none", "response", "review", "notification", "recovery", "report", "disclosure"];

    /// <summary>Time that a deadline leaves from the moment at which the incident has a severity, nanoseconds; 0 for none.</summary>
    public static long LimitNs(IncidentDeadline deadline, Severity severity) => (deadline, severity) switch
    {
        (IncidentDeadline.Response, Severity.Critical) => 5 * FixedPoint.Minute,
        (IncidentDeadline.Response, Severity.High) => 15 * FixedPoint.Minute,
        (IncidentDeadline.Response, Severity.Medium) => Hour,
        (IncidentDeadline.Response, Severity.Low) => 4 * Hour,
        (IncidentDeadline.Review or IncidentDeadline.Notification, Severity.Critical) => 15 * FixedPoint.Minute,
        (IncidentDeadline.Recovery, Severity.Critical) => 4 * Hour,
        (IncidentDeadline.Report, Severity.Critical or Severity.High) => 48 * Hour,
        (IncidentDeadline.Disclosure, Severity.Critical or Severity.High) => 72 * Hour,
        _ => 0,
    };

    /// <summary>Its word.</summary>
    public static string WordOf(IncidentDeadline deadline) => Words[(int)deadline];
}
