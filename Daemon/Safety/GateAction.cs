namespace Basisd.Safety;

/// <summary>What the platform may want to do, in the bit order of the gate's permission word (SPEC 3).</summary>
public enum GateAction : byte
{
    /// <summary>Any risk-increasing order.</summary>
    Open = 0,

    /// <summary>A change of an order that does not increase risk.</summary>
    Modify = 1,

    /// <summary>Cancel an open order.</summary>
    Cancel = 2,

    /// <summary>Reduce a position; the quantity never crosses zero.</summary>
    Reduce = 3,

    /// <summary>Move capital into the scope.</summary>
    Reallocate = 4,

    /// <summary>Same-token swap 1:1.</summary>
    Swap = 5,

    /// <summary>Stake.</summary>
    Stake = 6,

    /// <summary>Unstake a matured position.</summary>
    Unstake = 7,

    /// <summary>Accrue rewards.</summary>
    Accrue = 8,

    /// <summary>Withdraw.</summary>
    Withdraw = 9,

    /// <summary>Credit a deposit.</summary>
    Deposit = 10,

    /// <summary>Movement of a platform asset.</summary>
    Transfer = 11,
}
