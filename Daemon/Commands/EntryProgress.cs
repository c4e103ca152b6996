using System;
using System.IO;

namespace Basisd.Commands;

/// <summary>Says on stderr how far the reading of a journal is, once it takes a while, and wipes the line at the end; only for a terminal.</summary>
internal sealed class EntryProgress
{
    private const int AfterMs = 2_000;
    private const int EveryMs = 250;
    private const int LineWidth = 60;
    private const ulong LookEvery = 1_024;

    private readonly TextWriter _error;
    private readonly long _begun = Environment.TickCount64;
    private long _said;

    private EntryProgress(TextWriter error) => _error = error;

    /// <summary>Progress for a person; null where nobody looks.</summary>
    public static EntryProgress? For(TextWriter error) => Console.IsErrorRedirected ? null : new EntryProgress(error);

    /// <summary>An entry was read.</summary>
    /// <param name="doing">What is being done.</param>
    /// <param name="sequence">The entry.</param>
    public void Reached(string doing, ulong sequence)
    {
        long now = sequence % LookEvery == 0 ? Environment.TickCount64 : _begun;
        if (now - _begun >= AfterMs && now - _said >= EveryMs)
        {
            _said = now;
            _error.Write($"\r{doing}: entry {sequence}, {(now - _begun) / 1_000} s".PadRight(LineWidth));
        }
    }

    /// <summary>Wipes the line.</summary>
    public void Done()
    {
        if (_said != 0)
        {
            _error.Write($"\r{new string(' ', LineWidth)}\r");
        }
    }
}
