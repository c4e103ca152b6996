using System;
using System.Threading;
using Basisd.Host.Http;
using Basisd.Linux;

namespace Basisd.Host.Bench;

/// <summary>Asks a node for one snapshot after another, on a thread of its own, for as long as a measurement beside it lasts.</summary>
internal sealed class SnapshotStream : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly AdminClient _client;
    private readonly Samples _taken;
    private readonly Thread _thread;
    private volatile bool _taking;
    private volatile bool _stopping;
    private volatile string? _problem;

    private SnapshotStream(BenchNode node, Samples taken)
    {
        _client = node.Admin(Patience);
        _taken = taken;
        _thread = new Thread(Run) { IsBackground = true, Name = "bench-snapshots" };
    }

    /// <summary>Whether a snapshot is being taken now.</summary>
    public bool IsTaking => _taking;

    /// <summary>Starts asking.</summary>
    /// <param name="node">The node.</param>
    /// <param name="taken">Takes how long each took, ns; belongs to the stream until <see cref="Stop"/>.</param>
    public static SnapshotStream Start(BenchNode node, Samples taken)
    {
        SnapshotStream stream = new(node, taken);
        stream._thread.Start();
        return stream;
    }

    /// <summary>Ends it behind the snapshot at work.</summary>
    /// <exception cref="BenchException">A snapshot failed.</exception>
    public void Stop()
    {
        _stopping = true;
        _thread.Join();
        if (_problem is { } problem)
        {
            throw new BenchException($"a snapshot of the measurement failed: {problem}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _client.Dispose();
    }

    private void Run()
    {
        while (!_stopping && _problem is null)
        {
            long begun = BootClock.NowNs();
            _taking = true;
            AdminResult<OperatorReply> answer = _client.SnapshotAsync(CancellationToken.None).GetAwaiter().GetResult();
            _taking = false;
            _taken.Add(BootClock.NowNs() - begun);
            _problem = answer.Value is { } reply ? (reply.Accepted ? null : reply.Message) : answer.Error;
        }
    }
}
