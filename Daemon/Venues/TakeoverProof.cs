namespace Basisd.Venues;

/// <summary>What showed that a venue is reconciled after a takeover. The numbers are the journal's; they are never reused.</summary>
public enum TakeoverProof : byte
{
    /// <summary>A complete poll that began after the takeover: no order in flight is unresolved, nothing differs.</summary>
    Poll = 0,

    /// <summary>The venue has no gateway: the engine told every pair of balances again, and they agree.</summary>
    Engine = 1,

    /// <summary>The venue has no gateway, and an operator said that it is reconciled.</summary>
    Operator = 2,
}
