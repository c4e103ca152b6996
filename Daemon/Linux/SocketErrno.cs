namespace Basisd.Linux;

/// <summary>The errno values that a socket's owner tells apart (x86-64 and arm64 Linux agree on them).</summary>
public static class SocketErrno
{
    /// <summary>ENOENT: no such path.</summary>
    public const int NoEntry = 2;

    /// <summary>EINTR: a signal came in between.</summary>
    public const int Interrupted = 4;

    /// <summary>EAGAIN: nothing there, or no room.</summary>
    public const int WouldBlock = 11;

    /// <summary>ENOMEM: the kernel has no memory for it.</summary>
    public const int NoMemory = 12;

    /// <summary>EACCES: permission denied.</summary>
    public const int AccessDenied = 13;

    /// <summary>ENFILE: the machine is out of file descriptors.</summary>
    public const int TableFull = 23;

    /// <summary>EMFILE: the process is out of file descriptors.</summary>
    public const int TooManyFiles = 24;

    /// <summary>EPIPE: the peer is gone.</summary>
    public const int BrokenPipe = 32;

    /// <summary>EPROTOTYPE: the path has a socket of another type.</summary>
    public const int WrongType = 91;

    /// <summary>EADDRINUSE: the path exists.</summary>
    public const int AddressInUse = 98;

    /// <summary>ENOBUFS: the kernel has no memory for it.</summary>
    public const int NoBuffers = 105;

    /// <summary>ECONNRESET: the peer closed with packets unread.</summary>
    public const int ConnectionReset = 104;

    /// <summary>ECONNREFUSED: nobody listens.</summary>
    public const int ConnectionRefused = 111;
}
