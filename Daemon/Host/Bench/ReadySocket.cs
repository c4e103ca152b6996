using System;
using System.IO;
using System.Net.Sockets;
using System.Text;

namespace Basisd.Host.Bench;

/// <summary>Where a node under measurement says that it is ready: the socket that systemd would give it.</summary>
internal sealed class ReadySocket : IDisposable
{
    /// <summary>Variable that names it to the node.</summary>
    public const string Variable = "NOTIFY_SOCKET";

    private const int MessageBytes = 4096;
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    private ReadySocket(string path)
    {
        Path = path;
        File.Delete(path);
        _socket.Bind(new UnixDomainSocketEndPoint(path));
    }

    /// <summary>Its path.</summary>
    public string Path { get; }

    /// <summary>Opens one; what was there is gone.</summary>
    public static ReadySocket Open(string folder) => new(System.IO.Path.Combine(folder, "notify"));

    /// <summary>Waits for READY=1.</summary>
    /// <exception cref="BenchException">It does not come in time.</exception>
    public void Await(int timeoutMs)
    {
        byte[] message = new byte[MessageBytes];
        _socket.ReceiveTimeout = timeoutMs;
        try
        {
            while (!Encoding.UTF8.GetString(message, 0, _socket.Receive(message)).Contains("READY=1", StringComparison.Ordinal))
            {
                // A status, or a longer start asked for.
            }
        }
        catch (SocketException e)
        {
            throw new BenchException($"the node of the measurement did not say READY=1 within {timeoutMs} ms: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
