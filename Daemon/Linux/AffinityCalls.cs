using System;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Basisd.Linux;

/// <summary>
/// On which processors a thread may run. For measurements, which otherwise measure where the scheduler happened to put both ends; the daemon
/// itself leaves that to its unit file.
/// </summary>
public static unsafe partial class AffinityCalls
{
    private const int Words = 16;
    private const int BitsPerWord = 64;

    /// <summary>The processors that the calling thread may use now, lowest first; empty when they cannot be read.</summary>
    public static int[] Allowed()
    {
        ulong* mask = stackalloc ulong[Words];
        new Span<ulong>(mask, Words).Clear();
        int bytes = GetAffinity(0, Words * sizeof(ulong), mask);
        int[] found = [];
        for (int word = 0; bytes >= 0 && word < Words; word++)
        {
            for (ulong left = mask[word]; left != 0; left &= left - 1)
            {
                found = [.. found, (word * BitsPerWord) + BitOperations.TrailingZeroCount(left)];
            }
        }

        return found;
    }

    /// <summary>Confines a thread, or the first thread of a process, to some processors. 0 or -errno.</summary>
    /// <param name="thread">Thread or process id; 0 is the calling thread.</param>
    /// <param name="processors">Numbers as <see cref="Allowed"/> gives them.</param>
    public static int Confine(int thread, ReadOnlySpan<int> processors)
    {
        ulong* mask = stackalloc ulong[Words];
        new Span<ulong>(mask, Words).Clear();
        foreach (int processor in processors)
        {
            mask[processor / BitsPerWord] |= 1UL << (processor % BitsPerWord);
        }

        return SetAffinity(thread, Words * sizeof(ulong), mask) < 0 ? -Marshal.GetLastPInvokeError() : 0;
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int GetAffinity(int thread, nuint size, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nuint size, ulong* mask);
}
