using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>systemic.regulatory_action</c> (SPEC 5): an authority acted, which no input can show and only an operator can state. There is nothing to weigh
/// and nothing to remember. Must never answer anything but a critical trip.
/// </summary>
public static class RegulatoryAction
{
    /// <summary>An operator's statement: a critical trip.</summary>
    public static Verdict Statement() => new(VerdictKind.Trip, Severity.Critical, new Evidence(1, 1, 0, Measure.Statement), IsWarming: false);
}
