using System;
using System.Numerics;
using Basisd.Safety;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Basisd.Tests.Safety;

public sealed class FixedPointTests
{
    private static readonly Gen<long> Longs = Gen.OneOf(
        ArbMap.Default.GeneratorFor<long>(),
        Gen.Elements(0, 1, -1, 2, -2, long.MaxValue, long.MinValue, long.MaxValue - 1, FixedPoint.MaxPrice, FixedPoint.MaxRatio, FixedPoint.Ppm),
        Gen.Choose(0, 63).SelectMany(bits => ArbMap.Default.GeneratorFor<long>().Select(value => value >> bits)));

    [Fact]
    public void MulDiv_is_the_exact_product_divided_toward_zero_or_an_overflow() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(20_000), Prop.ForAll(Arb.From(Longs), Arb.From(Longs), Arb.From(Longs), (a, b, c) =>
        {
            if (c == 0)
            {
                Assert.Throws<DivideByZeroException>(() => FixedPoint.MulDiv(a, b, c));
                return;
            }

            BigInteger exact = (BigInteger)a * b / c;
            if (exact >= long.MinValue && exact <= long.MaxValue)
            {
                Assert.Equal((long)exact, FixedPoint.MulDiv(a, b, c));
            }
            else
            {
                Assert.Throws<OverflowException>(() => FixedPoint.MulDiv(a, b, c));
            }
        }));

    [Fact]
    public void Product_is_exact_or_an_overflow() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(20_000), Prop.ForAll(Arb.From(Longs), Arb.From(Longs), Arb.From(Longs), (a, b, c) =>
        {
            Int128 product = FixedPoint.Product(a, b);
            Assert.Equal((Int128)a * b, product);
            BigInteger exact = (BigInteger)a * b * c;
            if (exact >= (BigInteger)Int128.MinValue && exact <= (BigInteger)Int128.MaxValue)
            {
                Assert.Equal((Int128)exact, FixedPoint.Product(product, c));
            }
            else
            {
                Assert.Throws<OverflowException>(() => FixedPoint.Product(product, c));
            }
        }));

    [Fact]
    public void Sqrt_is_the_floor_of_the_root_over_all_widths()
    {
        const int Seed = 5_120;
        Random random = new(Seed);
        for (int bits = 0; bits <= 128; bits++)
        {
            for (int i = 0; i < 200; i++)
            {
                UInt128 value = new(Bits(random), Bits(random));
                IsFloor(bits == 0 ? UInt128.Zero : value >> (128 - bits));
            }
        }
    }

    [Fact]
    public void Sqrt_is_exact_at_and_around_every_kind_of_square()
    {
        for (int bit = 0; bit < 64; bit++)
        {
            foreach (ulong root in new[] { 1UL << bit, (1UL << bit) - 1, (1UL << bit) | 1 })
            {
                UInt128 square = (UInt128)root * root;
                Assert.Equal(root, FixedPoint.Sqrt(square));
                IsFloor(square + 1);
                if (square > UInt128.Zero)
                {
                    Assert.Equal(root - 1, FixedPoint.Sqrt(square - 1));
                }
            }
        }

        Assert.Equal(ulong.MaxValue, FixedPoint.Sqrt((UInt128)ulong.MaxValue * ulong.MaxValue));
        Assert.Equal(ulong.MaxValue, FixedPoint.Sqrt(UInt128.MaxValue));
        for (int small = 0; small < 70_000; small++)
        {
            IsFloor((UInt128)small);
        }
    }

    [Fact]
    public void The_scales_are_those_of_the_specification()
    {
        Assert.Equal(1_000_000, FixedPoint.Ppm);
        Assert.Equal(100_000_000, FixedPoint.Scale);
        Assert.Equal(1_000_000_000, FixedPoint.Second);
        Assert.Equal(FixedPoint.Second, 1000 * FixedPoint.Millisecond);
        Assert.Equal(60_000_000_000, FixedPoint.Minute);
    }

    private static ulong Bits(Random random) => ((ulong)random.NextInt64() << 1) ^ (ulong)random.NextInt64();

    private static void IsFloor(UInt128 value)
    {
        BigInteger root = FixedPoint.Sqrt(value);
        Assert.True(root * root <= (BigInteger)value, $"root of {value} is too large");
        Assert.True((root + 1) * (root + 1) > (BigInteger)value, $"root of {value} is too small");
    }
}
