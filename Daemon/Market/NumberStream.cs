using System;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Market;

/// <summary>A file of numbers as observations: funding once per interval, a column of implied rates from the end of its bar on.</summary>
internal sealed class NumberStream : HeldStream
{
    private const long ToPpm = FixedPoint.Scale / FixedPoint.Ppm;

    private readonly NumberFile _file;
    private readonly int _column;
    private readonly long _delay;
    private readonly long _second;

    private NumberStream(
        NumberFile file, HistoryInput input, ObservationKind kind, int column, long delay, long second, long hold, long first, long end)
        : base(kind, input, 1, hold, end)
    {
        _file = file;
        _column = column;
        _delay = delay;
        _second = second;
        Begin(first);
    }

    /// <inheritdoc/>
    public override HistoryError? Error => _file.Error;

    /// <summary>Funding: the rate in ppm per interval, at the second at which it is settled.</summary>
    public static NumberStream Funding(NumberFile file, HistoryInput input, long first, long end) =>
        new(file, input, ObservationKind.Funding, 0, 0, input.IntervalSeconds * FixedPoint.Second, 1, first, end);

    /// <summary>Implied rates: a bar's close is known when the bar has ended, and holds for one more.</summary>
    public static NumberStream Implied(NumberFile file, HistoryInput input, long first, long end) =>
        new(file, input, ObservationKind.UnitRate, input.Part, input.IntervalSeconds, 0, input.IntervalSeconds, first, end);

    /// <inheritdoc/>
    public override void Dispose() => _file.Dispose();

    /// <inheritdoc/>
    protected override bool Read(Span<HeldValues> values, out long second, out int count)
    {
        count = 1;
        bool read = _file.Next();
        second = _file.Second + _delay;
        values[0] = new HeldValues(_file.Values[_column] / ToPpm, _second, 0);
        return read;
    }
}
