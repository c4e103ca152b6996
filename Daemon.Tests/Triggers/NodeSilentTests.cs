using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class NodeSilentTests
{
    private const long Detection = 500 * FixedPoint.Millisecond;
    private const long Ownerless = 30 * FixedPoint.Second;

    [Theory]
    [InlineData(Detection - 1, VerdictKind.Clear)]
    [InlineData(Detection, VerdictKind.Clear)]
    [InlineData(Detection + 1, VerdictKind.Trip)]
    public void Silence_beyond_the_detection_time_trips(long silence, VerdictKind expected)
    {
        NodeSilent node = new(2, new());
        node.OnHeartbeat(1, 100);
        Verdict verdict = node.Judge(1, 100 + silence);
        Assert.Equal(expected, verdict.Kind);
        Assert.Equal(expected == VerdictKind.Trip ? Severity.High : default, verdict.Severity);
        Assert.Equal(new Evidence(silence, Detection, 0, Measure.Silence), verdict.Evidence);
        Assert.Equal(Verdict.None, node.Judge(0, 100 + silence));
    }

    [Fact]
    public void Trips_clears_with_a_heartbeat_and_trips_again()
    {
        NodeSilent node = new(1, new());
        Assert.Equal(Verdict.None, node.Judge(0, 5));
        node.OnHeartbeat(0, 10);
        Assert.Equal(VerdictKind.Trip, node.Judge(0, 11 + Detection).Kind);
        node.OnHeartbeat(0, 12 + Detection);
        Assert.Equal(VerdictKind.Clear, node.Judge(0, 12 + Detection).Kind);
        Assert.Equal(VerdictKind.Trip, node.Judge(0, 13 + (2 * Detection)).Kind);
    }

    [Fact]
    public void Who_said_that_it_stops_is_not_silent_until_it_is_heard_again()
    {
        NodeSilent node = new(2, new());
        node.OnHeartbeat(0, 10);
        node.OnHeartbeat(1, 10);
        node.OnLeft(0);
        Assert.Equal(Verdict.None, node.Judge(0, 11 + Detection));
        Assert.Equal(VerdictKind.Trip, node.Judge(1, 11 + Detection).Kind);
        node.OnHeartbeat(0, 12 + Detection);
        Assert.Equal(VerdictKind.Trip, node.Judge(0, 13 + (2 * Detection)).Kind);
    }

    [Theory]
    [InlineData(Ownerless - 1, VerdictKind.Between)]
    [InlineData(Ownerless, VerdictKind.Between)]
    [InlineData(Ownerless + 1, VerdictKind.Trip)]
    public void A_slot_without_owner_trips(long passed, VerdictKind expected)
    {
        NodeSilent node = new(1, new());
        node.OnSlot(owned: true, 50);
        node.OnSlot(owned: false, 100);
        node.OnSlot(owned: false, 200);
        Verdict verdict = node.JudgeSlot(100 + passed);
        Assert.Equal(expected, verdict.Kind);
        Assert.Equal(expected == VerdictKind.Trip ? Severity.Critical : default, verdict.Severity);
        Assert.Equal(new Evidence(passed, Ownerless, 0, Measure.Ownerless), verdict.Evidence);
    }

    [Fact]
    public void A_slot_is_unknown_owned_old_and_owned_again()
    {
        NodeSilent node = new(1, new());
        Assert.Equal(Verdict.None, node.JudgeSlot(1));
        node.OnSlot(owned: true, 100);
        Assert.Equal(VerdictKind.Clear, node.JudgeSlot(100 + (2 * FixedPoint.Minute)).Kind);
        Assert.Equal(VerdictKind.NoData, node.JudgeSlot(101 + (2 * FixedPoint.Minute)).Kind);
        node.OnSlot(owned: false, 1_000);
        Assert.Equal(VerdictKind.Trip, node.JudgeSlot(1_000 + (60 * FixedPoint.Minute)).Kind);
        node.OnSlot(owned: true, 2_000);
        Assert.Equal(VerdictKind.Clear, node.JudgeSlot(2_000).Kind);
        node.OnSlot(owned: false, 3_000);
        Assert.Equal(VerdictKind.Trip, node.JudgeSlot(3_001 + Ownerless).Kind);
    }

    [Fact]
    public void Memory_keeps_who_was_heard_and_since_when_the_slot_is_empty()
    {
        NodeSilent first = new(2, new());
        first.OnHeartbeat(1, 100);
        first.OnSlot(owned: false, 300);
        NodeSilent copy = new(2, new());
        TestMemory.Copy(first, copy);
        Assert.Equal(VerdictKind.Trip, copy.Judge(1, 101 + Detection).Kind);
        Assert.Equal(Verdict.None, copy.Judge(0, 101 + Detection));
        Assert.Equal(VerdictKind.Trip, copy.JudgeSlot(301 + Ownerless).Kind);
        TestMemory.RefusesEveryTruncation(first, () => new NodeSilent(2, new()));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new NodeSilent(3, new())));
        TestMemory.SurvivesForeignBytes(first, () => new NodeSilent(2, new()), m => m.JudgeSlot(400));
    }
}
