using System.Globalization;
using System.Numerics;
using Basisd.Probes.Gateway;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Basisd.Tests.Probes.Gateway;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("0.00000001", 1)]
    [InlineData("-0.00000001", -1)]
    [InlineData("1.5", 150_000_000)]
    [InlineData("1.50000000", 150_000_000)]
    [InlineData("60000", 6_000_000_000_000)]
    [InlineData("9999999999.99999999", 999_999_999_999_999_999)]
    [InlineData("-9999999999.99999999", -999_999_999_999_999_999)]
    public void An_amount_is_exact(string text, long amount)
    {
        Assert.Null(DecimalText.ReadAmount(text, out long read));
        Assert.Equal(amount, read);
    }

    [Theory]
    [InlineData("", "no decimal")]
    [InlineData("-", "no decimal")]
    [InlineData("+1", "no decimal")]
    [InlineData("1e3", "no decimal")]
    [InlineData("1.", "no decimal")]
    [InlineData(".5", "no decimal")]
    [InlineData("--1", "no decimal")]
    [InlineData("1,5", "no decimal")]
    [InlineData("1.5.5", "no decimal")]
    [InlineData("1.-5", "no decimal")]
    [InlineData(" 1", "no decimal")]
    [InlineData("1 ", "no decimal")]
    [InlineData("٣", "no decimal")]
    [InlineData("NaN", "no decimal")]
    [InlineData("0x10", "no decimal")]
    [InlineData("00", "leading zeros")]
    [InlineData("-01.5", "leading zeros")]
    [InlineData("1.000000001", "more than 8")]
    [InlineData("10000000000", "too large")]
    [InlineData("99999999999999999999999999999999", "too large")]
    public void What_is_no_amount_is_said(string text, string problem) =>
        Assert.Contains(problem, DecimalText.ReadAmount(text, out _), System.StringComparison.Ordinal);

    [Fact]
    public void Every_amount_that_can_be_written_is_read_back() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2_000),
        Prop.ForAll(ArbMap.Default.ArbFor<long>(), whole =>
        {
            long amount = whole % 1_000_000_000_000_000_000;
            BigInteger size = BigInteger.Abs(amount);
            string text = string.Create(
                CultureInfo.InvariantCulture, $"{(amount < 0 ? "-" : "")}{size / 100_000_000}.{(long)(size % 100_000_000):D8}");
            return DecimalText.ReadAmount(text, out long read) is null && read == amount;
        }));

    [Theory]
    [InlineData("0", 0UL)]
    [InlineData("18446744073709551615", ulong.MaxValue)]
    public void A_number_is_of_64_bits(string text, ulong number)
    {
        Assert.True(DecimalText.TryReadNumber(text, out ulong read));
        Assert.Equal(number, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("01")]
    [InlineData("1.0")]
    [InlineData("18446744073709551616")]
    public void What_is_no_number_is_refused(string text) => Assert.False(DecimalText.TryReadNumber(text, out _));
}
