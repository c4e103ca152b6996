using System;
using Basisd.Host.Http;
using Xunit;

namespace Basisd.Tests.Host.Http;

public sealed class AmountTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1.5", 150_000_000)]
    [InlineData("-0.5", -50_000_000)]
    [InlineData("0.00000001", 1)]
    [InlineData("92233720368.54775807", long.MaxValue)]
    [InlineData("-92233720368.54775808", long.MinValue)]
    public void Amounts_are_exact_both_ways(string text, long amount)
    {
        Assert.True(AmountText.TryParse(text, out long parsed));
        Assert.Equal(amount, parsed);
        Assert.Equal(text, AmountText.Format(amount));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("1.000000001")]
    [InlineData("1e3")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1,5")]
    [InlineData("1.-5")]
    [InlineData("--1")]
    [InlineData("92233720368.54775808")]
    [InlineData("99999999999999999999999999999999999999999999999999")]
    public void What_is_not_exact_is_no_amount(string text) => Assert.False(AmountText.TryParse(text, out _));

    [Fact]
    public void Any_amount_comes_back()
    {
        Random random = new(7);
        for (int i = 0; i < 2_000; i++)
        {
            long amount = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
            Assert.True(AmountText.TryParse(AmountText.Format(amount), out long parsed));
            Assert.Equal(amount, parsed);
        }
    }
}
