using System;
using System.Collections.Generic;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// The reference price of an asset: the median of its fresh spot prices, in the asset's reference unit. Prices in another unit join only
/// while both units have a fresh rate; else like is compared with like alone. Runs on every price: one walk over the asset's few markets
/// and an insertion into a small sorted buffer. Must never answer with a price that no fresh market supports: 0 says that there is none.
/// </summary>
public sealed class ReferencePrices : IEvaluatorMemory
{
    /// <summary>Most reference markets of one asset.</summary>
    public const int MostMarkets = MedianBuffer.Capacity;

    private const long Never = -1;

    private readonly long _maxAge;
    private readonly long _rateMaxAge;
    private readonly int _base;
    private readonly int[] _unitOf;
    private readonly int[] _venueOf;
    private readonly int[] _assetOf;
    private readonly int[] _referenceUnitOf;
    private readonly int[][] _marketsOf;
    private readonly Line[] _prices;
    private readonly Line[] _rates;
    private readonly long[] _comparable;
    private readonly MedianBuffer _median = new();

    /// <summary>Fixes all memory; rates are fresh as long as prices are.</summary>
    /// <exception cref="TopologyException">An asset has more reference markets than a median takes.</exception>
    public ReferencePrices(Topology topology, long maxAgeNs)
        : this(topology, maxAgeNs, maxAgeNs)
    {
    }

    /// <summary>Fixes all memory.</summary>
    /// <param name="topology">Assets, markets and units.</param>
    /// <param name="maxAgeNs">Oldest price that is fresh, nanoseconds.</param>
    /// <param name="rateMaxAgeNs">Oldest unit rate that is fresh, nanoseconds.</param>
    /// <exception cref="TopologyException">An asset has more reference markets than a median takes.</exception>
    public ReferencePrices(Topology topology, long maxAgeNs, long rateMaxAgeNs)
    {
        _maxAge = maxAgeNs;
        _rateMaxAge = rateMaxAgeNs;
        _base = UnitRates.BaseIn(topology);
        _unitOf = Array.ConvertAll(topology.Instruments, i => i.Unit);
        _venueOf = Array.ConvertAll(topology.Instruments, i => i.Venue);
        _assetOf = Array.ConvertAll(topology.Instruments, i => i.Asset);
        _prices = new Line[topology.Instruments.Length];
        _rates = new Line[topology.Units.Length];
        _comparable = new long[topology.Instruments.Length];
        _referenceUnitOf = new int[topology.Assets.Length];
        _marketsOf = new int[topology.Assets.Length][];
        Array.Fill(_prices, new Line { At = Never });
        Array.Fill(_rates, new Line { At = Never });
        foreach (Asset asset in topology.Assets)
        {
            List<int> markets = [];
            foreach (Instrument instrument in topology.Instruments)
            {
                if (instrument.IsReference && instrument.Asset == asset.Index)
                {
                    markets.Add(instrument.Index);
                }
            }

            if (markets.Count > MostMarkets)
            {
                throw new TopologyException($"asset '{asset.Name}' has more than {MostMarkets} spot markets");
            }

            _referenceUnitOf[asset.Index] = asset.ReferenceUnit;
            _marketsOf[asset.Index] = markets.ToArray();
        }
    }

    /// <summary>Takes the newest price of a market.</summary>
    /// <param name="instrument">Index of the market.</param>
    /// <param name="price">Price, 1e-8 of its quote unit, 1 to <see cref="FixedPoint.MaxPrice"/>.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">The price is out of range: the gateway should have refused it.</exception>
    public void Observe(int instrument, long price, long now) => Observe(instrument, price, price, now);

    /// <summary>Takes the newest price of a market whose source does not know its own path to the second.</summary>
    /// <param name="instrument">Index of the market.</param>
    /// <param name="price">Price, 1e-8 of its quote unit, 1 to <see cref="FixedPoint.MaxPrice"/>.</param>
    /// <param name="comparable">The price to hold against other venues, in the same range.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">A price is out of range: the gateway should have refused it.</exception>
    public void Observe(int instrument, long price, long comparable, long now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(price, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(price, FixedPoint.MaxPrice);
        ArgumentOutOfRangeException.ThrowIfLessThan(comparable, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(comparable, FixedPoint.MaxPrice);
        _prices[instrument] = new Line { Value = price, At = now };
        _comparable[instrument] = comparable;
    }

    /// <summary>Takes what one unit is worth in the base unit. The base unit itself is always worth one.</summary>
    /// <param name="unit">Index of the unit.</param>
    /// <param name="ratePpm">Worth, ppm, 1 to <see cref="FixedPoint.MaxRatio"/>; 0 says that it is not known.</param>
    /// <param name="at">Since when it is so, core time, Unix nanoseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    public void SetUnitRate(int unit, long ratePpm, long at)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ratePpm);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ratePpm, FixedPoint.MaxRatio);
        _rates[unit] = ratePpm == 0 ? new Line { At = Never } : new Line { Value = ratePpm, At = at };
    }

    /// <summary>The reference price in the asset's reference unit, 1e-8; 0 where no market is fresh.</summary>
    public long Reference(int asset, long now)
    {
        int wanted = _referenceUnitOf[asset];
        _median.Clear();
        foreach (int market in _marketsOf[asset])
        {
            ref readonly Line line = ref _prices[market];
            if (line.At == Never || now - line.At > _maxAge)
            {
                continue;
            }

            long price = _unitOf[market] == wanted ? line.Value : Convert(line.Value, _unitOf[market], wanted, now);
            if (price != 0)
            {
                _median.Add(price);
            }
        }

        return _median.Median();
    }

    /// <summary>The newest price of a market to hold against other venues, in its own unit, 1e-8; 0 where it is too old.</summary>
    /// <param name="instrument">Index of the market.</param>
    /// <param name="maxAgeNs">Oldest price that counts, nanoseconds.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    public long PriceOf(int instrument, long maxAgeNs, long now)
    {
        ref readonly Line line = ref _prices[instrument];
        return line.At == Never || now - line.At > maxAgeNs ? 0 : _comparable[instrument];
    }

    /// <summary>Core time of a market's newest price, Unix nanoseconds; negative where none came.</summary>
    public long PricedAt(int instrument) => _prices[instrument].At;

    /// <summary>
    /// Prices of the asset's spot markets on other venues, in this market's unit: those of another unit join only while both units have a
    /// fresh rate.
    /// </summary>
    /// <param name="instrument">Index of the market.</param>
    /// <param name="maxAgeNs">Oldest price that counts, nanoseconds.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <param name="prices">Room for <see cref="MostMarkets"/> prices.</param>
    /// <returns>How many there are.</returns>
    public int Others(int instrument, long maxAgeNs, long now, Span<long> prices)
    {
        int count = 0;
        int unit = _unitOf[instrument];
        foreach (int market in _marketsOf[_assetOf[instrument]])
        {
            ref readonly Line line = ref _prices[market];
            if (_venueOf[market] == _venueOf[instrument] || line.At == Never || now - line.At > maxAgeNs)
            {
                continue;
            }

            long price = _unitOf[market] == unit ? _comparable[market] : Convert(_comparable[market], _unitOf[market], unit, now);
            if (price != 0)
            {
                prices[count++] = price;
            }
        }

        return count;
    }

    /// <summary>A price of the asset's reference unit in the base unit USD, 1e-8; 0 without a fresh rate .</summary>
    public long InBase(int asset, long price, long now)
    {
        long rate = RateOf(_referenceUnitOf[asset], now);
        Int128 converted = FixedPoint.Product(price, rate) / FixedPoint.Ppm;
        return converted > FixedPoint.MaxPrice ? 0 : (long)converted;
    }

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        WriteLines(writer, _prices);
        WriteLines(writer, _rates);
        foreach (long price in _comparable)
        {
            writer.I64(price);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        ReadLines(ref reader, _prices, FixedPoint.MaxPrice, "markets");
        ReadLines(ref reader, _rates, FixedPoint.MaxRatio, "units");
        for (int market = 0; market < _comparable.Length; market++)
        {
            _comparable[market] = MemoryShape.Within(reader.I64(), 0, FixedPoint.MaxPrice, "comparable price");
        }
    }

    private static void WriteLines(CanonicalWriter writer, Line[] lines)
    {
        writer.I32(lines.Length);
        foreach (ref readonly Line line in lines.AsSpan())
        {
            writer.I64(line.Value);
            writer.I64(line.At);
        }
    }

    private static void ReadLines(ref CanonicalReader reader, Line[] lines, long most, string what)
    {
        MemoryShape.Expect(ref reader, lines.Length, what);
        foreach (ref Line line in lines.AsSpan())
        {
            line.Value = MemoryShape.Within(reader.I64(), 0, most, what);
            line.At = MemoryShape.Within(reader.I64(), Never, long.MaxValue, what);
        }
    }

    // A result outside the range of prices is no price: with rates at the ends of their range it could be anything.
    private long Convert(long price, int from, int to, long now)
    {
        long fromRate = RateOf(from, now);
        long toRate = RateOf(to, now);
        if (fromRate == 0 || toRate == 0)
        {
            return 0;
        }

        Int128 converted = FixedPoint.Product(price, fromRate) / toRate;
        return converted > FixedPoint.MaxPrice ? 0 : (long)converted;
    }

    private long RateOf(int unit, long now)
    {
        if (unit == _base)
        {
            return FixedPoint.Ppm;
        }

        ref readonly Line line = ref _rates[unit];
        return line.At == Never || now - line.At > _rateMaxAge ? 0 : line.Value;
    }

    private struct Line
    {
        public long Value;
        public long At;
    }
}
