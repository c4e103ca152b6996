namespace Basisd.Host.Reports;

/// <summary>A report, or why there is none.</summary>
/// <param name="Report">The report; null with a problem.</param>
/// <param name="Problem">Why there is none, and how to mend it; empty when there is.</param>
/// <param name="IsIntegrity">The journal is damaged.</param>
/// <param name="Note">What the reading could not show; empty for nothing.</param>
public sealed record ReportResult(IncidentReport? Report, string Problem, bool IsIntegrity, string Note)
{
    /// <summary>No report.</summary>
    public static ReportResult Refused(string problem, bool isIntegrity = false) => new(null, problem, isIntegrity, string.Empty);
}
