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

    /// <summary>ENOMEM: the kernel has no memory for it.</summary>
    public const int NoMemory = 12;

    /// <summary>EACCES: permission denied.</summary>
    public const int AccessDenied = 13;

    /// <summary>EEXIST: exists already.</summary>
    public const int Exists = 17;

    /// <summary>ENOTDIR: a part of the path is no directory.</summary>
    public const int NotDirectory = 20;

    /// <summary>EISDIR: is a directory.</summary>
    public const int IsDirectory = 21;

    /// <summary>ENFILE: the machine is out of file descriptors.</summary>
    public const int TableFull = 23;

    /// <summary>EMFILE: the process is out of file descriptors.</summary>
    public const int TooManyFiles = 24;

    /// <summary>EFBIG: beyond the file size limit.</summary>
    public const int FileTooBig = 27;

    /// <summary>ENOSPC: no space on the device.</summary>
    public const int NoSpace = 28;

    /// <summary>EROFS: read-only file system.</summary>
    public const int ReadOnlyFileSystem = 30;

    /// <summary>EPIPE: the peer is gone.</summary>
    public const int BrokenPipe = 32;

    /// <summary>EPROTOTYPE: the path has a socket of another type.</summary>
    public const int WrongType = 91;

    /// <summary>EOPNOTSUPP: the file system has no such operation.</summary>
    public const int NotSupported = 95;

    /// <summary>EADDRINUSE: the path exists.</summary>
    public const int AddressInUse = 98;

    /// <summary>ECONNRESET: the peer closed with packets unread.</summary>
    public const int ConnectionReset = 104;

    /// <summary>ENOBUFS: the kernel has no memory for it.</summary>
    public const int NoBuffers = 105;

    /// <summary>ECONNREFUSED: nobody listens.</summary>
    public const int ConnectionRefused = 111;

    /// <summary>EDQUOT: quota used up.</summary>
    public const int QuotaExceeded = 122;

    /// <summary>The C library's text and the number.</summary>
    public static string Describe(int errno) => $"{Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})";
}
