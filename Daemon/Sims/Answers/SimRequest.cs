using System;

namespace Basisd.Sims.Answers;

/// <summary>One request to a simulated venue, as it came.</summary>
/// <param name="Method">GET, POST or DELETE.</param>
/// <param name="Path">Decoded path.</param>
/// <param name="Query">Undecoded query, with its question mark, or empty.</param>
/// <param name="Body">Body, whole.</param>
public readonly record struct SimRequest(string Method, string Path, string Query, ReadOnlyMemory<byte> Body)
{
    /// <summary>Longest body, bytes.</summary>
    public const int MaxBody = 16 * 1024;
}
