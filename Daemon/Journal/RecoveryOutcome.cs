namespace Basisd.Journal;

/// <summary>What a recovery scan came to: exactly one of the four.</summary>
/// <param name="Log">The verified prefix.</param>
/// <param name="Failure">What is wrong.</param>
/// <param name="ReadError">Errno of a device that failed, or 0.</param>
/// <param name="NewerFormat">The format that a reader needs when a group of a newer one stands in the log, else null.</param>
internal sealed record RecoveryOutcome(RecoveredLog? Log, IntegrityFailure? Failure, int ReadError, ushort? NewerFormat)
{
    /// <summary>The log is less than it must be.</summary>
    public static RecoveryOutcome Failed(IntegrityFailure failure) => new(null, failure, 0, NewerFormat: null);
}
