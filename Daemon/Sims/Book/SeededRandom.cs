using System;

namespace Basisd.Sims.Book;

/// <summary>
/// The simulator's chance (SplitMix64): the same seed gives the same numbers on any machine. It must never reach a decision of the daemon.
/// </summary>
public sealed class SeededRandom
{
    private ulong _state;

    /// <summary>Begins at a seed; one of several streams of a seed is chosen by a name.</summary>
    public SeededRandom(ulong seed, string stream)
    {
        _state = seed;
        foreach (char letter in stream)
        {
            unchecked
            {
                _state = (_state ^ letter) * 0x100000001B3UL;
            }
        }

        Next();
    }

    /// <summary>64 bits.</summary>
    public ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15UL;
            ulong z = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }

    /// <summary>A number from 0 to <paramref name="end"/> − 1.</summary>
    public long Below(long end) => (long)Math.BigMul(Next(), (ulong)end, out _);
}
