namespace Basisd.Venues;

/// <summary>
/// A running digest of everything that was applied to a book, 64 bits: the state hash covers it in place of the book's rings, whose bytes would
/// cost every transition more than the transition. It finds a replay that went another way; the journal's chain, not this, stands against malice.
/// </summary>
public static class RecordDigest
{
    /// <summary>The digest after one more value.</summary>
    public static ulong Mix(ulong digest, long value)
    {
        unchecked
        {
            // The finalizer of SplitMix64 over the sum: every bit of the value reaches every bit of the digest.
            ulong z = digest + (ulong)value + 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return (z ^ (z >> 31)) + (digest << 1);
        }
    }
}
