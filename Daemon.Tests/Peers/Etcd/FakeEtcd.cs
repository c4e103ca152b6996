using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Tests.Peers.Etcd;

/// <summary>A member of etcd whose answers are made up, down to single bytes, cuts and silence.</summary>
internal sealed class FakeEtcd : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private volatile Func<Call, Task> _answer;

    public FakeEtcd(Func<Call, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public Func<Call, Task> Answer
    {
        get => _answer;
        set => _answer = value;
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>Every request that has arrived whole.</summary>
    public ConcurrentQueue<Call> Requests { get; } = new();

    /// <summary>Answers with a status and a body.</summary>
    public static Func<Call, Task> Saying(string json, int status = 200) => call => call.SayAsync(Head(status, json.Length) + json);

    /// <summary>Answers with these bytes and closes.</summary>
    public static Func<Call, Task> Raw(string bytes) => async call =>
    {
        await call.SayAsync(bytes);
        call.Socket.Close();
    };

    public static Task Silent(Call call) => Task.Delay(Timeout.Infinite, call.Stop);

    public static Task Reset(Call call)
    {
        call.Socket.LingerState = new LingerOption(true, 0);
        call.Socket.Close();
        return Task.CompletedTask;
    }

    public static string Head(int status, int length) =>
        $"HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n";

    /// <summary>Header of an answer.</summary>
    public static string Header(long revision, ulong term, ulong cluster = 7) =>
        $"\"header\":{{\"cluster_id\":\"{cluster}\",\"member_id\":\"1\",\"revision\":\"{revision}\",\"raft_term\":\"{term}\"}}";

    public async ValueTask DisposeAsync()
    {
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
                calls.Add(TalkAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(calls);
        }
    }

    private async Task TalkAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await using NetworkStream stream = new(socket);
                while (await RequestAsync(stream) is var (head, body) && head.Length > 0)
                {
                    Call call = new(socket, stream, head, body, _stop.Token);
                    Requests.Enqueue(call);
                    await _answer(call);
                }
            }
            catch (Exception left) when (left is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<(string Head, string Body)> RequestAsync(NetworkStream stream)
    {
        StringBuilder text = new();
        byte[] buffer = new byte[4096];
        while (true)
        {
            string got = text.ToString();
            int end = got.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                const string Mark = "Content-Length: ";
                int at = got.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
                int length = int.Parse(got.AsSpan(at, got.IndexOf('\r', at) - at));
                if (got.Length >= end + 4 + length)
                {
                    return (got[..end], got[(end + 4)..]);
                }
            }

            int part = await stream.ReadAsync(buffer, _stop.Token);
            if (part == 0)
            {
                return ("", "");
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, part));
        }
    }

    /// <summary>One request that waits for its answer.</summary>
    internal sealed record Call(Socket Socket, Stream Stream, string Head, string Body, CancellationToken Stop)
    {
        public async Task SayAsync(string text) => await Stream.WriteAsync(Encoding.Latin1.GetBytes(text), Stop);
    }
}
