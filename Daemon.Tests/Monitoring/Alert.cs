namespace Basisd.Tests.Monitoring;

/// <summary>One alert as its file has it; an empty text where it lacks something.</summary>
internal sealed record Alert(
    string File, string Name, string Expression, string For, string KeepFiringFor, string Severity, string Summary, string Description,
    string Runbook);
