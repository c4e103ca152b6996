namespace Basisd.Node;

/// <summary>A required input and the scopes that cannot be judged without it.</summary>
/// <param name="Input">Its number in the index of <c>internal.input_stale</c>.</param>
/// <param name="Name">For operators: <c>price BTC/USDT@binance</c>.</param>
/// <param name="MaxAgeNs">Age beyond which it is stale, nanoseconds.</param>
/// <param name="Scopes">Scopes that need it.</param>
public sealed record InputBinding(int Input, string Name, long MaxAgeNs, int[] Scopes);
