using System.Runtime.InteropServices;

namespace Basisd.Linux;

/// <summary>
/// Pipes that a child process inherits, read and written with bare system calls: the floor that `basisd bench` compares wake-ups with.
/// Calls return the result or minus errno; EINTR is retried here. Not for the daemon's own data paths.
/// </summary>
public static unsafe partial class PipeCalls
{
    /// <summary>A new pipe whose two ends survive an exec. 0 or -errno.</summary>
    public static int Open(out int readEnd, out int writeEnd)
    {
        int* ends = stackalloc int[2];
        int result = PipeRaw(ends) < 0 ? -Marshal.GetLastPInvokeError() : 0;
        readEnd = result == 0 ? ends[0] : -1;
        writeEnd = result == 0 ? ends[1] : -1;
        return result;
    }

    /// <summary>Reads what is there, waiting for the first byte. Bytes, 0 at the end, or -errno.</summary>
    public static int Read(int fd, byte* buffer, int size)
    {
        int result;
        do
        {
            result = Result(ReadRaw(fd, buffer, (nuint)size));
        }
        while (result == -Errno.Interrupted);
        return result;
    }

    /// <summary>Writes; at most a pipe's atomic 4096 bytes are one piece. Bytes or -errno.</summary>
    public static int Write(int fd, byte* buffer, int size)
    {
        int result;
        do
        {
            result = Result(WriteRaw(fd, buffer, (nuint)size));
        }
        while (result == -Errno.Interrupted);
        return result;
    }

    /// <summary>Gives an end back. 0 or -errno; the descriptor is gone in any case.</summary>
    public static int Close(int fd) => Result(CloseRaw(fd));

    private static int Result(nint value) => value < 0 ? -Marshal.GetLastPInvokeError() : (int)value;

    [LibraryImport("libc", EntryPoint = "pipe", SetLastError = true)]
    private static partial int PipeRaw(int* ends);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadRaw(int fd, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteRaw(int fd, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseRaw(int fd);
}
