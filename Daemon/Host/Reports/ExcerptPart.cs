using System.Collections.Generic;
using Basisd.Journal;

namespace Basisd.Host.Reports;

/// <summary>
/// A run of frames of one journal without a gap: all of them shown, or all of them hidden. Parts follow one another without a gap, so what an
/// excerpt leaves out is always stated.
/// </summary>
/// <param name="First">First sequence.</param>
/// <param name="Last">Last sequence, not before <paramref name="First"/>.</param>
/// <param name="Before">Chain hash before the first frame.</param>
/// <param name="After">Chain hash up to and with the last frame.</param>
/// <param name="IsShown">Every frame is here with its payload, so that the hash after follows from the hash before.</param>
/// <param name="Frames">Every frame where it is shown; else words about some of them, which prove nothing.</param>
public sealed record ExcerptPart(
    ulong First, ulong Last, ChainHash Before, ChainHash After, bool IsShown, IReadOnlyList<ExcerptFrame> Frames);
