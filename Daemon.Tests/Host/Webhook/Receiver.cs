using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Tests.Host.Webhook;

/// <summary>A receiver of notices on a socket of its own, which answers each as it is told to: properly, badly, or not at all.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Received> _received = new();
    private readonly Task _accepting;
    private int _connections;
    private int _ends;

    public Receiver(Func<Received, Call, Task>? answer = null)
    {
        Answer = answer ?? ((_, call) => call.StatusAsync(204));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>How the next notice is answered.</summary>
    public Func<Received, Call, Task> Answer { get; set; }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/hook?to=ops");

    /// <summary>All that came, in order; duplicates as well.</summary>
    public Received[] All => [.. _received];

    /// <summary>Answers that nobody was there for any more, and the end of the listening.</summary>
    public int Ends => Volatile.Read(ref _ends);

    public int Connections => Volatile.Read(ref _connections);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                _ = Task.Run(() => ServeAsync(socket), CancellationToken.None);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The test is over.
            Interlocked.Increment(ref _ends);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                Call call = new(socket, _stop.Token);
                if (await ReadAsync(call) is { } received)
                {
                    _received.Enqueue(received);
                    await Answer(received, call);
                    await call.EndAsync();
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
            {
                // The sender went away, as a sender may.
                Interlocked.Increment(ref _ends);
            }
        }
    }

    private static async Task<Received?> ReadAsync(Call call)
    {
        MemoryStream all = new();
        byte[] buffer = new byte[4096];
        int head = -1;
        int length = 0;
        while (head < 0 || all.Length < head + length)
        {
            int read = await call.Socket.ReceiveAsync(buffer, call.Stop);
            if (read == 0)
            {
                return null;
            }

            all.Write(buffer, 0, read);
            int end = Encoding.Latin1.GetString(all.ToArray()).IndexOf("\r\n\r\n", StringComparison.Ordinal);
            head = end < 0 ? -1 : end + 4;
            length = head < 0 ? 0 : int.Parse(HeadersOf(all.ToArray(), head)["content-length"], System.Globalization.CultureInfo.InvariantCulture);
        }

        byte[] bytes = all.ToArray();
        return new Received(Encoding.Latin1.GetString(bytes).Split("\r\n")[0], HeadersOf(bytes, head), bytes[head..(head + length)]);
    }

    private static Dictionary<string, string> HeadersOf(byte[] bytes, int head) => Encoding.Latin1.GetString(bytes, 0, head).Split("\r\n").Skip(1)
        .Where(l => l.Length > 0).ToDictionary(l => l.Split(':', 2)[0], l => l.Split(':', 2)[1].Trim(), StringComparer.OrdinalIgnoreCase);

    /// <summary>One notice as it came.</summary>
    internal sealed record Received(string Line, IReadOnlyDictionary<string, string> Headers, byte[] Body)
    {
        public string Id => Headers["Basisd-Notice-Id"];

        public string Timestamp => Headers["Basisd-Timestamp"];

        public string Signature => Headers["Basisd-Signature"];

        public string Text => Encoding.UTF8.GetString(Body);
    }

    /// <summary>The ways to answer.</summary>
    internal sealed class Call(Socket socket, CancellationToken stop)
    {
        public Socket Socket => socket;

        public CancellationToken Stop => stop;

        public Task StatusAsync(int status, string more = "") => SayAsync($"HTTP/1.1 {status} So\r\nContent-Length: 0\r\n{more}\r\n");

        public Task SayAsync(string text) => socket.SendAsync(Encoding.Latin1.GetBytes(text), stop).AsTask();

        public Task HangAsync() => Task.Delay(Timeout.Infinite, stop);

        public async Task LateAsync(int milliseconds, int status)
        {
            await Task.Delay(milliseconds, stop);
            await StatusAsync(status);
        }

        public Task ResetAsync()
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
            return Task.CompletedTask;
        }

        /// <summary>Says the same for as long as somebody listens.</summary>
        public async Task ForeverAsync(string head, string again, int pauseMs)
        {
            await SayAsync(head);
            while (true)
            {
                await SayAsync(again);
                await Task.Delay(pauseMs, stop);
            }
        }

        public async Task EndAsync()
        {
            socket.Shutdown(SocketShutdown.Send);
            byte[] rest = new byte[256];
            while (await socket.ReceiveAsync(rest, stop) > 0)
            {
                // Until the sender closes as well: a close with bytes unread would be a reset.
            }
        }
    }
}
