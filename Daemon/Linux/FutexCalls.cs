using System.Runtime.InteropServices;

namespace Basisd.Linux;

/// <summary>
/// Waits for a 32-bit word in shared memory to change, across processes (futex). Waking never blocks, whatever the other side has done to the
/// memory, so that the loop thread may do it.
/// </summary>
public static unsafe partial class FutexCalls
{
    private const int Wait = 0;
    private const int Wake = 1;

    private static readonly nint s_call = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 202 : 98;

    /// <summary>Waits while the word has a value, at most so long. Returns at once where it has another one, and may return for no reason.</summary>
    /// <param name="word">Naturally aligned.</param>
    /// <param name="value">What it had.</param>
    /// <param name="timeoutNs">Longest wait, ns, above 0.</param>
    public static void WaitWhile(uint* word, uint value, long timeoutNs)
    {
        Timespec timeout = new() { Seconds = timeoutNs / 1_000_000_000L, Nanoseconds = timeoutNs % 1_000_000_000L };

        // Every outcome means the same to the caller: look again.
        _ = Call(s_call, word, Wait, value, &timeout, null, 0);
    }

    /// <summary>Wakes whoever waits for the word.</summary>
    public static void WakeAll(uint* word) => _ = Call(s_call, word, Wake, int.MaxValue, null, null, 0);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint Call(nint number, uint* word, int operation, uint value, Timespec* timeout, uint* second, uint third);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
