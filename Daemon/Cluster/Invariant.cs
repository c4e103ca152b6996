using System;

namespace Basisd.Cluster;

/// <summary>
/// Assertions that stay on: a broken one closes the gates and stops the process, which is always safe here. Never an answer to bad input.
/// </summary>
internal static class Invariant
{
    /// <summary>States what must hold.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public static void Holds(bool condition, string what)
    {
        if (!condition)
        {
            Throw(what);
        }
    }

    private static void Throw(string what) => throw new InvalidOperationException(what);
}
