namespace Basisd.Sims.Engine;

/// <summary>What a reference engine does wrong on request.</summary>
public enum MisbehaviourKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Commands are neither done nor acknowledged.</summary>
    Ignore,

    /// <summary>Commands are done at once and acknowledged late, by <c>ms</c>.</summary>
    AckLate,

    /// <summary>Commands are acknowledged and not done.</summary>
    AckWithoutDoing,

    /// <summary>The process dies as if killed: <c>at=now</c>, or at the next command, <c>at=before</c> or <c>at=after</c> it is done.</summary>
    Die,

    /// <summary>Orders are placed whatever the gate says.</summary>
    TradeThroughGate,

    /// <summary>One order is placed that the daemon is never told of; at <c>venue</c>, in <c>market</c>, or anywhere.</summary>
    UnknownOrder,
}
