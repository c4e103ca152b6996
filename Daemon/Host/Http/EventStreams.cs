using System;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Metrics;
using Basisd.Linux;

namespace Basisd.Host.Http;

/// <summary>
/// Streams of <c>GET /v1/events</c>: each gets the snapshot at once when something changed that a person acts upon, else with the heartbeat.
/// A reader that is slow misses snapshots and gets the latest one next; nothing is queued for it. The loop knows nothing of streams: they look
/// at what it published. There is no thread per stream, and an event is serialized once for all of them.
/// </summary>
public sealed class EventStreams : IDisposable
{
    private static readonly byte[] Opening = "retry: 2000\n\n"u8.ToArray();

    private readonly INodeView _node;
    private readonly EventMetrics _metrics;
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationToken _end;
    private readonly Lock _sync = new();
    private StatusSnapshot? _framed;
    private byte[] _frame = [];
    private long _number;
    private int _overTcp;
    private int _overAdmin;

    /// <summary>Creates the streams; none is open.</summary>
    public EventStreams(INodeView node, EventMetrics metrics)
    {
        _node = node;
        _metrics = metrics;
        _end = _ending.Token;
    }

    /// <summary>Takes a place.</summary>
    /// <param name="isAdmin">Over the admin socket, where places are counted apart.</param>
    /// <returns>False when as many as may be are taken, or the streams have ended.</returns>
    internal bool TryOpen(bool isAdmin)
    {
        ref int open = ref isAdmin ? ref _overAdmin : ref _overTcp;
        int most = isAdmin ? HttpLimits.AdminEventStreams : HttpLimits.EventStreams;
        if (Interlocked.Increment(ref open) > most || _end.IsCancellationRequested)
        {
            Interlocked.Decrement(ref open);
            _metrics.Refused.Increment();
            return false;
        }

        _metrics.Streams.Increment();
        return true;
    }

    /// <summary>Gives the place back.</summary>
    internal void Close(bool isAdmin)
    {
        Interlocked.Decrement(ref isAdmin ? ref _overAdmin : ref _overTcp);
        _metrics.Streams.Add(-1);
    }

    /// <summary>Writes events until the reader leaves or the streams end.</summary>
    /// <returns>False when the reader did not take what it was sent and its connection must be cut.</returns>
    internal async Task<bool> RunAsync(PipeWriter writer, CancellationToken gone)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(gone, _end);
        using PeriodicTimer look = new(HttpLimits.EventLook);
        bool isWriting = true;
        try
        {
            await writer.WriteAsync(Opening, either.Token).ConfigureAwait(false);
            long seen = 0;
            long sentAt = 0;
            bool wasStalled = false;
            do
            {
                long now = BootClock.NowNs();
                bool isDue = now - sentAt >= HttpLimits.EventHeartbeatNs;
                string? stall = _node.Current is { } current ? LoopStall.Of(current) : "the node is starting";
                (long number, byte[] frame) = stall is null ? Latest(isDue) : (seen, Stalled(stall));
                if (isDue || number != seen || wasStalled != stall is not null)
                {
                    isWriting = true;
                    await writer.WriteAsync(frame, either.Token).ConfigureAwait(false);
                    _metrics.Sent.Increment();
                    (seen, sentAt, wasStalled) = (number, now, stall is not null);
                }

                isWriting = false;
            }
            while (await look.WaitForNextTickAsync(either.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The reader left, or the daemon stops.
            return !isWriting;
        }

        return true;
    }

    /// <summary>Ends every stream; new ones are refused. Can be called again.</summary>
    public void End()
    {
        if (!_end.IsCancellationRequested)
        {
            _ending.Cancel();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        End();
        _ending.Dispose();
    }

    private (long Number, byte[] Frame) Latest(bool isDue)
    {
        lock (_sync)
        {
            StatusSnapshot current = _node.Current!;
            bool isNew = !ReferenceEquals(current, _framed);
            if (isNew && (_framed is null || isDue || StatusChange.Concerns(_framed, current)))
            {
                _framed = current;
                _frame = Framed("status", ++_number, JsonSerializer.SerializeToUtf8Bytes(current, HttpJson.Default.StatusSnapshot));
            }

            return (_number, _frame);
        }
    }

    private static byte[] Stalled(string stall) =>
        Framed("stalled", null, JsonSerializer.SerializeToUtf8Bytes(new HealthReply(false, stall), HttpJson.Default.HealthReply));

    // The JSON has no line break, so that one data line holds it.
    private static byte[] Framed(string kind, long? number, byte[] json)
    {
        string head = number is null ? $"event: {kind}\ndata: " : $"event: {kind}\nid: {number}\ndata: ";
        byte[] frame = new byte[head.Length + json.Length + 2];
        Encoding.ASCII.GetBytes(head, frame);
        json.CopyTo(frame, head.Length);
        frame[^2] = (byte)'\n';
        frame[^1] = (byte)'\n';
        return frame;
    }
}
