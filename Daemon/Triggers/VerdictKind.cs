namespace Basisd.Triggers;

/// <summary>What an evaluator says about its condition now.</summary>
public enum VerdictKind : byte
{
    /// <summary>Nothing new was decided: the evaluator waits for its next sample.</summary>
    None = 0,

    /// <summary>An input is missing or stale: the condition is not judged, and the time toward clearing starts over .</summary>
    NoData = 1,

    /// <summary>The clear condition holds.</summary>
    Clear = 2,

    /// <summary>Between the clear and the trip level: no trip, and the time toward clearing starts over.</summary>
    Between = 3,

    /// <summary>The condition holds.</summary>
    Trip = 4,
}
