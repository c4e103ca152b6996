namespace Basisd.Cluster;

/// <summary>The keys of a cluster in the arbiter.</summary>
public enum ArbiterKeyKind : byte
{
    /// <summary>A slot's <see cref="SlotRecord"/>.</summary>
    Slot = 0,

    /// <summary>The <see cref="DmmRecord"/>.</summary>
    Dmm = 1,

    /// <summary>The <see cref="PauseRecord"/>.</summary>
    Pause = 2,
}
