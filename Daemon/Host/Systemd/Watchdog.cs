using System;
using System.Collections.Generic;
using System.Threading;
using Basisd.Host.Metrics;

namespace Basisd.Host.Systemd;

/// <summary>
/// Tells systemd that the service lives, and only after every watched thread has advanced since the last time it said so. A loop or a
/// journal that hangs therefore ends in a restart, which closes the gate and replays, instead of in a process that merely exists.
/// It must never ping on a timer alone.
/// </summary>
public sealed class Watchdog
{
    private readonly ServiceNotifier _notifier;
    private readonly ProgressCounter[] _counters;
    private readonly long[] _seen;

    /// <summary>Watches threads.</summary>
    /// <param name="notifier">Where to say it.</param>
    /// <param name="counters">Every thread that must make progress; at least one.</param>
    public Watchdog(ServiceNotifier notifier, params ProgressCounter[] counters)
    {
        if (counters.Length == 0)
        {
            throw new ArgumentException("a watchdog without a counter would ping on a timer alone", nameof(counters));
        }

        _notifier = notifier;
        _counters = counters;
        _seen = new long[counters.Length];
        for (int i = 0; i < counters.Length; i++)
        {
            _seen[i] = counters[i].Value;
        }
    }

    /// <summary>Time between two looks: a quarter of systemd's interval, so that a ping goes out at least every half of it.</summary>
    public TimeSpan? Period => _notifier.WatchdogInterval / 4;

    /// <summary>The metric that counts them as well; null for none.</summary>
    public MetricCell? Counted { get; init; }

    /// <summary>Pings that went out.</summary>
    public long Pings { get; private set; }

    /// <summary>Looks that found a thread without progress.</summary>
    public long Withheld { get; private set; }

    /// <summary>Names of the threads that have not advanced since the last ping.</summary>
    public IReadOnlyList<string> Stalled()
    {
        List<string> names = [];
        for (int i = 0; i < _counters.Length; i++)
        {
            if (_counters[i].Value == _seen[i])
            {
                names.Add(_counters[i].Name);
            }
        }

        return names;
    }

    /// <summary>Looks once; pings when every thread has advanced since the last ping.</summary>
    /// <returns>Whether systemd was told.</returns>
    public bool Look()
    {
        for (int i = 0; i < _counters.Length; i++)
        {
            if (_counters[i].Value == _seen[i])
            {
                Withheld++;
                return false;
            }
        }

        if (!_notifier.Alive())
        {
            return false;
        }

        for (int i = 0; i < _counters.Length; i++)
        {
            _seen[i] = _counters[i].Value;
        }

        Pings++;
        Counted?.AddOwned(1);
        return true;
    }

    /// <summary>Looks until it is cancelled. Needs a thread of its own: a starved thread pool must not look like a dead loop.</summary>
    public void Run(CancellationToken stop)
    {
        if (Period is not { } period)
        {
            return;
        }

        do
        {
            Look();
        }
        while (!stop.WaitHandle.WaitOne(period));
    }
}
