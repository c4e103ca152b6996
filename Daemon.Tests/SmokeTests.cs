using Xunit;

namespace Basisd.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void Runs() => Assert.NotNull(typeof(SmokeTests).FullName);
}
