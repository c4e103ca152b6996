using FsCheck;
using FsCheck.Fluent;
using Basisd.Sims.Book;
using Xunit;

namespace Basisd.Tests.Sims;

public sealed class SimAmountTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 100_000_000)]
    [InlineData("-0.5", -50_000_000)]
    [InlineData("0.00000001", 1)]
    [InlineData("60000", 6_000_000_000_000)]
    [InlineData("1.10", 110_000_000)]
    [InlineData("92233720368.54775807", long.MaxValue)]
    [InlineData("-92233720368.54775807", -long.MaxValue)]
    public void Reads_what_the_contract_allows(string text, long amount)
    {
        Assert.True(SimAmount.TryParse(text, out long read));
        Assert.Equal(amount, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("+1")]
    [InlineData("01")]
    [InlineData("00")]
    [InlineData("1e3")]
    [InlineData("1,5")]
    [InlineData(" 1")]
    [InlineData("1.000000001")]
    [InlineData("92233720368.54775808")]
    [InlineData("99999999999999999999999999999999999999999999999999999999999")]
    [InlineData("--1")]
    [InlineData("1.-5")]
    [InlineData("٣")]
    public void Refuses_the_rest(string text) => Assert.False(SimAmount.TryParse(text, out _));

    [Fact]
    public void Reads_back_what_it_writes() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1_000),
        Prop.ForAll<long>(amount => amount == long.MinValue || (SimAmount.TryParse(SimAmount.Text(amount), out long read) && read == amount)));

    [Theory]
    [InlineData(-1, "-0.00000001")]
    [InlineData(0, "0")]
    [InlineData(120_000_000, "1.2")]
    [InlineData(long.MinValue, "-92233720368.54775808")]
    public void Writes_without_needless_digits(long amount, string text) => Assert.Equal(text, SimAmount.Text(amount));
}
