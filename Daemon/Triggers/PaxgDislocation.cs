using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>asset.paxg_dislocation</c> (SPEC 5): does the token follow the gold that it stands for? Its basis, price ÷ gold − 1, drifts by a percent
/// over months, so it is held against its own median of the last seven days (one basis per ten minutes in which the gold market was open): 1.5 %
/// away for 60 s, or beyond 5 % outright. While the market is closed there is only the last close: 4 % away from it trips at once.
/// <para>
/// Clear is half of each limit that tripped since the last clear, and no other limit passed that still has to last. Where the market has closed
/// since, the close stands in for gold; where it has opened again, a trip against the close is judged by the basis. With less than a third
/// of the seven days the absolute limits judge alone. Must never take a gold price that stopped coming for one that stands still,
/// and never let a closed market into the median.
/// </para>
/// </summary>
public sealed class PaxgDislocation : IEvaluatorMemory
{
    private const long Never = -1;
    private const byte OffMedian = 1;
    private const byte OffPar = 2;
    private const byte OffClose = 4;
    private const byte AnyLimit = OffMedian | OffPar | OffClose;

    private readonly PaxgDislocationSettings _settings;
    private readonly Line[] _lines;
    private readonly SampleRing _bases;
    private readonly long[] _scratch;
    private Metal _gold = new() { At = Never };

    /// <summary>Fixes all memory: 1 008 bases per asset with the default week.</summary>
    public PaxgDislocation(int assets, PaxgDislocationSettings s)
    {
        _settings = s;
        _lines = new Line[assets];
        _bases = new SampleRing(assets, s.BaselineSamples, s.SampleSeconds);
        _scratch = new long[s.BaselineSamples];
        Array.Fill(_lines, new Line { At = Never, Drift = Sustained.Idle });
    }

    /// <summary>Takes the gold price.</summary>
    /// <param name="priceUsd">Price of what one token stands for, 1e-8 USD, 1 to <see cref="FixedPoint.MaxPrice"/>.</param>
    /// <param name="isOpen">Whether the market is open. Of a closed one only the first price ever is taken: the last open price is the close.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">The price is out of range.</exception>
    public void OnGold(long priceUsd, bool isOpen, long now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(priceUsd, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(priceUsd, FixedPoint.MaxPrice);
        _gold = new Metal { Price = isOpen || _gold.Price == 0 ? priceUsd : _gold.Price, At = now, IsOpen = isOpen };
    }

    /// <summary>Takes an asset's price and judges it.</summary>
    /// <param name="asset">Index of the asset.</param>
    /// <param name="priceUsd">Reference price, 1e-8 USD, at most <see cref="FixedPoint.MaxPrice"/>; 0 where no rate converts it.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">The price is out of range.</exception>
    public Verdict OnPrice(int asset, long priceUsd, long now)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(priceUsd);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(priceUsd, FixedPoint.MaxPrice);
        _lines[asset].Price = priceUsd;
        _lines[asset].At = now;
        return Judge(asset, now);
    }

    /// <summary>Judges what time and gold bring about; to be asked every second. None before the first price of the asset and of gold.</summary>
    public Verdict Judge(int asset, long now)
    {
        ref Line line = ref _lines[asset];
        if (line.At == Never || _gold.At == Never)
        {
            return Verdict.None;
        }

        if (_bases.Advance(asset, now))
        {
            TakeMedian(asset);
        }

        bool isWarming = _bases.IsWarming(asset);
        long maxAge = _settings.Policy.MaxAgeNs;
        if (line.Price == 0 || now - line.At > maxAge || (_gold.IsOpen && now - _gold.At > maxAge))
        {
            line.Drift = Sustained.Idle;
            return new Verdict(VerdictKind.NoData, default, new Evidence(0, _settings.OutrightPpm, 0, Measure.FromPar), isWarming);
        }

        Int128 basis = (Int128)(line.Price - _gold.Price) * FixedPoint.Ppm;
        RelativeGap par = new(Int128.Abs(basis), _gold.Price);
        RelativeGap own = new(Int128.Abs((2 * basis) - ((Int128)line.TwiceMedian * _gold.Price)), 2 * _gold.Price);
        if (!_gold.IsOpen)
        {
            line.Drift = Sustained.Idle;
            Evidence close = new(par.Ppm, _settings.ClosedPpm, 0, Measure.FromPar);
            return par.IsAbove(_settings.ClosedPpm)
                ? Trip(ref line, OffClose, close, isWarming) : Calm(ref line, own, par, close, isWarming);
        }

        _bases.Note(asset, (long)Int128.Min(basis / _gold.Price, FixedPoint.MaxRatio));
        bool lasts = line.Drift.Note(!isWarming && own.IsAbove(_settings.FromMedianPpm), now, _settings.SustainNs, maxAge);
        Evidence fromPar = new(par.Ppm, _settings.OutrightPpm, 0, Measure.FromPar);
        if (par.IsAbove(_settings.OutrightPpm))
        {
            return Trip(ref line, OffPar, fromPar, isWarming);
        }

        Evidence fromMedian = new(own.Ppm, _settings.FromMedianPpm, _settings.SustainNs, Measure.FromOwnMedian);
        return lasts ? Trip(ref line, OffMedian, fromMedian, isWarming)
            : Calm(ref line, own, par, isWarming ? fromPar : fromMedian, isWarming);
    }

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_lines.Length);
        writer.I64(_gold.Price);
        writer.I64(_gold.At);
        writer.Bool(_gold.IsOpen);
        foreach (ref readonly Line line in _lines.AsSpan())
        {
            writer.I64(line.Price);
            writer.I64(line.At);
            writer.U8(line.Tripped);
            writer.Bool(line.IsSettled);
            line.Drift.Write(writer);
        }

        _bases.Write(writer);
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _lines.Length, "assets of paxg_dislocation");
        long price = MemoryShape.Within(reader.I64(), 0, FixedPoint.MaxPrice, "gold price");
        long least = price == 0 ? Never : 0;
        long at = MemoryShape.Within(reader.I64(), least, price == 0 ? Never : long.MaxValue, "time of the gold price");
        _gold = new Metal { Price = price, At = at, IsOpen = reader.Bool() };
        foreach (ref Line line in _lines.AsSpan())
        {
            line.Price = MemoryShape.Within(reader.I64(), 0, FixedPoint.MaxPrice, "price");
            line.At = MemoryShape.Within(reader.I64(), Never, long.MaxValue, "time of a price");
            line.Tripped = (byte)MemoryShape.Within(reader.U8(), 0, AnyLimit, "limits that tripped");
            line.IsSettled = reader.Bool();
            line.Drift.Read(ref reader);
        }

        _bases.Read(ref reader, FixedPoint.MaxRatio, "paxg_dislocation");
        for (int asset = 0; asset < _lines.Length; asset++)
        {
            TakeMedian(asset);
        }
    }

    private static Verdict Trip(ref Line line, byte limit, in Evidence evidence, bool isWarming)
    {
        line.Tripped = line.IsSettled ? limit : (byte)(line.Tripped | limit);
        line.IsSettled = false;
        return new Verdict(VerdictKind.Trip, Severity.High, evidence, isWarming);
    }

    // Without a trip so far the median speaks, for the readings.
    private Verdict Calm(ref Line line, RelativeGap own, RelativeGap par, in Evidence evidence, bool isWarming)
    {
        long share = _settings.ClearSharePpm;
        byte limits = line.Tripped == 0 ? OffMedian : line.Tripped;
        long absolute = _gold.IsOpen ? _settings.OutrightPpm : _settings.ClosedPpm;
        bool byMedian = isWarming ? par.IsBelow(absolute, share) : own.IsBelow(_settings.FromMedianPpm, share);
        bool byClose = _gold.IsOpen ? byMedian : par.IsBelow(_settings.ClosedPpm, share);
        bool clears = ((limits & OffMedian) == 0 || byMedian)
            && ((limits & OffPar) == 0 || par.IsBelow(_settings.OutrightPpm, share))
            && ((limits & OffClose) == 0 || byClose)
            && (isWarming || !_gold.IsOpen || !own.IsAbove(_settings.FromMedianPpm));
        line.IsSettled |= clears;
        return new Verdict(clears ? VerdictKind.Clear : VerdictKind.Between, default, evidence, isWarming);
    }

    private void TakeMedian(int asset)
    {
        int count = _bases.CopyTo(asset, _scratch);
        _lines[asset].TwiceMedian = count == 0 ? 0 : Robust.TwiceMedian(_scratch.AsSpan(0, count));
    }

    private struct Line
    {
        public long Price;
        public long At;
        public long TwiceMedian;
        public byte Tripped;
        public bool IsSettled;
        public Sustained Drift;
    }

    private struct Metal
    {
        public long Price;
        public long At;
        public bool IsOpen;
    }
}
