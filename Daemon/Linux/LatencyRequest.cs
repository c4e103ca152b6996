using System;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Linux;

/// <summary>
/// Holds <c>/dev/cpu_dma_latency</c> at 0: as long as it is open no processor of the host sleeps deeply, and a thread that waits is woken in a few
/// microseconds instead of tens. It costs power. The device is root's unless the host gives it away.
/// </summary>
public sealed class LatencyRequest : IDisposable
{
    private const string Path = "/dev/cpu_dma_latency";

    private readonly SafeFileHandle _file;

    private LatencyRequest(SafeFileHandle file) => _file = file;

    /// <summary>Makes the request.</summary>
    /// <param name="problem">Why there is none: path and errno.</param>
    /// <returns>The request, which ends when it is disposed; null where the host does not let it.</returns>
    public static LatencyRequest? TryHold(out string problem)
    {
        problem = string.Empty;
        int errno = FileCalls.Open(Path, FileCalls.ReadWrite, 0, out SafeFileHandle? file);
        if (errno == 0)
        {
            errno = FileCalls.WriteAt(file!, BitConverter.GetBytes(0), 0);
            if (errno == 0)
            {
                return new LatencyRequest(file!);
            }

            file!.Dispose();
        }

        problem = $"{Path}: {Errno.Describe(errno)}";
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
