namespace Basisd.Host.Http;

/// <summary>What an operator may ask for over the admin socket. Halting is cheap; nothing here loosens DMM.</summary>
public enum OperatorAct
{
    /// <summary>DMM on the platform.</summary>
    Halt,

    /// <summary>BSCB on one scope.</summary>
    Pause,

    /// <summary>The operator's own pause of a scope ends; recovery begins.</summary>
    LiftPause,
}
