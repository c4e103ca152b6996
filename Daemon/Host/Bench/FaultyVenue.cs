using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Host.Bench;

/// <summary>
/// A venue of a measurement: a real server on a port of its own that answers health probes until it is told to fail, and then fails in one way.
/// It exists only while it is measured, and never listens beyond loopback.
/// </summary>
internal sealed class FaultyVenue : IAsyncDisposable
{
    private const int HeadBytes = 4 * 1024;
    private const int DripMs = 50;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _sync = new();
    private readonly List<Task> _talks = [];
    private readonly List<Socket> _sockets = [];
    private readonly VenueFault _fault;
    private readonly X509Certificate2? _certificate;
    private readonly Task _serving;
    private volatile bool _isFailing;

    /// <summary>Starts it; it answers.</summary>
    /// <param name="fault">How it will fail.</param>
    /// <param name="certificate">What it shows where the fault is about TLS.</param>
    public FaultyVenue(VenueFault fault, X509Certificate2 certificate)
    {
        _fault = fault;
        _certificate = fault == VenueFault.Tls ? certificate : null;
        _listener.Start();
        Address = new Uri($"{(_certificate is null ? "http" : "https")}://{_listener.LocalEndpoint}/health");
        _serving = Task.Run(ServeAsync);
    }

    /// <summary>Where it is probed.</summary>
    public Uri Address { get; }

    /// <summary>From now on it fails.</summary>
    public void Fail()
    {
        _isFailing = true;
        if (_fault != VenueFault.Refused)
        {
            return;
        }

        _listener.Stop();
        lock (_sync)
        {
            _sockets.ForEach(Cut);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _serving.ConfigureAwait(false);
        await Task.WhenAll(_talks).ConfigureAwait(false);
        _listener.Dispose();
        _stop.Dispose();
    }

    private static void Cut(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Close();
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The other side was faster.
            return;
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (!(_isFailing && _fault == VenueFault.HalfOpen))
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token).ConfigureAwait(false);
                lock (_sync)
                {
                    _sockets.Add(socket);
                    _talks.Add(Task.Run(() => TalkAsync(socket)));
                }
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Told to stop, or the port was closed on purpose.
            return;
        }
    }

    private async Task TalkAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await using Stream stream = await OpenAsync(socket).ConfigureAwait(false);
                byte[] head = new byte[HeadBytes];
                while (await RequestAsync(stream, head).ConfigureAwait(false))
                {
                    await (_isFailing ? FailAsync(socket, stream) : AnswerAsync(stream)).ConfigureAwait(false);
                }
            }
            catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException or OperationCanceledException
                or AuthenticationException or ArgumentException)
            {
                // The prober hung up, or the fault was to hang up.
                return;
            }
        }
    }

    private async Task<Stream> OpenAsync(Socket socket)
    {
        socket.NoDelay = true;
        NetworkStream plain = new(socket);
        if (_certificate is null)
        {
            return plain;
        }

        SslStream secure = new(plain);
        SslServerAuthenticationOptions options = new() { ServerCertificate = _certificate };
        await secure.AuthenticateAsServerAsync(options, _stop.Token).ConfigureAwait(false);
        return secure;
    }

    private async Task<bool> RequestAsync(Stream stream, byte[] head)
    {
        int read = 0;
        while (!head.AsSpan(0, read).EndsWith("\r\n\r\n"u8))
        {
            int more = await stream.ReadAsync(head.AsMemory(read), _stop.Token).ConfigureAwait(false);
            if (more == 0)
            {
                return false;
            }

            read += more;
        }

        return true;
    }

    private async Task AnswerAsync(Stream stream) =>
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray(), _stop.Token).ConfigureAwait(false);

    private async Task FailAsync(Socket socket, Stream stream)
    {
        switch (_fault)
        {
            case VenueFault.Status500:
                await stream.WriteAsync("HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\nno"u8.ToArray(), _stop.Token).ConfigureAwait(false);
                return;
            case VenueFault.Garbage:
                await stream.WriteAsync("220 no web server at all\r\n\r\n"u8.ToArray(), _stop.Token).ConfigureAwait(false);
                return;
            case VenueFault.SlowDrip:
                foreach (byte next in "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray())
                {
                    await stream.WriteAsync(new[] { next }, _stop.Token).ConfigureAwait(false);
                    await Task.Delay(DripMs, _stop.Token).ConfigureAwait(false);
                }

                return;
            case VenueFault.Hang or VenueFault.HalfOpen:
                await Task.Delay(Timeout.Infinite, _stop.Token).ConfigureAwait(false);
                return;
            default:
                Cut(socket);
                return;
        }
    }
}
