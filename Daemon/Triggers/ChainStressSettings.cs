using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>asset.chain_stress</c> (SPEC 5).</summary>
public sealed record ChainStressSettings
{
    /// <summary>
    /// Enabled, shadow, hold and age of a status: no hold, the trigger counts blocks and calm time itself. Engineering default of the age: 3 minutes.
    /// </summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, HoldNs: 0, 3 * FixedPoint.Minute);

    /// <summary>Bitcoin: trip when the newest block is this old, nanoseconds, 1 min to 24 h. SPEC 5: 90 minutes.</summary>
    public long BitcoinNoBlockNs { get; init; } = 90 * FixedPoint.Minute;

    /// <summary>Bitcoin: trip on a reorganization this deep, blocks, 1 to 1_000. SPEC 5: 2.</summary>
    public int BitcoinReorganization { get; init; } = 2;

    /// <summary>Bitcoin: new blocks that clear, 1 to 1_000. SPEC 5: 6.</summary>
    public int BitcoinClearBlocks { get; init; } = 6;

    /// <summary>Ethereum: trip when finality lags more than this behind the head, epochs, 1 to 1_000. SPEC 5: 4.</summary>
    public int EthereumFinalityLag { get; init; } = 4;

    /// <summary>Ethereum: time within the lag that clears, nanoseconds, 0 to 24 h. SPEC 5: 3 epochs (of 32 slots of 12 s), 19 min 12 s.</summary>
    public long EthereumClearNs { get; init; } = 3 * 32 * 12 * FixedPoint.Second;

    /// <summary>Solana: trip when the newest root is this old, nanoseconds, 1 s to 24 h. SPEC 5: 60 s.</summary>
    public long SolanaNoRootNs { get; init; } = FixedPoint.Minute;

    /// <summary>Solana: time with fresh roots that clears, nanoseconds, 0 to 24 h. SPEC 5: 10 minutes.</summary>
    public long SolanaClearNs { get; init; } = 10 * FixedPoint.Minute;
}
