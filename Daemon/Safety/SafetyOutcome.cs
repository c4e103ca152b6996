namespace Basisd.Safety;

/// <summary>What <see cref="SafetyState.Step"/> did with an input.</summary>
public enum SafetyOutcome : byte
{
    /// <summary>Applied; the state changed.</summary>
    Applied = 0,

    /// <summary>Nothing to do: the cause is latched already, or gone already.</summary>
    NoChange = 1,

    /// <summary>
    /// An edge that the table does not list, or a guard that does not hold. The state is untouched; the attempt is an integrity fault.
    /// </summary>
    Refused = 2,

    /// <summary>No room for another cause. The state is untouched; the caller raises an integrity fault.</summary>
    Full = 3,
}
