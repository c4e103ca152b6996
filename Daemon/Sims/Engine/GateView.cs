using System;
using System.Collections.Generic;
using System.Threading;
using Basisd.Gate;
using Basisd.Safety;

namespace Basisd.Sims.Engine;

/// <summary>
/// The gate as the reference engine asks it before each order: attaches to the page, and to the next one after a restart of the daemon.
/// Without a live page everything is denied.
/// </summary>
internal sealed class GateView : IDisposable
{
    private const long ReattachEveryMs = 50;

    private readonly GateReader _reader;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, GateSelection> _selections = new(StringComparer.Ordinal);
    private long _lookedAt;

    /// <summary>Looks at a page for the first time; it need not be there yet.</summary>
    public GateView(string path) => _reader = GateReader.Attach(path);

    /// <summary>What the gate says to an action in a market.</summary>
    public GateVerdict Check(EngineMarket market, GateAction action) => Check(market.FullName, market.Scopes, action);

    /// <summary>What the gate says to an action in one scope; the platform always counts.</summary>
    public GateVerdict Check(string scope, GateAction action) => Check(scope, [scope], action);

    /// <summary>Epoch of the ownership that the live page belongs to; 0 without one.</summary>
    public ulong Epoch
    {
        get
        {
            lock (_lock)
            {
                Look();
                return _reader.IsLive ? _reader.Header().Epoch : 0;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _reader.Dispose();
        }
    }

    private GateVerdict Check(string key, string[] scopes, GateAction action)
    {
        lock (_lock)
        {
            Look();
            if (!_selections.TryGetValue(key, out GateSelection selection))
            {
                selection = _reader.Select(scopes);
                _selections[key] = selection;
            }

            return selection.Check((int)action);
        }
    }

    private void Look()
    {
        if (!_reader.IsLive && Environment.TickCount64 - _lookedAt >= ReattachEveryMs)
        {
            _lookedAt = Environment.TickCount64;
            _reader.Reattach();
            _selections.Clear();
        }
    }
}
