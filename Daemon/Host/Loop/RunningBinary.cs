using System;
using System.IO;
using System.Security.Cryptography;
using Basisd.Linux;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Host.Loop;

/// <summary>
/// The file that this process runs. The kernel keeps its inode as long as the process lives and refuses to write to it, so its hash is taken once;
/// what may change is which file stands at its path. It decides nothing.
/// </summary>
public static class RunningBinary
{
    private const string Self = "/proc/self/exe";

    /// <summary>SHA-256 of the running binary, 64 lower-case hex digits; empty where it cannot be read.</summary>
    public static string Sha256()
    {
        try
        {
            using FileStream binary = new(Self, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return Convert.ToHexStringLower(SHA256.HashData(binary));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An expectation is then not met, and the problem says so.
            return "";
        }
    }

    /// <summary>Whether another file stands at the path from which this process was started, or none.</summary>
    public static bool IsReplaced()
    {
        string? path = File.ResolveLinkTarget(Self, returnFinalTarget: false)?.FullName;
        return path is not null && IdentityOf(Self) is { } running && IdentityOf(path) != running;
    }

    private static FileIdentity? IdentityOf(string path)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            return FileIdentity.Of((int)file.DangerousGetHandle());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone, or not ours to read.
            return null;
        }
    }
}
