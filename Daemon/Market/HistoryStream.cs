using System;
using Basisd.Node;

namespace Basisd.Market;

/// <summary>
/// One input of a running history: the second of its next observation, and that observation when asked. <see cref="HistoryReader"/> merges several.
/// </summary>
internal abstract class HistoryStream : IDisposable
{
    /// <summary>Value of <see cref="Second"/> when nothing follows.</summary>
    public const long Ended = long.MaxValue;

    /// <summary>Unix second of the next observation, or <see cref="Ended"/>.</summary>
    public long Second { get; protected set; } = Ended;

    /// <summary>Why it ended before its end, or null: the file was good when the plan was made, and is not any more.</summary>
    public abstract HistoryError? Error { get; }

    /// <summary>Fills kind, index and values of the observation at <see cref="Second"/> and moves on.</summary>
    public abstract void Take(ref Observation observation);

    /// <inheritdoc/>
    public abstract void Dispose();
}
