namespace Basisd.Safety;

/// <summary>A quote unit: what a price is expressed in, for example USD, USDT, USDC.</summary>
/// <param name="Index">Position in <see cref="Topology.Units"/>.</param>
/// <param name="Name">Symbol.</param>
public sealed record Unit(int Index, string Name);
