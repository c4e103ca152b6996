using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class RegulatoryActionTests
{
    [Fact]
    public void A_statement_is_a_critical_trip()
    {
        Verdict verdict = RegulatoryAction.Statement();
        Assert.Equal((VerdictKind.Trip, Severity.Critical), (verdict.Kind, verdict.Severity));
        Assert.Equal(new Evidence(1, 1, 0, Measure.Statement), verdict.Evidence);
        Assert.Equal(0, new RegulatoryActionSettings().Policy.HoldNs);
    }
}
