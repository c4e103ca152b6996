namespace Basisd.Market;

/// <summary>A file that does not play, or plays with a reservation, and why. Not an error.</summary>
/// <param name="File">The file as the user named it.</param>
/// <param name="Reason">Why.</param>
public sealed record HistoryNotice(string File, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}: {Reason}";
}
