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
        for (long number = 0; number < 5_000; number++)
        {
            long at = random.Below(300);
            entered.Add((at, number));
            agenda.Add(at, new Occasion { Number = number });
        }

        foreach ((long at, long number) in entered.OrderBy(e => e.At))
        {
            Assert.Equal(at, agenda.Take(out Occasion occasion));
            Assert.Equal(number, occasion.Number);
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
