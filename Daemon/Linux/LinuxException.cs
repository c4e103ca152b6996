using System;
using System.Runtime.InteropServices;

namespace Basisd.Linux;

/// <summary>A system call failed: names the call, what it was applied to, and the errno with its text.</summary>
public sealed class LinuxException : Exception
{
    /// <summary>Builds the exception from the errno that the last <c>SetLastError</c> call left.</summary>
    /// <param name="call">The system call, for example <c>mmap</c>.</param>
    /// <param name="target">What it was applied to: a path, a socket name.</param>
    public LinuxException(string call, string target)
        : this(call, target, Marshal.GetLastPInvokeError())
    {
    }

    /// <summary>Builds the exception from a known errno.</summary>
    public LinuxException(string call, string target, int errno)
        : base($"{call} {target}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})")
    {
        Call = call;
        Target = target;
        Errno = errno;
    }

    /// <summary>The system call that failed.</summary>
    public string Call { get; }

    /// <summary>What the call was applied to.</summary>
    public string Target { get; }

    /// <summary>The errno value.</summary>
    public int Errno { get; }
}
