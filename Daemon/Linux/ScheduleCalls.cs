using System.Runtime.InteropServices;

namespace Basisd.Linux;

/// <summary>
/// How the kernel shares a processor among threads of ordinary priority. Asks for less than everybody has, so it needs no privilege and takes
/// nothing from others: a short slice is a promise to run shortly, and the kernel lets such a thread in sooner when it wakes.
/// </summary>
public static unsafe partial class ScheduleCalls
{
    private const int SetAttributes = 314; // x86-64
    private const int SetAttributesArm64 = 274;
    private const int AttributeBytes = 48;

    /// <summary>
    /// Asks for slices of some length for the calling thread. Kernels before 6.12 take the call and do nothing with it; a system call filter
    /// may refuse it.
    /// </summary>
    /// <param name="ns">100 µs to 100 ms, ns.</param>
    /// <returns>0 or -errno.</returns>
    public static int AskForSlice(long ns)
    {
        Attributes attributes = new() { Size = AttributeBytes, Runtime = (ulong)ns };
        nint number = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? SetAttributesArm64 : SetAttributes;
        return SystemCall(number, 0, &attributes, 0) < 0 ? -Marshal.GetLastPInvokeError() : 0;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint thread, Attributes* attributes, nint flags);

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
