using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>One connection to Redis or Sentinel with inline commands.</summary>
internal sealed class RedisLine : IDisposable
{
    private const int PatienceMs = 500;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly string _space;
    private readonly IPEndPoint _to;
    private Socket? _socket;

    public RedisLine(string space, IPAddress address, int port)
    {
        (_space, _to) = (space, new IPEndPoint(address, port));
        Open();
    }

    /// <summary>Asks. A line that is gone is opened anew by the next asking: Sentinel cuts every client of a server that it promotes.</summary>
    /// <param name="command">An inline command.</param>
    /// <param name="more">Whether the answer comes in pieces: read until none comes for a moment.</param>
    /// <returns>What came; empty for nothing.</returns>
    public string Ask(string command, bool more = false)
    {
        try
        {
            Socket socket = _socket ?? Open();
            socket.Send(Encoding.ASCII.GetBytes(command + "\r\n"));
            int read = socket.Receive(_buffer);
            while (more && read < _buffer.Length && socket.Poll(20_000, SelectMode.SelectRead) && socket.Available > 0)
            {
                read += socket.Receive(_buffer, read, _buffer.Length - read, SocketFlags.None);
            }

            if (read == 0)
            {
                Dispose();
            }

            return Encoding.ASCII.GetString(_buffer, 0, read);
        }
        catch (Exception gone) when (gone is SocketException or IOException)
        {
            Dispose();
            return "";
        }
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private Socket Open()
    {
        _socket = NamespaceSocket.Connect(_space, _to);
        _socket.ReceiveTimeout = PatienceMs;
        _socket.SendTimeout = PatienceMs;
        return _socket;
    }
}
