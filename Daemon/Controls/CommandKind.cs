namespace Basisd.Controls;

/// <summary>What basisd tells the engine to do (SPEC 8). The numbers are the wire's and the journal's.</summary>
public enum CommandKind : byte
{
    /// <summary>No command.</summary>
    None = 0,

    /// <summary>Stop all automated activity.</summary>
    Halt = 1,
}
