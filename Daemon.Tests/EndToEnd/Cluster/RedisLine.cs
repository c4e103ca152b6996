using System;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>One connection to Redis or Sentinel with inline commands.</summary>
internal sealed class RedisLine : IDisposable
{
    private const int PatienceMs = 500;

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[64 * 1024];

    public RedisLine(string space, IPAddress address, int port)
    {
        _socket = NamespaceSocket.Connect(space, new IPEndPoint(address, port));
        _socket.ReceiveTimeout = PatienceMs;
        _socket.SendTimeout = PatienceMs;
    }

    /// <summary>Asks.</summary>
    /// <param name="command">An inline command.</param>
    /// <param name="more">Whether the answer comes in pieces: read until none comes for a moment.</param>
    /// <returns>What came; empty for nothing.</returns>
    public string Ask(string command, bool more = false)
    {
        try
        {
            _socket.Send(Encoding.ASCII.GetBytes(command + "\r\n"));
            int read = _socket.Receive(_buffer);
            while (more && read < _buffer.Length && _socket.Poll(20_000, SelectMode.SelectRead) && _socket.Available > 0)
            {
                read += _socket.Receive(_buffer, read, _buffer.Length - read, SocketFlags.None);
            }

            return Encoding.ASCII.GetString(_buffer, 0, read);
        }
        catch (SocketException)
        {
            return "";
        }
    }

    public void Dispose() => _socket.Dispose();
}
