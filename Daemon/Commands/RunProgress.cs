using System;
using System.IO;
using System.Threading;

namespace Basisd.Commands;

/// <summary>
/// Says on stderr how far several runs are, once it takes a while, and wipes the line at the end. Only a person at a terminal wants to see
/// it.
/// </summary>
internal sealed class RunProgress
{
    private const int AfterMs = 2_000;
    private const int EveryMs = 250;
    private const int LineWidth = 60;

    private readonly Lock _lock = new();
    private readonly TextWriter _error;
    private readonly long _from;
    private readonly long _to;
    private readonly long[] _reached;
    private readonly long _begun = Environment.TickCount64;
    private long _said;

    private RunProgress(TextWriter error, int runs, long from, long to)
    {
        _error = error;
        _from = from;
        _to = Math.Max(to, from + 1);
        _reached = new long[runs];
        Array.Fill(_reached, from);
    }

    /// <summary>Progress of some runs over a stretch of history; null where nobody looks.</summary>
    public static RunProgress? For(TextWriter error, int runs, long from, long to) =>
        Console.IsErrorRedirected ? null : new RunProgress(error, runs, from, to);

    /// <summary>A run reached a moment of history, Unix nanoseconds. Any thread may call it.</summary>
    public void Reached(int run, long at)
    {
        lock (_lock)
        {
            _reached[run] = Math.Max(_reached[run], at);
            long now = Environment.TickCount64;
            if (now - _begun < AfterMs || now - _said < EveryMs)
            {
                return;
            }

            _said = now;
            Int128 done = 0;
            int finished = 0;
            foreach (long reached in _reached)
            {
                done += reached - _from;
                finished += reached >= _to ? 1 : 0;
            }

            long percent = (long)(done * 100 / _reached.Length / (_to - _from));
            string runs = _reached.Length > 1 ? $", {finished} of {_reached.Length} runs done" : string.Empty;
            _error.Write($"\rreplaying {percent} %{runs}, {(now - _begun) / 1_000} s".PadRight(LineWidth));
        }
    }

    /// <summary>Wipes the line.</summary>
    public void Done()
    {
        lock (_lock)
        {
            if (_said != 0)
            {
                _error.Write($"\r{new string(' ', LineWidth)}\r");
            }
        }
    }
}
