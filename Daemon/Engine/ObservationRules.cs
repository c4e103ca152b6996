using System;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Engine;

/// <summary>
/// What a record must look like to be an observation: the table of its index and the range of each value, per kind, as data. Pure:
/// core time is a parameter. Must never let through what a later sum, product or index could not bear.
/// </summary>
public sealed class ObservationRules
{
    /// <summary>Kinds known here are below this.</summary>
    public const int KindCount = (int)ObservationKind.EngineHeartbeat + 1;

    /// <summary>Longest duration that a record may carry, ns: 400 days.</summary>
    public const long MaxDurationNs = 400L * 24 * 60 * FixedPoint.Minute;

    /// <summary>Largest count that a record may carry (finality lag, reorganization depth).</summary>
    public const long MaxCount = 1_000_000_000;

    private const int Values = 5;
    private const int Bounds = 2 * Values;
    private const long MaxQuantity = FixedPoint.MaxPrice;

    private readonly long[] _ranges = new long[KindCount * Bounds];
    private readonly int[] _counts = new int[KindCount];
    private readonly IndexTable[] _tables = new IndexTable[KindCount];
    private readonly int[] _used = new int[KindCount];
    private readonly long _maxFutureNs;
    private readonly long _maxAgeNs;

    /// <summary>Fixes the tables and tolerances.</summary>
    /// <param name="limits">Entries per table.</param>
    /// <param name="maxFutureNs">How far a source time may lie ahead, ns.</param>
    /// <param name="maxAgeNs">How far a source time may lie behind, ns.</param>
    public ObservationRules(in IndexLimits limits, long maxFutureNs, long maxAgeNs)
    {
        _maxFutureNs = maxFutureNs;
        _maxAgeNs = maxAgeNs;
        Define(ObservationKind.CallResult, IndexTable.Venues, (0, 2), (0, MaxDurationNs), (-1, MaxDurationNs));
        Define(ObservationKind.Price, IndexTable.Instruments, (1, FixedPoint.MaxPrice));
        Define(ObservationKind.Depth, IndexTable.Instruments, (0, MaxQuantity), (0, MaxQuantity), (1, FixedPoint.MaxRatio));
        Define(ObservationKind.Slippage, IndexTable.Routes, Ratio, Ratio, (0, 1));
        Define(ObservationKind.CostAlpha, IndexTable.Routes, Ratio, Ratio);
        Define(ObservationKind.MarginRatio, IndexTable.Positions, Ratio, Quantity);
        Define(ObservationKind.Funding, IndexTable.Instruments, Ratio, (1, MaxDurationNs));
        Define(ObservationKind.TransferStatus, IndexTable.Routes, (0, 1), (0, 1), (0, 1));
        Define(ObservationKind.Confirmation, IndexTable.Routes, (0, MaxDurationNs), (0, 2));
        Define(ObservationKind.ChainStatus, IndexTable.Assets, (0, MaxDurationNs), (0, MaxCount), (0, MaxCount), (0, 1));
        Define(ObservationKind.UnitRate, IndexTable.UnitReferences, (1, FixedPoint.MaxRatio));
        Define(ObservationKind.Gold, IndexTable.None, (1, FixedPoint.MaxPrice), (0, 1));
        Define(ObservationKind.BalancePair, IndexTable.Routes, Quantity, Quantity, Quantity);
        Define(ObservationKind.OrderEvent, IndexTable.Routes, Any, (0, 4), Quantity, (0, FixedPoint.MaxPrice));
        Define(ObservationKind.Fill, IndexTable.Routes, Any, Any, Quantity, (1, FixedPoint.MaxPrice));
        Define(ObservationKind.Position, IndexTable.Positions, Quantity, (0, FixedPoint.MaxPrice));
        Define(ObservationKind.CommandAck, IndexTable.None, Any, (0, 1));
        Define(ObservationKind.IntegrityReport, IndexTable.Scopes, Any, Any);
        Define(ObservationKind.EngineHeartbeat, IndexTable.None, Any);
        for (int kind = 0; kind < KindCount; kind++)
        {
            _counts[kind] = limits.Count(_tables[kind]);
        }
    }

    private static (long Min, long Max) Any => (long.MinValue, long.MaxValue);

    private static (long Min, long Max) Ratio => (-FixedPoint.MaxRatio, FixedPoint.MaxRatio);

    private static (long Min, long Max) Quantity => (-MaxQuantity, MaxQuantity);

    /// <summary>The table that the index of a kind points into.</summary>
    public IndexTable TableOf(ObservationKind kind) => _tables[(int)kind];

    /// <summary>How many values a kind uses; those behind are reserved.</summary>
    public int ValuesOf(ObservationKind kind) => _used[(int)kind];

    /// <summary>The range of one value of a kind, both ends allowed.</summary>
    public (long Min, long Max) RangeOf(ObservationKind kind, int value)
    {
        int at = ((int)kind * Bounds) + (2 * value);
        return (_ranges[at], _ranges[at + 1]);
    }

    /// <summary>Judges one record, its sequence aside.</summary>
    /// <param name="record">The record as it came.</param>
    /// <param name="now">Core time, Unix ns.</param>
    /// <returns><see cref="RejectReason.None"/> when it is an observation.</returns>
    public RejectReason Judge(in Observation record, long now)
    {
        int kind = (int)record.Kind;
        if (kind == 0 || kind >= KindCount)
        {
            return RejectReason.UnknownKind;
        }

        if (record.Flags != 0)
        {
            return RejectReason.ReservedNotZero;
        }

        if (record.Index >= (uint)_counts[kind])
        {
            return RejectReason.IndexOutOfRange;
        }

        // Unsigned distances instead of sums: a hostile source time must not overflow.
        if (record.SourceTime > now)
        {
            if (Distance(now, record.SourceTime) > (ulong)_maxFutureNs)
            {
                return RejectReason.SourceTimeFuture;
            }
        }
        else if (Distance(record.SourceTime, now) > (ulong)_maxAgeNs)
        {
            return RejectReason.SourceTimeOld;
        }

        return JudgeValues(record, kind);
    }

    private static ulong Distance(long from, long to) => unchecked((ulong)to - (ulong)from);

    private RejectReason JudgeValues(in Observation record, int kind)
    {
        ReadOnlySpan<long> range = _ranges.AsSpan(kind * Bounds, Bounds);
        ReadOnlySpan<long> values = [record.V0, record.V1, record.V2, record.V3, record.V4];
        for (int i = 0; i < Values; i++)
        {
            long value = values[i];
            if (value < range[2 * i] || value > range[(2 * i) + 1])
            {
                return i < _used[kind] ? RejectReason.ValueOutOfRange : RejectReason.ReservedNotZero;
            }
        }

        // A fill of nothing is no fill: the one rule that a range cannot say.
        return record.Kind == ObservationKind.Fill && record.V2 == 0 ? RejectReason.ValueOutOfRange : RejectReason.None;
    }

    private void Define(ObservationKind kind, IndexTable table, params ReadOnlySpan<(long Min, long Max)> ranges)
    {
        _tables[(int)kind] = table;
        _used[(int)kind] = ranges.Length;
        for (int i = 0; i < ranges.Length; i++)
        {
            int at = ((int)kind * Bounds) + (2 * i);
            _ranges[at] = ranges[i].Min;
            _ranges[at + 1] = ranges[i].Max;
        }
    }
}
