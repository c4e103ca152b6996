using System;
using Basisd.Node;

namespace Basisd.Market;

/// <summary>A depth file as depths: the mean of an interval at each of its seconds, a snapshot at its own second alone.</summary>
internal sealed class DepthStream : HeldStream
{
    private readonly DepthRows _rows;

    /// <summary>Starts at the first second that is not before <paramref name="first"/>.</summary>
    public DepthStream(DepthRows rows, HistoryInput input, long first, long end)
        : base(ObservationKind.Depth, input, DepthRows.MaxBands, HoldOf(input.Layout, input.IntervalSeconds), end)
    {
        _rows = rows;
        Begin(first);
    }

    /// <inheritdoc/>
    public override HistoryError? Error => _rows.Error;

    /// <summary>Seconds that a row of a depth file speaks for.</summary>
    public static int HoldOf(DepthLayout layout, int intervalSeconds) => layout == DepthLayout.Touch ? intervalSeconds : 1;

    /// <inheritdoc/>
    public override void Dispose() => _rows.Dispose();

    /// <inheritdoc/>
    protected override bool Read(Span<HeldValues> values, out long second, out int count)
    {
        bool read = _rows.Next(values);
        second = _rows.Second;
        count = _rows.Bands;
        return read;
    }
}
