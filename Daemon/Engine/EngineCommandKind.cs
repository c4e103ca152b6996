namespace Basisd.Engine;

/// <summary>What the engine is told to do (SPEC 8).</summary>
public enum EngineCommandKind : ushort
{
    /// <summary>Not a command.</summary>
    None = 0,

    /// <summary>Stop sending orders in the scope.</summary>
    Halt = 1,

    /// <summary>Cancel every open order of the scope.</summary>
    CancelAll = 2,

    /// <summary>Reduce. Argument 0: signed quantity 1e-8 of this slice. Argument 1: position index.</summary>
    Reduce = 3,

    /// <summary>Set a limit. Argument 0: largest absolute position, 1e-8. Argument 1: largest order, 1e-8.</summary>
    Limit = 4,

    /// <summary>Become the acting engine of the slot in argument 0, under the epoch.</summary>
    Activate = 5,

    /// <summary>Stop being the acting engine of the slot in argument 0.</summary>
    Deactivate = 6,
}
