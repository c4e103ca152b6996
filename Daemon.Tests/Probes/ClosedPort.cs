using System;
using System.Net;
using System.Net.Sockets;

namespace Basisd.Tests.Probes;

/// <summary>A port of this machine at which nobody listens, and which nobody else is given meanwhile: it is bound, and refuses.</summary>
internal sealed class ClosedPort : IDisposable
{
    private readonly Socket _bound = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ClosedPort() => _bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public Uri Address => new($"http://{_bound.LocalEndPoint}/");

    public void Dispose() => _bound.Dispose();
}
