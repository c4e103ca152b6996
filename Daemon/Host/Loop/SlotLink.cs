using System;
using System.Collections.Generic;
using System.Threading;

namespace Basisd.Host.Loop;

/// <summary>
/// The seam between an acting slot's loop and the cluster's thread. Each side writes what it owns and wakes the other; neither waits.
/// </summary>
public sealed class SlotLink
{
    /// <summary>In place of a time: the node said that it is stopping.</summary>
    public const long Left = -1;

    private readonly Lock _sync = new();
    private readonly Action _wake;
    private readonly long[] _heardAt;
    private SlotProgress _progress;
    private long _dmmAsked;
    private (long Epoch, byte[] Bytes) _resumed = (0, []);
    private volatile SlotOrder? _order;
    private volatile bool _allOwned = true;
    private volatile bool _isOpened;
    private volatile bool _isEngineSilent;

    /// <summary>Creates the seam of one tenure.</summary>
    /// <param name="slot">Number of the slot.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="node">Name of this node.</param>
    /// <param name="peers">Index of each node in the topology's peers, by number of the node.</param>
    /// <param name="self">Number of this node.</param>
    /// <param name="wake">Wakes the cluster's thread.</param>
    public SlotLink(int slot, ulong epoch, string node, IReadOnlyList<int> peers, int self, Action wake)
    {
        Slot = slot;
        Epoch = epoch;
        Node = node;
        Peers = peers;
        Self = self;
        _wake = wake;
        _heardAt = new long[peers.Count];
    }

    /// <summary>Number of the slot.</summary>
    public int Slot { get; }

    /// <summary>The epoch.</summary>
    public ulong Epoch { get; }

    /// <summary>Name of this node.</summary>
    public string Node { get; }

    /// <summary>Index of each node in the topology's peers.</summary>
    public IReadOnlyList<int> Peers { get; }

    /// <summary>Number of this node.</summary>
    public int Self { get; }

    /// <summary>How far the loop is.</summary>
    public SlotProgress Progress
    {
        get
        {
            lock (_sync)
            {
                return _progress;
            }
        }
    }

    /// <summary>Whether every slot of the cluster has an owner that is heard; written by the cluster's thread.</summary>
    public bool AllOwned
    {
        get => _allOwned;
        set => _allOwned = value;
    }

    /// <summary>How the cluster's DMM stands; null for nothing known.</summary>
    public SlotOrder? Order => _order;

    /// <summary>Whether the takeover is through; written by the loop.</summary>
    public bool IsOpened => _isOpened;

    /// <summary>Whether an engine lived in this tenure and is silent now; written by the loop.</summary>
    public bool IsEngineSilent => _isEngineSilent;

    /// <summary>How often the loop asked for the cluster's DMM.</summary>
    public long DmmAsked => Volatile.Read(ref _dmmAsked);

    /// <summary>The resumption that the loop committed, and the DMM epoch of the cluster that it ends; epoch 0 for none.</summary>
    public (long Epoch, byte[] Bytes) Resumed
    {
        get
        {
            lock (_sync)
            {
                return _resumed;
            }
        }
    }

    /// <summary>
    /// Says how the cluster's DMM stands; the cluster's thread. The same again is no order: the slot's state says whether it was carried out.
    /// </summary>
    public void SetOrder(SlotOrder order) => _order = order;

    /// <summary>A node was heard; the cluster's thread.</summary>
    /// <param name="node">Number of the node.</param>
    /// <param name="bootNs">CLOCK_BOOTTIME, ns; <see cref="Left"/> when it said that it is stopping.</param>
    public void Heard(int node, long bootNs) => Volatile.Write(ref _heardAt[node], bootNs);

    /// <summary>When a node was heard last, CLOCK_BOOTTIME ns; 0 before the first, <see cref="Left"/> when it said that it is stopping.</summary>
    public long HeardAt(int node) => Volatile.Read(ref _heardAt[node]);

    /// <summary>Tells how far the loop is; wakes the cluster's thread when that changed.</summary>
    internal void Report(in SlotProgress progress)
    {
        lock (_sync)
        {
            if (progress == _progress)
            {
                return;
            }

            _progress = progress;
        }

        _wake();
    }

    /// <summary>Tells whether the takeover is through, and the engine silent.</summary>
    internal void Report(bool isOpened, bool isEngineSilent)
    {
        bool changed = isOpened != _isOpened || isEngineSilent != _isEngineSilent;
        _isOpened = isOpened;
        _isEngineSilent = isEngineSilent;
        if (changed)
        {
            _wake();
        }
    }

    /// <summary>Asks for the cluster's DMM.</summary>
    internal void AskDmm()
    {
        Interlocked.Increment(ref _dmmAsked);
        _wake();
    }

    /// <summary>Tells of a resumption that is committed.</summary>
    internal void Resume(long epoch, byte[] bytes)
    {
        lock (_sync)
        {
            _resumed = (epoch, bytes);
        }

        _wake();
    }
}
