using Basisd.Node;
using Basisd.Probes;
using Xunit;

namespace Basisd.Tests.Probes;

public sealed class ProbeQueueTests
{
    [Fact]
    public void The_oldest_gives_way_and_is_counted()
    {
        int woken = 0;
        ProbeQueue queue = new(() => woken++);
        for (int i = 0; i < ProbeQueue.Capacity + 3; i++)
        {
            queue.Add(new Observation { V1 = i });
        }

        Assert.Equal((3, 1), (queue.Dropped, woken));
        for (int i = 3; i < ProbeQueue.Capacity + 3; i++)
        {
            Assert.True(queue.TryTake(out Observation call));
            Assert.Equal((i, (ulong)i + 1), (call.V1, call.Sequence));
        }

        Assert.False(queue.TryTake(out _));
        queue.Add(default);
        Assert.Equal(2, woken);
    }

    [Fact]
    public void It_allocates_nothing()
    {
        ProbeQueue queue = new(() => { });
        queue.Add(default);
        queue.TryTake(out _);
        Assert.Equal(0, SteadyAllocation.Least(() =>
        {
            for (int i = 0; i < 3 * ProbeQueue.Capacity; i++)
            {
                queue.Add(default);
            }

            while (queue.TryTake(out _))
            {
            }
        }));
    }
}
