using System;
using Basisd.Safety;

namespace Basisd.Node;

/// <summary>
/// What an observation may say, per kind, as data: the table of its index and the range of each value. The one place for it: whatever
/// lets observations in, a socket or a file, judges by this table. Must never let through what a later sum, product or index could not bear.
/// </summary>
public static class ObservationRanges
{
    /// <summary>Kinds known here are below this.</summary>
    public const int KindCount = (int)ObservationKind.EngineHeartbeat + 1;

    /// <summary>Values of an observation.</summary>
    public const int Values = 5;

    /// <summary>Longest duration, ns: 400 days.</summary>
    public const long MaxDurationNs = 400L * 24 * 60 * FixedPoint.Minute;

    /// <summary>Largest count (finality lag, reorganization depth).</summary>
    public const long MaxCount = 1_000_000_000;

    private const int Bounds = 2 * Values;
    private const long MaxQuantity = FixedPoint.MaxPrice;

    private static readonly IndexTable[] Tables = new IndexTable[KindCount];
    private static readonly int[] Used = new int[KindCount];
    private static readonly long[] Ranges = Defined();

    private static (long Min, long Max) Any => (long.MinValue, long.MaxValue);

    private static (long Min, long Max) Ratio => (-FixedPoint.MaxRatio, FixedPoint.MaxRatio);

    private static (long Min, long Max) Quantity => (-MaxQuantity, MaxQuantity);

    /// <summary>The table that the index of a kind points into.</summary>
    public static IndexTable TableOf(ObservationKind kind) => Tables[(int)kind];

    /// <summary>How many values a kind uses; those behind are 0.</summary>
    public static int ValuesOf(ObservationKind kind) => Used[(int)kind];

    /// <summary>The range of one value of a kind, both ends allowed.</summary>
    public static (long Min, long Max) RangeOf(ObservationKind kind, int value)
    {
        int at = ((int)kind * Bounds) + (2 * value);
        return (Ranges[at], Ranges[at + 1]);
    }

    /// <summary>Whether the number is a kind that is known here.</summary>
    public static bool IsKind(ObservationKind kind) => kind != ObservationKind.None && (int)kind < KindCount;

    /// <summary>
    /// The first value that is not as its kind allows, or -1; at or behind <see cref="ValuesOf"/> it is a reserved one that is not 0.
    /// </summary>
    /// <param name="observation">An observation of a known kind.</param>
    public static int FirstRefused(in Observation observation)
    {
        ReadOnlySpan<long> range = Ranges.AsSpan((int)observation.Kind * Bounds, Bounds);
        ReadOnlySpan<long> values = [observation.V0, observation.V1, observation.V2, observation.V3, observation.V4];
        for (int i = 0; i < Values; i++)
        {
            if (values[i] < range[2 * i] || values[i] > range[(2 * i) + 1])
            {
                return i;
            }
        }

        // A fill of nothing is no fill: the one rule that a range cannot say.
        return observation.Kind == ObservationKind.Fill && observation.V2 == 0 ? 2 : -1;
    }

    private static long[] Defined()
    {
        long[] to = new long[KindCount * Bounds];
        Define(to, ObservationKind.CallResult, IndexTable.Venues, (0, 2), (0, MaxDurationNs), (-1, MaxDurationNs));
        Define(to, ObservationKind.Price, IndexTable.Instruments, (1, FixedPoint.MaxPrice), (0, FixedPoint.MaxPrice));
        Define(to, ObservationKind.Depth, IndexTable.Instruments, (0, MaxQuantity), (0, MaxQuantity), (1, FixedPoint.MaxRatio));
        Define(to, ObservationKind.Slippage, IndexTable.Routes, Ratio, Ratio, (0, 1));
        Define(to, ObservationKind.CostAlpha, IndexTable.Routes, Ratio, Ratio);
        Define(to, ObservationKind.MarginRatio, IndexTable.Positions, Ratio, Quantity);
        Define(to, ObservationKind.Funding, IndexTable.Instruments, Ratio, (1, MaxDurationNs));
        Define(to, ObservationKind.TransferStatus, IndexTable.Routes, (0, 1), (0, 1), (0, 1));
        Define(to, ObservationKind.Confirmation, IndexTable.Routes, (0, MaxDurationNs), (0, 2), Any);
        Define(to, ObservationKind.ChainStatus, IndexTable.Assets, (0, MaxDurationNs), (0, MaxCount), (0, MaxCount), (0, 1));
        Define(to, ObservationKind.UnitRate, IndexTable.UnitReferences, (1, FixedPoint.MaxRatio), (0, FixedPoint.MaxRatio));
        Define(to, ObservationKind.Gold, IndexTable.None, (1, FixedPoint.MaxPrice), (0, 1));
        Define(to, ObservationKind.BalancePair, IndexTable.Routes, Quantity, Quantity, Quantity);
        Define(to, ObservationKind.OrderEvent, IndexTable.Routes, Any, (0, 4), Quantity, (0, FixedPoint.MaxPrice));
        Define(to, ObservationKind.Fill, IndexTable.Routes, Any, Any, Quantity, (1, FixedPoint.MaxPrice));
        Define(to, ObservationKind.Position, IndexTable.Positions, Quantity, (0, FixedPoint.MaxPrice));
        Define(to, ObservationKind.CommandAck, IndexTable.None, Any, (0, 1));
        Define(to, ObservationKind.IntegrityReport, IndexTable.Scopes, Any, Any);
        Define(to, ObservationKind.EngineHeartbeat, IndexTable.None, Any);
        return to;
    }

    private static void Define(long[] to, ObservationKind kind, IndexTable table, params ReadOnlySpan<(long Min, long Max)> ranges)
    {
        Tables[(int)kind] = table;
        Used[(int)kind] = ranges.Length;
        for (int i = 0; i < ranges.Length; i++)
        {
            int at = ((int)kind * Bounds) + (2 * i);
            to[at] = ranges[i].Min;
            to[at + 1] = ranges[i].Max;
        }
    }
}
