namespace Basisd.Market;

/// <summary>Why history cannot be played: which file, where in it, what was expected. The whole run is refused before any output.</summary>
/// <param name="File">The file as the user named it, or an option's text.</param>
/// <param name="Line">Line from 1, or 0 for the file as a whole.</param>
/// <param name="Column">Column (field) of the line from 1, or 0 for the line as a whole.</param>
/// <param name="Problem">What was found, what was expected, how to mend it.</param>
public sealed record HistoryError(string File, long Line, int Column, string Problem)
{
    /// <inheritdoc/>
    public override string ToString() => (Line, Column) switch
    {
        (0, _) => $"{File}: {Problem}",
        (_, 0) => $"{File}: line {Line}: {Problem}",
        _ => $"{File}: line {Line}, column {Column}: {Problem}",
    };
}
