using System;
using Basisd.Sims.Book;
using Xunit;

namespace Basisd.Tests.Sims;

public sealed class PerpPositionTests
{
    private const long Unit = 100_000_000;

    [Theory]
    [InlineData(0, 0, 2, 100, 2, 100, 0)] // opened long
    [InlineData(0, 0, -2, 100, -2, 100, 0)] // opened short
    [InlineData(1, 100, 1, 110, 2, 105, 0)] // added to
    [InlineData(-1, 100, -3, 120, -4, 115, 0)]
    [InlineData(2, 100, -1, 130, 1, 100, 30)] // closed in part
    [InlineData(-2, 100, 1, 130, -1, 100, -30)]
    [InlineData(2, 100, -2, 90, 0, 0, -20)] // closed
    [InlineData(-2, 100, 2, 90, 0, 0, 20)]
    [InlineData(2, 100, -5, 90, -3, 90, -20)] // turned round
    [InlineData(-2, 100, 5, 90, 3, 90, 20)]
    public void Keeps_the_average_entry_and_realizes_what_is_closed(
        long held, long entry, long traded, long price, long quantity, long average, long profit)
    {
        PerpPosition before = new() { Quantity = held * Unit, EntryPrice = entry * Unit };
        PerpPosition after = before.After(traded * Unit, price * Unit, out Int128 realized);
        Assert.Equal(new PerpPosition { Quantity = quantity * Unit, EntryPrice = average * Unit }, after);
        Assert.Equal(profit * Unit, realized);
    }

    [Fact]
    public void Profit_and_loss_are_truncated_toward_zero()
    {
        PerpPosition held = new() { Quantity = 1, EntryPrice = 100 * Unit };
        held.After(-1, (100 * Unit) + (Unit / 2), out Int128 gain);
        held.After(-1, (100 * Unit) - (Unit / 2), out Int128 loss);
        Assert.Equal((Int128.Zero, Int128.Zero), (gain, loss));
    }

    [Fact]
    public void The_largest_position_at_the_largest_price_overflows_nothing()
    {
        PerpPosition held = new() { Quantity = PerpPosition.MaxQuantity, EntryPrice = 1 };
        PerpPosition after = held.After(-2 * PerpPosition.MaxQuantity, MarketSpec.MaxPrice, out Int128 profit);
        Assert.Equal(-PerpPosition.MaxQuantity, after.Quantity);
        Assert.Equal((Int128)PerpPosition.MaxQuantity * (MarketSpec.MaxPrice - 1) / Unit, profit);
    }
}
