using System;
using Basisd.Market;
using Xunit;

namespace Basisd.Tests.Market;

public sealed class UtcTextTests
{
    [Theory]
    [InlineData(0, "1970-01-01 00:00:00")]
    [InlineData(951_782_400, "2000-02-29 00:00:00")]
    [InlineData(1_584_009_780, "2020-03-12 10:43:00")]
    [InlineData(4_102_444_799, "2099-12-31 23:59:59")]
    public void TimesReadAsUtc(long second, string text) => Assert.Equal(text, UtcText.Full(second));

    [Fact]
    public void EveryDayIsTheCalendars()
    {
        for (long day = 0; day < 60_000; day += 7)
        {
            Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(day * 86_400).ToString("yyyy-MM-dd"), UtcText.Date(day * 86_400));
        }
    }
}
