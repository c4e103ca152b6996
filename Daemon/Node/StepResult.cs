namespace Basisd.Node;

/// <summary>What became of an input.</summary>
public enum StepResult : byte
{
    /// <summary>Taken.</summary>
    Done = 0,

    /// <summary>Nothing to do: it is so already.</summary>
    NoChange = 1,

    /// <summary>Not allowed, or its guard does not hold.</summary>
    Refused = 2,

    /// <summary>An observation that is older than its kind may be when it comes: nothing was done with it.</summary>
    Late = 3,
}
