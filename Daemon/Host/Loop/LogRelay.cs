using System;
using System.Collections.Concurrent;
using System.Threading;
using Basisd.Host.Logging;
using Serilog;

namespace Basisd.Host.Loop;

/// <summary>
/// Takes log lines off the loop thread: a terminal that is stopped or a journald that is slow must not hold back the gate. Bounded; what
/// does not fit is dropped and counted, and the count is said when there is room again.
/// </summary>
public sealed class LogRelay : IDisposable
{
    private const int Capacity = 1024;

    private readonly BlockingCollection<Action<ILogger>> _lines = new(Capacity);
    private readonly ILogger _log;
    private readonly JournaldSink? _journald;
    private readonly Thread _thread;
    private long _dropped;

    /// <summary>Starts the thread that writes.</summary>
    /// <param name="log">Where lines are written.</param>
    /// <param name="journald">The sink whose drops count as well, where journald is used.</param>
    public LogRelay(ILogger log, JournaldSink? journald = null)
    {
        _log = log;
        _journald = journald;
        _thread = new Thread(Write) { Name = "basisd-log", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Lines dropped since the start, here and at journald.</summary>
    public long Dropped => Interlocked.Read(ref _dropped) + (_journald?.Dropped ?? 0);

    /// <summary>Hands one line over; never waits.</summary>
    public void Post(Action<ILogger> line)
    {
        if (!_lines.TryAdd(line))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>Writes what was handed over, then ends.</summary>
    public void Dispose()
    {
        _lines.CompleteAdding();
        _thread.Join(TimeSpan.FromSeconds(2));
    }

    private void Write()
    {
        long said = 0;
        foreach (Action<ILogger> line in _lines.GetConsumingEnumerable())
        {
            line(_log);
            long dropped = Dropped;
            if (dropped != said)
            {
                _log.Of(LogEvents.Fault).Warning("{Dropped} log lines were dropped: the log could not keep up", dropped - said);
                said = dropped;
            }
        }
    }
}
