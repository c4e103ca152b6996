using System.IO;
using Basisd.Linux;
using Xunit;

namespace Basisd.Tests.Host;

/// <summary>The request that keeps processors awake, on the machine as it is: held where the host lets it, refused with a reason elsewhere.</summary>
public sealed class LatencyRequestTests
{
    private const string Device = "/dev/cpu_dma_latency";

    [Fact]
    public void It_is_held_or_says_why_not()
    {
        using LatencyRequest? held = LatencyRequest.TryHold(out string problem);
        Assert.Equal(held is null, problem.Length > 0);
        if (held is null)
        {
            Assert.StartsWith(Device + ": ", problem, System.StringComparison.Ordinal);
            return;
        }

        // The strictest request of all rules, so what is read back is ours.
        using FileStream device = new(Device, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
        byte[] microseconds = new byte[sizeof(int)];
        device.ReadExactly(microseconds);
        Assert.Equal(new byte[sizeof(int)], microseconds);
    }
}
