namespace Basisd.Safety;

/// <summary>
/// What an <see cref="Evidence"/> holds against its limit: many triggers have more than one condition, and the number alone does not say
/// which. It also fixes the unit. The numbers are journaled: they are never reused.
/// </summary>
public enum Measure : byte
{
    /// <summary>The trigger's only quantity, in the trigger's own unit.</summary>
    Own = 0,

    /// <summary>Trips on one scope, count.</summary>
    Repeats = 1,

    /// <summary>Scopes that tripped, count.</summary>
    Breadth = 2,

    /// <summary>Time with an active cause, nanoseconds.</summary>
    Persistence = 3,

    /// <summary>A value that grew past a multiple of its trip level, in the unit of the trigger that grew.</summary>
    Worsening = 4,

    /// <summary>Share of calls that failed, ppm.</summary>
    ErrorShare = 5,

    /// <summary>99th percentile of latency, nanoseconds.</summary>
    Latency = 6,

    /// <summary>Acknowledgements that came late, count.</summary>
    SlowAcknowledgements = 7,

    /// <summary>Robust z-score, ppm of one deviation.</summary>
    RobustZ = 8,

    /// <summary>Rate per eight hours that changed its sign, ppm.</summary>
    SignFlip = 9,

    /// <summary>Rate per eight hours at the venue's cap, ppm.</summary>
    AtCap = 10,

    /// <summary>Distance from the other venues, ppm.</summary>
    OffMedian = 11,

    /// <summary>Move of the others while this one stood still, ppm.</summary>
    Frozen = 12,

    /// <summary>Age of the newest value, nanoseconds.</summary>
    Age = 13,

    /// <summary>Depth of a chain reorganization, blocks.</summary>
    ReorganizationDepth = 14,

    /// <summary>Distance of finality from the head, in the chain's unit.</summary>
    FinalityLag = 15,

    /// <summary>The issuer's pause flag, 1.</summary>
    IssuerPause = 16,

    /// <summary>Deposits or withdrawals that are off, count of routes.</summary>
    HaltedTransfers = 17,

    /// <summary>Distance from an own median, ppm.</summary>
    FromOwnMedian = 18,

    /// <summary>Distance from par, ppm.</summary>
    FromPar = 19,

    /// <summary>Valid references, count.</summary>
    References = 20,

    /// <summary>Distance between two references, ppm.</summary>
    Disagreement = 21,

    /// <summary>An operator's statement, 1.</summary>
    Statement = 22,

    /// <summary>Independent reports, count.</summary>
    Reports = 23,

    /// <summary>A record of the venue that the engine never emitted, its order id.</summary>
    UnknownOrder = 24,

    /// <summary>A decision that its replay does not give, its number.</summary>
    Decision = 25,

    /// <summary>Mean error of predictions, ppm.</summary>
    Precision = 26,

    /// <summary>Signatures that were refused, count.</summary>
    RefusedSignatures = 27,

    /// <summary>Hash of binary or configuration that is not the attested one, 1.</summary>
    Attestation = 28,

    /// <summary>Time without the acknowledgement of a command, nanoseconds.</summary>
    Acknowledgement = 29,

    /// <summary>Time without the verified effect of a command, nanoseconds.</summary>
    Effect = 30,

    /// <summary>Time without a peer's heartbeat, nanoseconds.</summary>
    Silence = 31,

    /// <summary>Time of a slot without owner, nanoseconds.</summary>
    Ownerless = 32,

    /// <summary>Executable quantity, 1e-8.</summary>
    Depth = 33,

    /// <summary>Overdue transfers, count.</summary>
    OverdueTransfers = 34,

    /// <summary>Failed calls in a row, count.</summary>
    Failures = 35,

    /// <summary>The venue's balance of an account less ours, 1e-8; the subject is the account.</summary>
    BalanceDifference = 48,

    /// <summary>A fill that the venue does not list, its id.</summary>
    UnlistedFill = 49,

    /// <summary>A fill that the engine never reported, its id.</summary>
    UnreportedFill = 50,

    /// <summary>A fill that both have, with another order, quantity or price, its id.</summary>
    DifferingFill = 51,

    /// <summary>A fill, funding entry or transfer that the venue lists twice, its id.</summary>
    RepeatedEvent = 52,

    /// <summary>The cash of a fill less what its quantity and price give, 1e-8.</summary>
    CashDifference = 53,

    /// <summary>A funding amount less what its position and rate give, 1e-8.</summary>
    FundingDifference = 54,

    /// <summary>The venue's position less ours, 1e-8; the subject is the position.</summary>
    PositionDifference = 55,

    /// <summary>A position that nobody knows, 1e-8; the subject is the position if the configuration names it.</summary>
    UnknownPosition = 56,

    /// <summary>An order that the engine may have emitted before what is remembered, its id.</summary>
    ForgottenOrder = 57,

    /// <summary>More than is kept, count.</summary>
    LedgerOverflow = 58,

    /// <summary>Times that the engine refused a command, count.</summary>
    RefusedCommands = 40,

    /// <summary>Constraint that leaves a reduction without a plan, its number.</summary>
    NoPlan = 41,
}
