using System;
using Basisd.Linux;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Host.Bench;

/// <summary>
/// Holds <c>/dev/cpu_dma_latency</c> at 0: as long as it is open no processor sleeps deeply, as on a host that is set up for latency.
/// Needs root; without it there is none.
/// </summary>
internal sealed class LatencyRequest : IDisposable
{
    private const string Path = "/dev/cpu_dma_latency";

    private readonly SafeFileHandle _file;

    private LatencyRequest(SafeFileHandle file) => _file = file;

    /// <summary>Makes the request, or null with the reason.</summary>
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
