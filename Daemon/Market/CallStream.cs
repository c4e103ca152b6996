using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Market;

/// <summary>A file of venue calls as call results.</summary>
internal sealed class CallStream : HistoryStream
{
    private readonly CallFile _file;
    private readonly uint _index;
    private readonly long _end;
    private VenueCall _call;

    /// <summary>Starts at the first call that is not before <paramref name="first"/>.</summary>
    public CallStream(CallFile file, HistoryInput input, long first, long end)
    {
        _file = file;
        _index = (uint)input.Index;
        _end = end;
        do
        {
            Advance();
        }
        while (Second < first);
    }

    /// <inheritdoc/>
    public override HistoryError? Error => _file.Error;

    /// <inheritdoc/>
    public override void Take(ref Observation observation)
    {
        observation.Kind = ObservationKind.CallResult;
        observation.Index = _index;
        observation.V0 = _call.Outcome;
        observation.V1 = _call.LatencyMs * FixedPoint.Millisecond;
        observation.V2 = -1;
        Advance();
    }

    /// <inheritdoc/>
    public override void Dispose() => _file.Dispose();

    private void Advance() => Second = _file.Next(out _call) && _call.Second < _end ? _call.Second : Ended;
}
