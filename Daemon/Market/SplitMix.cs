using System;

namespace Basisd.Market;

/// <summary>
/// The generator's own source of chance: SplitMix64 (state += 0x9E3779B97F4A7C15, then two multiply-xorshift rounds). One seed gives the same
/// numbers on every machine and runtime, which <see cref="Random"/> does not promise. Never used for a decision of the daemon, nor for a secret.
/// </summary>
public sealed class SplitMix
{
    private ulong _state;

    /// <summary>Starts at a seed; each named stream of one seed has numbers of its own (FNV-1a of the name).</summary>
    public SplitMix(ulong seed, string stream)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (char c in stream)
        {
            hash = unchecked((hash ^ c) * 0x100000001B3);
        }

        _state = seed ^ hash;
    }

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            ulong z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>A number from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public long Between(long low, long high) => low + (long)(((UInt128)Next() * (ulong)(high - low + 1)) >> 64);
}
