using System.Runtime.InteropServices;
using Xunit;

namespace Basisd.Tests.EndToEnd;

internal static partial class Signals
{
    public const int Interrupt = 2;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;
    private const int AtOnce = 9;

    public static void Send(int pid, int signal) => Assert.Equal(0, Kill(pid, signal));

    /// <summary>Ends a process group at once; one that has ended already is as good.</summary>
    public static void EndGroup(int leader) => _ = Kill(-leader, AtOnce);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
