namespace Basisd.Journal;

/// <summary>What verifying a journal found .</summary>
/// <param name="Sound">Every committed frame is there and the chain fits.</param>
/// <param name="Message">Why not, or why nothing could be read; empty when sound.</param>
/// <param name="Failure">The first bad frame with file and offset, when it is one.</param>
/// <param name="Id">The journal.</param>
/// <param name="FirstSequence">First kept sequence.</param>
/// <param name="Head">Last verified frame.</param>
/// <param name="AnchoredSequence">Last sequence that the anchor promises.</param>
/// <param name="Frames">Frames verified, snapshot frames included.</param>
/// <param name="Snapshots">Complete snapshots among them.</param>
/// <param name="Stop">What stands behind the head: <see cref="FrameDefect.EndOfLog"/> when clean, else bytes in flight or a torn tail.</param>
public sealed record VerifyReport(
    bool Sound,
    string Message,
    IntegrityFailure? Failure,
    JournalId Id,
    ulong FirstSequence,
    JournalHead Head,
    ulong AnchoredSequence,
    long Frames,
    int Snapshots,
    FrameDefect Stop);
