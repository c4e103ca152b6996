using System;
using System.IO;
using System.Text;
using Basisd.Linux;

namespace Basisd.Engine;

/// <summary>
/// The listening socket and its path. Opens only where nobody listens, removes a path only when it is a socket that nobody answers on, and
/// survives a process without descriptors by keeping one in reserve.
/// </summary>
internal sealed class EngineListener
{
    /// <summary>Connections that the kernel keeps waiting.</summary>
    public const int Backlog = 128;

    private readonly string _path;
    private int _reserve;

    private EngineListener(string path, int fd, int reserve)
    {
        _path = path;
        Fd = fd;
        _reserve = reserve;
    }

    /// <summary>The listening descriptor.</summary>
    public int Fd { get; private set; }

    /// <summary>Binds and listens.</summary>
    /// <exception cref="EngineEndpointException">The path cannot be used.</exception>
    public static EngineListener Open(string path, int mode)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(path) > SocketCalls.MaxPathBytes)
        {
            throw new EngineEndpointException(
                $"engine socket '{path}': a Unix socket's path has 1 to {SocketCalls.MaxPathBytes} bytes; configure a shorter one");
        }

        RemoveStale(path);
        int fd = SocketCalls.Open(blocking: false);
        if (fd < 0)
        {
            throw new EngineEndpointException(Explain(path, "socket", -fd));
        }

        int result = SocketCalls.Bind(fd, path, mode);
        string call = "bind";
        if (result >= 0)
        {
            result = SocketCalls.Listen(fd, Backlog);
            call = "listen";
        }

        int reserve = result < 0 ? result : EventFd.TryOpen();
        if (reserve < 0)
        {
            SocketCalls.Close(fd);
            throw new EngineEndpointException(Explain(path, call, -reserve));
        }

        return new EngineListener(path, fd, reserve);
    }

    /// <summary>Takes the next connection. Descriptor or -errno.</summary>
    public int Accept() => SocketCalls.Accept(Fd);

    /// <summary>
    /// Without descriptors a connection can be neither taken nor refused, and the listener stays ready for ever. Gives up the reserve for a
    /// moment to take one. Descriptor or -errno; call <see cref="Restore"/> when it is closed again.
    /// </summary>
    public int AcceptWithReserve()
    {
        if (_reserve >= 0)
        {
            SocketCalls.Close(_reserve);
            _reserve = -1;
        }

        return Accept();
    }

    /// <summary>Gets the reserve back if it can.</summary>
    public void Restore()
    {
        if (_reserve < 0)
        {
            _reserve = EventFd.TryOpen();
        }
    }

    /// <summary>Stops listening and removes the path.</summary>
    public void Close()
    {
        if (Fd < 0)
        {
            return;
        }

        // The path goes first: as long as this end listens nobody else can have taken it over.
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A path that stays behind is removed by the next start, which finds nobody listening.
            StalePath = e.Message;
        }

        SocketCalls.Close(Fd);
        if (_reserve >= 0)
        {
            SocketCalls.Close(_reserve);
        }

        Fd = _reserve = -1;
    }

    /// <summary>Why the path could not be removed, when it could not.</summary>
    public string? StalePath { get; private set; }

    private static void RemoveStale(string path)
    {
        int kind = SocketCalls.IsSocket(path);
        if (kind == -Errno.NoEntry)
        {
            string? directory = Path.GetDirectoryName(Path.GetFullPath(path));
            if (directory is not null && !Directory.Exists(directory))
            {
                throw new EngineEndpointException(
                    $"engine socket '{path}': the directory '{directory}' does not exist; create it or configure another path");
            }

            return;
        }

        if (kind < 0)
        {
            throw new EngineEndpointException(Explain(path, "statx", -kind));
        }

        if (kind == 0)
        {
            throw new EngineEndpointException($"engine socket '{path}': the path exists and is not a socket; move it away or configure another path");
        }

        int probe = SocketCalls.Open(blocking: false);
        if (probe < 0)
        {
            throw new EngineEndpointException(Explain(path, "socket", -probe));
        }

        int connected = SocketCalls.Connect(probe, path);
        SocketCalls.Close(probe);
        if (connected != -Errno.ConnectionRefused)
        {
            throw new EngineEndpointException(connected switch
            {
                0 or -Errno.WouldBlock => $"engine socket '{path}': another process listens on it; stop that one or configure another path",
                -Errno.WrongType => $"engine socket '{path}': a socket of another type is there; stop its owner or configure another path",
                _ => Explain(path, "connect", -connected),
            });
        }

        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineEndpointException($"engine socket '{path}': a stale socket is there and cannot be removed: {e.Message}");
        }
    }

    private static string Explain(string path, string call, int errno)
    {
        string mend = errno switch
        {
            Errno.AccessDenied => "; give this user write access to the directory",
            Errno.TooManyFiles or Errno.TableFull => "; raise the limit of open files",
            Errno.AddressInUse => "; another process just took the path",
            _ => string.Empty,
        };
        return $"engine socket '{path}': {new LinuxException(call, path, errno).Message}{mend}";
    }
}
