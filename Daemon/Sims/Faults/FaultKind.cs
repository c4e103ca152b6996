namespace Basisd.Sims.Faults;

/// <summary>
/// How a simulated venue may misbehave on request. Those before <see cref="Latency"/> lie in an answer; those behind it break the answer
/// itself.
/// </summary>
public enum FaultKind
{
    /// <summary>A balance is told with an amount added.</summary>
    WrongBalance,

    /// <summary>One fill is left out.</summary>
    MissingFill,

    /// <summary>One fill is told twice.</summary>
    DuplicateFill,

    /// <summary>Lists come in another order than the sequence.</summary>
    ReorderedPages,

    /// <summary>A list is empty and says so with a good status.</summary>
    EmptyList,

    /// <summary>Amounts are told that 64 bits do not hold.</summary>
    HugeNumber,

    /// <summary>Prices and fees are told below zero.</summary>
    NegativePrice,

    /// <summary>Members have another type than the contract says.</summary>
    WrongType,

    /// <summary>The answer waits.</summary>
    Latency,

    /// <summary>A bad status.</summary>
    Error,

    /// <summary>No answer until the fault is taken away.</summary>
    Hang,

    /// <summary>No answer on this connection ever again; it stays open.</summary>
    HalfOpen,

    /// <summary>The connection is reset.</summary>
    Reset,

    /// <summary>Bytes that are no JSON.</summary>
    Garbage,

    /// <summary>A body that is far too long.</summary>
    HugeBody,

    /// <summary>The right answer, byte by byte.</summary>
    SlowDrip,

    /// <summary>A redirection to the same address.</summary>
    RedirectLoop,
}
