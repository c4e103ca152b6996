using System;
using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Host.Loop;

/// <summary>
/// One slot that this process acts for: its loop's thread, its probes, polls and notices, from the first entry to the closed gate. It lives as long
/// as its right to act; endpoints, log, signals and watchdog belong to the process. Nothing goes on after <see cref="Ended"/>.
/// </summary>
public sealed class ActiveSlot : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<Exception?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _loop;
    private Task _beside = Task.CompletedTask;

    /// <summary>Takes the opened parts over; <see cref="Start"/> begins.</summary>
    public ActiveSlot(NodeParts parts)
    {
        Parts = parts;
        _loop = new Thread(Loop) { Name = "basisd-loop" };
    }

    /// <summary>What it is made of.</summary>
    public NodeParts Parts { get; }

    /// <summary>Done once everything is open and the first entries are committed.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Done once the gate is closed and the loop's last entry appended: null, or what broke it.</summary>
    public Task<Exception?> Ended => _ended.Task;

    /// <summary>Starts the loop's thread and what runs beside it.</summary>
    public void Start()
    {
        _loop.Start();
        _beside = Task.WhenAll(
            GuardAsync(stop => Parts.Attestation.WatchAsync(Parts.Log, stop)),
            GuardAsync(Parts.Probing is { } probes ? probes.RunAsync : null), GuardAsync(Parts.Gateways is { } polls ? polls.RunAsync : null),
            GuardAsync(Parts.Webhook is { } webhook ? webhook.RunAsync : null));
    }

    /// <summary>Ends it in order: the gate closes, what is staged is committed.</summary>
    public void Stop()
    {
        _stop.Cancel();
        Parts.Engine.Wake();
    }

    /// <summary>Ends it at once: the page is retired before this returns, and nothing is appended any more.</summary>
    public void Fence()
    {
        Parts.Right.Fence();
        Parts.Gate.Close();
        Stop();
    }

    /// <summary>Waits until every thread and task of it has ended.</summary>
    /// <returns>Null, or what broke it.</returns>
    public async Task<Exception?> JoinAsync()
    {
        Exception? broken = await _ended.Task.ConfigureAwait(false);
        Stop();
        await _beside.ConfigureAwait(false);
        _loop.Join();
        return broken;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Parts.Dispose();
        _stop.Dispose();
    }

    private void Loop()
    {
        try
        {
            new NodeLoop(Parts).Run(() => _ready.TrySetResult(), _stop.Token);
            _ended.TrySetResult(null);
        }
#pragma warning disable CA1031 // Whatever ended the loop is reported and ends the process; the gate is closed by now.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _ended.TrySetResult(e);
        }
    }

    private async Task GuardAsync(Func<CancellationToken, Task>? work)
    {
        if (work is null)
        {
            return;
        }

        try
        {
            await work(_stop.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A node whose probes or polls broke ends like one whose loop broke: reported, with the gate closed.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _ended.TrySetResult(e);
        }
    }
}
