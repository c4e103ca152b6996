using System.Collections.Generic;
using Basisd.Journal;

namespace Basisd.Host.Reports;

/// <summary>
/// A part of a journal that can be handed out: frames that are shown whole, stretches that are hidden, the statements about the head that anchor
/// both (docs/incident-report.md). It never shows half a frame: the chain hash covers the payload, so a frame is proved whole or not at all.
/// </summary>
public sealed record Excerpt
{
    /// <summary>First member of every file.</summary>
    public const string Format = "basisd journal excerpt";

    /// <summary>Version of the form.</summary>
    public const int Version = 1;

    /// <summary>Most parts of a file.</summary>
    public const int MaxParts = 1 << 16;

    /// <summary>Longest file, bytes.</summary>
    public const int MaxFileBytes = 256 << 20;

    /// <summary>The journal.</summary>
    public required JournalId Journal { get; init; }

    /// <summary>The incident that it is about.</summary>
    public required long Incident { get; init; }

    /// <summary>The redaction rules that it was made with.</summary>
    public required string Rules { get; init; }

    /// <summary>The parts in their order.</summary>
    public required IReadOnlyList<ExcerptPart> Parts { get; init; }

    /// <summary>Statements about the head at sequences of the excerpt whose hash it states.</summary>
    public required IReadOnlyList<SignedHead> Statements { get; init; }
}
