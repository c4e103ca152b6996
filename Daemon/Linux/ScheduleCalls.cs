using System;
using System.Runtime.InteropServices;

namespace Basisd.Linux;

/// <summary>
/// How the kernel shares a processor among threads. A thread that runs for microseconds at a time says so, and is let in first where the machine
/// permits that; work that nobody waits for says that, and steps aside for everything else. Nothing here is needed to work: a refusal costs latency.
/// </summary>
public static unsafe partial class ScheduleCalls
{
    /// <summary>The lowest nice value there is.</summary>
    public const int LeastNice = -20;

    private const int SetAttributes = 314; // x86-64
    private const int SetAttributesArm64 = 274;
    private const int GetAttributes = 315;
    private const int GetAttributesArm64 = 275;
    private const int AttributeBytes = 48;
    private const uint Idle = 5;

    // Threads that this one starts are ordinary ones again.
    private const ulong ResetOnFork = 1;

    /// <summary>
    /// Asks for slices of some length for the calling thread, and to be let in before others. One of equal rights may have to wait for the kernel's
    /// next tick (4 ms at 250 Hz) when it wakes beside one that never sleeps, short slice or not. What RLIMIT_NICE does not allow is left out;
    /// kernels before 6.12 do nothing with the slice; a system call filter may refuse all of it.
    /// </summary>
    /// <param name="ns">100 µs to 100 ms, ns.</param>
    /// <param name="nice">Nice value, <see cref="LeastNice"/> to 0; one that the thread has already is kept where it is lower.</param>
    /// <returns>0 or -errno; 0 also where the slice alone was granted.</returns>
    public static int AskForSlice(long ns, int nice)
    {
        bool isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
        Attributes now = default;
        if (SystemCall(isArm ? GetAttributesArm64 : GetAttributes, 0, &now, AttributeBytes, 0) < 0)
        {
            return -Marshal.GetLastPInvokeError();
        }

        int first = Set(new Attributes { Flags = ResetOnFork, Nice = Math.Min(nice, now.Nice), Runtime = (ulong)ns });
        return first == 0 ? 0 : Set(new Attributes { Flags = ResetOnFork, Nice = now.Nice, Runtime = (ulong)ns });
    }

    /// <summary>
    /// Gives the calling thread what nobody else wants of a processor. The kernel takes one that runs only such threads for an idle one. There is no
    /// way back for a thread without privileges.
    /// </summary>
    /// <returns>0 or -errno.</returns>
    public static int StepAside() => Set(new Attributes { Policy = Idle });

    private static int Set(Attributes attributes)
    {
        attributes.Size = AttributeBytes;
        nint number = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? SetAttributesArm64 : SetAttributes;
        return SystemCall(number, 0, &attributes, 0, 0) < 0 ? -Marshal.GetLastPInvokeError() : 0;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint thread, Attributes* attributes, nint third, nint fourth);

    [StructLayout(LayoutKind.Sequential, Size = AttributeBytes)]
    private struct Attributes
    {
        public uint Size;
        public uint Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong Runtime;
        public ulong Deadline;
        public ulong Period;
    }
}
