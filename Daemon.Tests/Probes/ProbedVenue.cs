using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Linux;

namespace Basisd.Tests.Probes;

/// <summary>A venue on a port of its own whose answers can be changed while it is being asked, down to single bytes and resets.</summary>
internal sealed class ProbedVenue : IAsyncDisposable
{
    private const int DripMs = 20;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2? _certificate;
    private readonly Task _serving;
    private volatile Func<Call, Task> _answer;
    private int _connections;
    private int _requests;

    public ProbedVenue(Func<Call, Task> answer, X509Certificate2? certificate = null)
    {
        _answer = answer;
        _certificate = certificate;
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public Func<Call, Task> Answer
    {
        get => _answer;
        set => _answer = value;
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Address => new($"{(_certificate is null ? "http" : "https")}://127.0.0.1:{Port}/health");

    public int Connections => Volatile.Read(ref _connections);

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>When each request had arrived, boot clock, ns.</summary>
    public ConcurrentQueue<long> Arrivals { get; } = new();

    public static Task Well(Call call) => call.SayAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

    public static Task Broken(Call call) => call.SayAsync("HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\nno");

    public static Task Silent(Call call) => Task.Delay(Timeout.Infinite, call.Stop);

    public static Task Closed(Call call)
    {
        call.Socket.Close();
        return Task.CompletedTask;
    }

    public static Task Reset(Call call)
    {
        call.Socket.LingerState = new LingerOption(true, 0);
        call.Socket.Close();
        return Task.CompletedTask;
    }

    /// <summary>Answers with these bytes and closes.</summary>
    public static Func<Call, Task> Saying(byte[] bytes) => async call =>
    {
        await call.Stream.WriteAsync(bytes, call.Stop);
        call.Socket.Close();
    };

    public static Func<Call, Task> Saying(string text) => Saying(Encoding.Latin1.GetBytes(text));

    /// <summary>Says this, and never the rest: it drips byte by byte, a head first when nothing was said, or nothing comes at all.</summary>
    public static Func<Call, Task> Stalling(string before, bool drips) => async call =>
    {
        const string Head = "HTTP/1.1 200 OK\r\nX-Wait: ";
        await call.SayAsync(before);
        for (int i = 0; drips; i++)
        {
            await call.SayAsync(before.Length == 0 && i < Head.Length ? Head[i].ToString() : "x");
            await Task.Delay(DripMs, call.Stop);
        }

        await Silent(call);
    };

    /// <summary>A certificate that nobody trusts.</summary>
    public static X509Certificate2 Untrusted()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    public async ValueTask DisposeAsync()
    {
        // The accepting loop ends by its token; only then may the listener go, or the loop would ask a closed one.
        await _stop.CancelAsync();
        await _serving;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> calls = [];
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                calls.Add(TalkAsync(socket));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(calls);
            return;
        }

        await Task.WhenAll(calls);
    }

    private async Task TalkAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await using Stream stream = await OpenAsync(socket);
                while (await RequestAsync(stream) is { } head)
                {
                    Arrivals.Enqueue(BootClock.NowNs());
                    Interlocked.Increment(ref _requests);
                    await _answer(new Call(socket, stream, head, _stop.Token));
                }
            }
            catch (Exception left) when (left is IOException or SocketException or ObjectDisposedException or OperationCanceledException
                or AuthenticationException)
            {
                // The prober hung up, or the answer was to hang up.
                return;
            }
        }
    }

    private async Task<Stream> OpenAsync(Socket socket)
    {
        NetworkStream plain = new(socket);
        if (_certificate is null)
        {
            return plain;
        }

        SslStream secure = new(plain);
        await secure.AuthenticateAsServerAsync(_certificate);
        return secure;
    }

    private async Task<string?> RequestAsync(Stream stream)
    {
        StringBuilder head = new();
        byte[] buffer = new byte[4096];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            int length = await stream.ReadAsync(buffer, _stop.Token);
            if (length == 0)
            {
                return null;
            }

            head.Append(Encoding.Latin1.GetString(buffer, 0, length));
        }

        return head.ToString();
    }

    /// <summary>One request that waits for its answer.</summary>
    internal sealed record Call(Socket Socket, Stream Stream, string Head, CancellationToken Stop)
    {
        public async Task SayAsync(string text) => await Stream.WriteAsync(Encoding.Latin1.GetBytes(text), Stop);
    }
}
