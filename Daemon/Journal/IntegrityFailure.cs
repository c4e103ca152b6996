namespace Basisd.Journal;

/// <summary>Exactly what is missing or hurt, and where .</summary>
/// <param name="Kind">The finding.</param>
/// <param name="Defect">What the bytes at the place were.</param>
/// <param name="File">Path of the file.</param>
/// <param name="Offset">Offset in that file.</param>
/// <param name="ExpectedSequence">The sequence that should stand there; 0 when the file is no segment.</param>
/// <param name="Message">One sentence for people, with the way to mend it.</param>
public sealed record IntegrityFailure(
    IntegrityFailureKind Kind, FrameDefect Defect, string File, long Offset, ulong ExpectedSequence, string Message);
