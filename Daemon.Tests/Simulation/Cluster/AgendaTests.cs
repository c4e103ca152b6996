using System.Collections.Generic;
using System.Linq;
using Basisd.Safety;
using Basisd.Sims.Cluster;
using Xunit;

namespace Basisd.Tests.Simulation.Cluster;

/// <summary>What virtual time stands on: the order of the agenda, and clocks that differ by at most 1 %.</summary>
public sealed class AgendaTests
{
    [Fact]
    public void TheEarliestComesFirstAndOfEqualTimesTheOneEnteredFirst()
    {
        SimRandom random = new(11);
        Agenda agenda = new();
        List<(long At, long Number)> entered = [];
        long last = 0;
        for (long number = 0; number < 4_000; number++)
        {
            // Some at the same moment, some near, some so far that they wait for long.
            long at = last + (random.Below(random.Below(3) switch { 0 => 3, 1 => 300, _ => 4_000 }) * FixedPoint.Millisecond);
            entered.Add((at, number));
            agenda.Add(at, new Occasion { Number = number });
            if (random.Below(2) == 0)
            {
                (long dueAt, long due) = entered.Order().First();
                ref readonly Occasion taken = ref agenda.Take(out last);
                Assert.Equal((dueAt, due), (last, taken.Number));
                entered.Remove((dueAt, due));
            }
        }

        foreach ((long at, long number) in entered.Order())
        {
            Assert.Equal(number, agenda.Take(out long when).Number);
            Assert.Equal(at, when);
        }

        Assert.Equal(0, agenda.Count);
    }

    [Theory]
    [InlineData(SimWorld.RateErrorPpm)]
    [InlineData(-SimWorld.RateErrorPpm)]
    [InlineData(0)]
    public void TheLastMomentBeforeADeadlineIsBeforeIt(long rate)
    {
        SimClock clock = new();
        clock.PowerOn(5 * FixedPoint.Second, rate, 777);
        Assert.Equal(777, clock.BoottimeOf(5 * FixedPoint.Second));
        long deadline = clock.BoottimeOf(60 * FixedPoint.Second);
        long last = clock.LastBefore(deadline);
        Assert.True(clock.BoottimeOf(last) < deadline);
        Assert.InRange(60 * FixedPoint.Second - last, 1, 3_000);
    }

    [Fact]
    public void TwoClocksDifferByAtMostOnePercent() =>
        Assert.True((FixedPoint.Ppm + SimWorld.RateErrorPpm) * 100 <= (FixedPoint.Ppm - SimWorld.RateErrorPpm) * 101);
}
