using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Basisd.Gate;
using Basisd.Linux;
using Basisd.Safety;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>
/// Looks at every gate page of the bed as engines do, every millisecond at best: when a slot opened for orders under each epoch, when it was
/// last seen open, and whether two nodes were ever open for one slot at once.
/// </summary>
internal sealed class BedGates : IDisposable
{
    private const int AttachEvery = 4;

    private static readonly string[] s_scopes = ["venue/alpha", "asset/BTC", "route/BTC@alpha"];
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly List<Page> _pages;
    private readonly List<GateSighting> _opened = [];
    private readonly Dictionary<(string Slot, long Epoch), long> _lastOpen = [];
    private readonly List<string> _overlaps = [];
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _stop = new();

    public BedGates(IEnumerable<BedNode> nodes, IReadOnlyList<string> slots)
    {
        _pages = [.. slots.SelectMany(s => nodes.Select(n => new Page(s, n.Name, n.Gate(s))))];
        _thread = new Thread(Watch) { Name = "bed gates", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Every first sighting, in order.</summary>
    public IReadOnlyList<GateSighting> Opened
    {
        get
        {
            lock (_lock)
            {
                return [.. _opened];
            }
        }
    }

    /// <summary>Two nodes open for one slot at once; must stay empty.</summary>
    public IReadOnlyList<string> Overlaps
    {
        get
        {
            lock (_lock)
            {
                return [.. _overlaps];
            }
        }
    }

    /// <summary>When a slot was last seen open under an epoch, Unix ns; 0 for never.</summary>
    public long LastOpen(string slot, long epoch)
    {
        lock (_lock)
        {
            return _lastOpen.GetValueOrDefault((slot, epoch));
        }
    }

    /// <summary>Whether somebody is open for a slot's orders now.</summary>
    public bool IsOpen(string slot)
    {
        lock (_lock)
        {
            return _pages.Any(p => p.Slot == slot && p.IsOpen);
        }
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
        _pages.ForEach(p => p.Dispose());
    }

    private void Watch()
    {
        for (long round = 0; !_stop.Wait(s_pause); round++)
        {
            lock (_lock)
            {
                Look(round % AttachEvery == 0);
            }
        }
    }

    private void Look(bool attaches)
    {
        Page? open = null;
        foreach (Page page in _pages)
        {
            page.Look(attaches);
            if (!page.IsOpen)
            {
                continue;
            }

            long now = BootClock.WallNs();
            if (!_lastOpen.ContainsKey((page.Slot, page.Epoch)))
            {
                _opened.Add(new GateSighting(page.Slot, page.Node, page.Epoch, now));
            }

            _lastOpen[(page.Slot, page.Epoch)] = now;

            // Both are looked at again: the first may have closed between the two looks.
            if (open?.Slot == page.Slot && open.IsStillOpen() && page.IsStillOpen())
            {
                _overlaps.Add($"{page.Slot} is open on {open.Node} (epoch {open.Epoch}) and {page.Node} (epoch {page.Epoch})");
            }

            open = page;
        }
    }

    private sealed class Page(string slot, string node, string path) : IDisposable
    {
        private readonly GateReader _reader = GateReader.Attach(path);
        private GateSelection _selection;

        public string Slot => slot;

        public string Node => node;

        public bool IsOpen { get; private set; }

        public long Epoch { get; private set; }

        public void Look(bool attaches)
        {
            if (!_reader.IsLive && attaches)
            {
                _reader.Reattach();
                _selection = _reader.Select(s_scopes);
                Epoch = (long)_reader.Header().Epoch;
            }

            IsOpen = IsStillOpen();
        }

        public bool IsStillOpen() => _reader.IsLive && _selection.Check((int)GateAction.Open) == GateVerdict.Allow;

        public void Dispose() => _reader.Dispose();
    }
}
