using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>market.extreme_volatility</c> (SPEC 5): how far is the price from where it stood over the last five minutes? The mean is fed once a
/// second with the price at the second's end; every new reference price is held against it at once. A second without a price is left out
/// of the mean, so absence pulls it nowhere. Must never judge against a mean that has no second in its window.
/// </summary>
public sealed class ExtremeVolatility : IEvaluatorMemory
{
    private readonly ExtremeVolatilitySettings _settings;
    private readonly long[] _limits;
    private readonly int _window;
    private readonly Line[] _lines;
    private readonly long[] _prices;

    /// <summary>Fixes all memory.</summary>
    /// <param name="assets">Number of assets.</param>
    /// <param name="s">Settings.</param>
    /// <param name="limitPpmByAsset">Distance from the mean that trips, ppm, one per asset.</param>
    public ExtremeVolatility(int assets, ExtremeVolatilitySettings s, long[] limitPpmByAsset)
    {
        if (limitPpmByAsset.Length != assets || Array.Exists(limitPpmByAsset, l => l is < 1 or > FixedPoint.MaxRatio))
        {
            throw new ArgumentException($"one limit of 1 to {FixedPoint.MaxRatio} ppm per asset", nameof(limitPpmByAsset));
        }

        _settings = s;
        _limits = limitPpmByAsset.AsSpan().ToArray();
        _window = s.MeanSeconds;
        _lines = new Line[assets];
        _prices = new long[assets * _window];
        for (int asset = 0; asset < assets; asset++)
        {
            _lines[asset].Second = -1;
        }
    }

    /// <summary>Feeds the mean with the price at the end of a second.</summary>
    /// <param name="asset">Index of the asset.</param>
    /// <param name="price">Reference price, 1e-8, at most <see cref="FixedPoint.MaxPrice"/>; 0 where none is fresh.</param>
    /// <param name="second">The Unix second that ended, above the one before. A jump is a gap.</param>
    /// <exception cref="ArgumentOutOfRangeException">The second does not ascend, or the price is out of range.</exception>
    public void OnSecond(int asset, long price, long second)
    {
        ref Line line = ref _lines[asset];
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(second, line.Second);
        ArgumentOutOfRangeException.ThrowIfNegative(price);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(price, FixedPoint.MaxPrice);
        if (line.Second >= 0)
        {
            // A gap longer than the window empties it; never more steps than the window has seconds.
            for (long missed = Math.Max(line.Second + 1, second - _window); missed < second; missed++)
            {
                Set(asset, missed, 0);
            }
        }

        Set(asset, second, price);
        line.Second = second;
    }

    /// <summary>Judges a new reference price.</summary>
    /// <param name="asset">Index of the asset.</param>
    /// <param name="price">Reference price, 1e-8, at most <see cref="FixedPoint.MaxPrice"/>; 0 where none is fresh.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">The price is out of range.</exception>
    public Verdict OnPrice(int asset, long price, long now)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(price);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(price, FixedPoint.MaxPrice);
        ref Line line = ref _lines[asset];
        bool isWarming = line.Count * 3 < _window;
        if (price == 0 || line.Count == 0 || (now / FixedPoint.Second) - line.Second > _window)
        {
            return new Verdict(VerdictKind.NoData, default, default, isWarming);
        }

        // |price ÷ mean − 1| with mean = sum ÷ count, multiplied out: nothing is lost to a division.
        long limit = _limits[asset];
        long distance = Math.Abs((price * line.Count) - line.Sum);
        Int128 scaled = FixedPoint.Product(distance, FixedPoint.Ppm);
        Int128 level = FixedPoint.Product(limit, line.Sum);
        Int128 measured = scaled / line.Sum;
        Evidence evidence = new(measured > long.MaxValue ? long.MaxValue : (long)measured, limit, _window * FixedPoint.Second);
        if (scaled >= level)
        {
            return new Verdict(VerdictKind.Trip, Severity.High, evidence, isWarming);
        }

        bool clears = FixedPoint.Product(scaled, FixedPoint.Ppm) < FixedPoint.Product(level, _settings.ClearPpm);
        return new Verdict(clears ? VerdictKind.Clear : VerdictKind.Between, default, evidence, isWarming);
    }

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_lines.Length);
        writer.I32(_window);
        foreach (ref readonly Line line in _lines.AsSpan())
        {
            writer.I64(line.Second);
        }

        foreach (long price in _prices)
        {
            writer.I64(price);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _lines.Length, "assets of extreme_volatility");
        MemoryShape.Expect(ref reader, _window, "window of extreme_volatility");
        for (int asset = 0; asset < _lines.Length; asset++)
        {
            _lines[asset].Second = MemoryShape.Within(reader.I64(), -1, long.MaxValue, "second");
        }

        for (int i = 0; i < _prices.Length; i++)
        {
            Set(i / _window, i % _window, MemoryShape.Within(reader.I64(), 0, FixedPoint.MaxPrice, "price"));
        }
    }

    private void Set(int asset, long second, long price)
    {
        ref Line line = ref _lines[asset];
        ref long slot = ref _prices[(asset * _window) + (int)(second % _window)];
        line.Sum += price - slot;
        line.Count += (price == 0 ? 0 : 1) - (slot == 0 ? 0 : 1);
        slot = price;
    }

    private struct Line
    {
        public long Second;
        public long Sum;
        public int Count;
    }
}
