using Basisd.Node;

namespace Basisd.Market;

/// <summary>An observations file as what it says, row by row; rows about names that nobody has are passed over.</summary>
internal sealed class ObservationStream : HistoryStream
{
    private readonly ObservationFile _file;
    private readonly HistoryNames _names;
    private readonly long _end;
    private ObservationRow _row;
    private int _index;

    /// <summary>Starts at the first row that is not before <paramref name="first"/>.</summary>
    public ObservationStream(ObservationFile file, HistoryNames names, long first, long end)
    {
        _file = file;
        _names = names;
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
        observation.Kind = _row.Kind;
        observation.Index = (uint)_index;
        observation.V0 = _row.V0;
        observation.V1 = _row.V1;
        observation.V2 = _row.V2;
        observation.V3 = _row.V3;
        observation.V4 = _row.V4;
        Advance();
    }

    /// <inheritdoc/>
    public override void Dispose() => _file.Dispose();

    private void Advance()
    {
        do
        {
            Second = _file.Next(out _row) && _row.Second < _end ? _row.Second : Ended;
        }
        while (Second != Ended && !_names.TryFind(ObservationRanges.TableOf(_row.Kind), _row.Name, out _index));
    }
}
