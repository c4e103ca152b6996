using System.Runtime.InteropServices;

namespace Basisd.Linux;

/// <summary>Signals to other processes.</summary>
public static partial class SignalCalls
{
    private const int TerminateSignal = 15;

    /// <summary>Asks a process to end, SIGTERM.</summary>
    /// <param name="pid">A process of this user's.</param>
    /// <returns>False when there is no such process, or it is another user's.</returns>
    public static bool Terminate(int pid) => Kill(pid, TerminateSignal) == 0;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
