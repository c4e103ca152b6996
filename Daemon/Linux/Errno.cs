using System.Runtime.InteropServices;

namespace Basisd.Linux;

/// <summary>The errno values that the daemon tells apart (x86-64 and arm64 Linux agree on them).</summary>
public static class Errno
{
    /// <summary>EPERM: not permitted.</summary>
    public const int NotPermitted = 1;

    /// <summary>ENOENT: no such file or directory.</summary>
    public const int NoEntry = 2;

    /// <summary>EINTR: a signal came in between.</summary>
    public const int Interrupted = 4;

    /// <summary>EIO: the device failed.</summary>
    public const int InputOutput = 5;

    /// <summary>EAGAIN, EWOULDBLOCK: held by another, or nothing there yet.</summary>
    public const int WouldBlock = 11;

    /// <summary>EACCES: permission denied.</summary>
    public const int AccessDenied = 13;

    /// <summary>EEXIST: exists already.</summary>
    public const int Exists = 17;

    /// <summary>ENOTDIR: a part of the path is no directory.</summary>
    public const int NotDirectory = 20;

    /// <summary>EISDIR: is a directory.</summary>
    public const int IsDirectory = 21;

    /// <summary>EFBIG: beyond the file size limit.</summary>
    public const int FileTooBig = 27;

    /// <summary>ENOSPC: no space on the device.</summary>
    public const int NoSpace = 28;

    /// <summary>EROFS: read-only file system.</summary>
    public const int ReadOnlyFileSystem = 30;

    /// <summary>EDQUOT: quota used up.</summary>
    public const int QuotaExceeded = 122;

    /// <summary>The C library's text and the number.</summary>
    public static string Describe(int errno) => $"{Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})";
}
