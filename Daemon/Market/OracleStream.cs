using System;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Market;

/// <summary>
/// The rounds of an oracle as unit rates: an answer holds until the next round, as it does for whoever reads the oracle, and at most until the
/// oracle's heartbeat is overdue.
/// </summary>
internal sealed class OracleStream : HeldStream
{
    /// <summary>Longest that an answer holds, seconds: a heartbeat of 24 h, and an hour for the round to be mined.</summary>
    public const long HoldSeconds = 25 * 3_600;

    private const long ToPpm = FixedPoint.Scale / FixedPoint.Ppm;

    private readonly CandleFile _file;

    /// <summary>Starts at the first second that is not before <paramref name="first"/>.</summary>
    public OracleStream(CandleFile file, HistoryInput input, long first, long end)
        : base(ObservationKind.UnitRate, input, 1, HoldSeconds, end)
    {
        _file = file;
        Begin(first);
    }

    /// <inheritdoc/>
    public override HistoryError? Error => _file.Error;

    /// <inheritdoc/>
    public override void Dispose() => _file.Dispose();

    /// <inheritdoc/>
    protected override bool Read(Span<HeldValues> values, out long second, out int count)
    {
        count = 1;
        bool read = _file.Next(out Candle round);
        second = round.Second;
        values[0] = new HeldValues(round.Close / ToPpm, 0, 0);
        return read;
    }
}
