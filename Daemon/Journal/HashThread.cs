using System.Threading;
using Basisd.Linux;

namespace Basisd.Journal;

/// <summary>
/// Hashes the pieces of snapshots, on a thread that steps aside for everything else: on a node of few processors a thread that computes is what the
/// loop would wait for when an observation comes. Whoever cannot wait hashes by himself. It must never hold anything that the loop or the commit
/// thread needs.
/// </summary>
internal sealed class HashThread
{
    private readonly Lock _gate = new();
    private readonly Thread _thread;
    private readonly int _wake = EventFd.Open();
    private SnapshotWriter? _next;
    private volatile bool _closing;
    private bool _ended;

    public HashThread() => _thread = new Thread(Run) { IsBackground = true, Name = "journal-hash" };

    /// <summary>Starts the thread.</summary>
    public void Start() => _thread.Start();

    /// <summary>Hands over a snapshot; the one before is left as it is. Allocates nothing and never waits.</summary>
    public void Take(SnapshotWriter writer)
    {
        Volatile.Write(ref _next, writer);
        _ = EventFd.Signal(_wake);
    }

    /// <summary>
    /// The thread ends when it gets a processor; nobody waits for it. No snapshot may be handed over any more. A thread that never started ends here.
    /// </summary>
    /// <param name="started">Whether it was started.</param>
    public void Stop(bool started)
    {
        _closing = true;
        lock (_gate)
        {
            if (!_ended)
            {
                _ = EventFd.Signal(_wake);
            }
        }

        if (!started)
        {
            Run();
        }
    }

    private void Run()
    {
        if (!_closing)
        {
            // Refused, it is a thread like the others: the loop is a little later then.
            _ = ScheduleCalls.StepAside();
        }

        while (!_closing)
        {
            if (Interlocked.Exchange(ref _next, null) is { } writer)
            {
                writer.HashPieces();
            }
            else
            {
                EventFd.Wait(_wake, -1);
            }
        }

        lock (_gate)
        {
            _ended = true;
            EventFd.Close(_wake);
        }
    }
}
