namespace Basisd.Safety;

/// <summary>Chain that settles an asset (SPEC 5, <c>asset.chain_stress</c>).</summary>
public enum Chain : byte
{
    /// <summary>None that is watched.</summary>
    None = 0,

    /// <summary>Bitcoin: judged by the age of its newest block and by reorganizations.</summary>
    Bitcoin = 1,

    /// <summary>Ethereum: judged by the lag of finality, in epochs.</summary>
    Ethereum = 2,

    /// <summary>Solana: judged by the age of its newest root.</summary>
    Solana = 3,
}
