using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class SystemCompromiseTests
{
    private const long Hour = 60 * FixedPoint.Minute;

    [Fact]
    public void A_statement_and_a_foreign_hash_trip_at_once()
    {
        SystemCompromise compromise = new(new());
        Verdict statement = SystemCompromise.Statement();
        Assert.Equal((VerdictKind.Trip, Severity.Critical, Measure.Statement), (statement.Kind, statement.Severity, statement.Evidence.Measure));
        Verdict foreign = compromise.OnAttestation(matches: false);
        Assert.Equal((VerdictKind.Trip, Severity.Critical, Measure.Attestation), (foreign.Kind, foreign.Severity, foreign.Evidence.Measure));
        Assert.Equal(VerdictKind.Clear, compromise.OnAttestation(matches: true).Kind);
        Assert.Equal(VerdictKind.Trip, compromise.OnAttestation(matches: false).Kind);
    }

    [Theory]
    [InlineData(Hour - 1, VerdictKind.Trip, 3)]
    [InlineData(Hour, VerdictKind.Trip, 3)]
    [InlineData(Hour + 1, VerdictKind.Between, 2)]
    public void The_third_refused_signature_within_an_hour_trips(long after, VerdictKind expected, long count)
    {
        SystemCompromise compromise = new(new());
        Assert.Equal(VerdictKind.Between, compromise.OnRefusedSignature(0).Kind);
        Assert.Equal(VerdictKind.Between, compromise.OnRefusedSignature(1).Kind);
        Verdict verdict = compromise.OnRefusedSignature(after);
        Assert.Equal(expected, verdict.Kind);
        Assert.Equal(expected == VerdictKind.Trip ? Severity.Critical : default, verdict.Severity);
        Assert.Equal(new Evidence(count, 3, Hour, Measure.RefusedSignatures), verdict.Evidence);
    }

    [Fact]
    public void Trips_again_after_a_quiet_time()
    {
        SystemCompromise compromise = new(new() { RefusedSignatures = 2 });
        compromise.OnRefusedSignature(0);
        Assert.Equal(VerdictKind.Trip, compromise.OnRefusedSignature(5).Kind);
        Assert.Equal(VerdictKind.Between, compromise.OnRefusedSignature(5 * Hour).Kind);
        Assert.Equal(VerdictKind.Trip, compromise.OnRefusedSignature(6 * Hour).Kind);
    }

    [Fact]
    public void Memory_keeps_the_refusals()
    {
        SystemCompromise first = new(new());
        first.OnRefusedSignature(100);
        first.OnRefusedSignature(200);
        SystemCompromise copy = new(new());
        TestMemory.Copy(first, copy);
        Assert.Equal(VerdictKind.Trip, copy.OnRefusedSignature(300).Kind);
        TestMemory.RefusesEveryTruncation(first, () => new SystemCompromise(new()));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new SystemCompromise(new() { RefusedSignatures = 4 })));
        TestMemory.SurvivesForeignBytes(first, () => new SystemCompromise(new()), m => m.OnRefusedSignature(400));
    }
}
