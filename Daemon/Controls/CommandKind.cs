namespace Basisd.Controls;

/// <summary>What basisd tells the engine to do (SPEC 8). The numbers are the wire's and the journal's.</summary>
public enum CommandKind : byte
{
    /// <summary>No command.</summary>
    None = 0,

    /// <summary>Stop all automated activity.</summary>
    Halt = 1,

    /// <summary>Cancel every open order of the scope.</summary>
    CancelAll = 2,

    /// <summary>Execute one slice of a reduction. Argument 0: its signed quantity, 1e-8; argument 1: index of the position.</summary>
    Reduce = 3,

    /// <summary>Keep within limits. Argument 0: largest absolute position, argument 1: largest order, both 1e-8.</summary>
    Limit = 4,

    /// <summary>Become the acting engine of the slot in argument 0.</summary>
    Activate = 5,

    /// <summary>Stop being the acting engine of the slot in argument 0.</summary>
    Deactivate = 6,
}
