using System;
using System.Collections.Generic;
using System.Threading;
using Basisd.Gate;

namespace Basisd.Tests.EndToEnd;

/// <summary>
/// A reader of the gate of one daemon's life, on a thread of its own: it remembers every looser word that it saw. The page outlives a killed
/// daemon, so the last look, after its death, is exactly what engines saw last.
/// </summary>
internal sealed class GateWatcher : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMicroseconds(200);

    private readonly GateReader _reader;
    private readonly ulong[] _words;
    private readonly List<(int Scope, ulong Word)> _loosened = [];
    private readonly Thread _thread;
    private volatile bool _stop;

    public GateWatcher(string page)
    {
        _reader = GateReader.Attach(page);
        _words = new ulong[_reader.ScopeCount];
        First = Cells();
        _thread = new Thread(Watch) { Name = "gate watcher", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Looser words in the order in which they were seen. After <see cref="Finish"/>.</summary>
    public IReadOnlyList<(int Scope, ulong Word)> Loosened => _loosened;

    /// <summary>What the page showed when the watch began.</summary>
    public IReadOnlyList<GateCell> First { get; }

    /// <summary>What the page shows at the end. After <see cref="Finish"/>.</summary>
    public IReadOnlyList<GateCell> Last { get; private set; } = [];

    public string Problem => _reader.Problem;

    /// <summary>Stops looking, after one last look at the page of a daemon that is dead.</summary>
    public void Finish()
    {
        _stop = true;
        _thread.Join();
        Look();
        Last = Cells();
    }

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
        _reader.Dispose();
    }

    private List<GateCell> Cells()
    {
        List<GateCell> cells = [];
        for (int scope = 0; scope < _reader.ScopeCount; scope++)
        {
            cells.Add(_reader.Cell(scope));
        }

        return cells;
    }

    private void Watch()
    {
        while (!_stop)
        {
            Look();
            Thread.Sleep(s_pause);
        }
    }

    private void Look()
    {
        for (int scope = 0; scope < _words.Length; scope++)
        {
            ulong word = _reader.Cell(scope).Word;
            if ((word & ~_words[scope]) != 0)
            {
                _loosened.Add((scope, word));
            }

            _words[scope] = word;
        }
    }
}
