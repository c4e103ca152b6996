using System;
using System.Collections.Generic;
using System.Threading;
using Basisd.Linux;

namespace Basisd.Gate;

/// <summary>
/// Owns the permission page (SPEC 13): the one place where a decision of the core becomes something that the engine cannot miss.
/// One thread publishes and renews; any thread, and a signal handler, may close. Every word stands for itself: no lock and no sequence
/// counter, because a writer that is killed in the middle of an update must leave readers neither waiting nor with half a permission.
/// It never opens by itself: a page starts closed, and each renewal is one decision of the caller. It never reopens after
/// <see cref="Close"/>, not even when the close came from another process that retired this page.
/// </summary>
public sealed unsafe class GateWriter : IDisposable
{
    private readonly int _cells;
    private readonly int _length;
    private readonly GateClock _clock;
    private byte* _start;
    private long _renewedTo = GateLayout.ClosedUntilRenewed;

    private GateWriter(string path, byte* start, int cells, in GateIdentity identity)
    {
        Path = path;
        _start = start;
        _cells = cells;
        _length = GateLayout.TotalSize(cells);
        _clock = identity.Clock;
        Epoch = identity.Epoch;
        Generation = identity.Generation;
    }

    /// <summary>Where readers find the page.</summary>
    public string Path { get; }

    /// <summary>The ownership epoch that the page carries.</summary>
    public ulong Epoch { get; }

    /// <summary>CLOCK_BOOTTIME ns of the page's creation; rises with every page of a boot.</summary>
    public ulong Generation { get; }

    /// <summary>Number of scopes; cell 0 is the platform.</summary>
    public int ScopeCount => _cells;

    /// <summary>Whether the page is retired: by <see cref="Close"/>, or by another daemon that took the path over.</summary>
    public bool IsClosed =>
        _start == null || Volatile.Read(ref *(long*)(_start + GateLayout.ValidUntilOffset)) == GateLayout.ClosedForEver;

    /// <summary>
    /// Retires the page of an earlier daemon at the path, then puts a new one in its place: closed, no permission granted, mode 0640.
    /// </summary>
    /// <param name="path">Default <c>/run/basisd/gate</c>. The directory must exist and belong to the daemon alone.</param>
    /// <param name="epoch">Ownership epoch of the slot.</param>
    /// <param name="names">Scope names in cell order, <c>platform</c> first; at most <see cref="GateLayout.MaxCells"/>.</param>
    /// <param name="clock">
    /// Clock of the validity. <see cref="GateClock.Coarse"/> only where <see cref="SuspendState"/> found that this machine neither can be suspended
    /// nor was: through a suspend that clock stands still, and with it a dead daemon's validity.
    /// </param>
    /// <param name="problem">Empty, or what went wrong, where, and how to mend it.</param>
    /// <returns>The writer, or null with a problem. An old page stays closed in either case.</returns>
    public static GateWriter? Create(string path, ulong epoch, IReadOnlyList<string> names, GateClock clock, out string problem)
    {
        problem = GateNames.Problem(names);
        if (problem.Length > 0 || !BootId.TryRead(out BootId boot, out problem))
        {
            return null;
        }

        problem = GatePageFile.RetireOld(path);
        if (problem.Length > 0)
        {
            return null;
        }

        GateIdentity identity = new(boot, (ulong)BootClock.NowNs(), epoch, (uint)Environment.ProcessId, clock);
        problem = GatePageFile.Install(path, GatePage.Build(names, identity), out byte* start);
        return problem.Length > 0 ? null : new GateWriter(path, start, names.Count, identity);
    }

    /// <summary>Publishes one scope. The permission word is one atomic store, visible to every reader at once; the rest informs people.</summary>
    /// <param name="scope">Cell index, 0 to <see cref="ScopeCount"/> − 1.</param>
    /// <param name="word">ALLOW bits low, "at least QUEUE" bits high; <see cref="GateLayout.IsWellFormed"/>.</param>
    /// <param name="mode">The scope's mode, for people.</param>
    /// <param name="stage">The recovery stage, for people.</param>
    /// <param name="sequence">Journal sequence of the change.</param>
    /// <exception cref="InvalidOperationException">A bug of the caller: the gate is closed before this is thrown.</exception>
    public void Publish(int scope, ulong word, byte mode, byte stage, ulong sequence)
    {
        if (scope < 0 || scope >= _cells || !GateLayout.IsWellFormed(word) || _start == null)
        {
            Broken(scope, word);
        }

        byte* cell = _start + GateLayout.CellsOffset + (scope * GateLayout.CellSize);
        Volatile.Write(ref *(ulong*)(cell + GateLayout.CellWordOffset), word);
        if (IsClosed)
        {
            Volatile.Write(ref *(ulong*)(cell + GateLayout.CellWordOffset), 0); // a retired page keeps no permission, closed or not
        }

        long now = BootClock.NowNs();
        Volatile.Write(ref *(cell + GateLayout.CellModeOffset), mode);
        Volatile.Write(ref *(cell + GateLayout.CellStageOffset), stage);
        Volatile.Write(ref *(ulong*)(cell + GateLayout.CellSequenceOffset), sequence);
        Volatile.Write(ref *(long*)(cell + GateLayout.CellChangedAtOffset), now);
        if (scope == 0)
        {
            Volatile.Write(ref *(uint*)(_start + GateLayout.PlatformModeOffset), mode);
        }

        Volatile.Write(ref *(ulong*)(_start + GateLayout.LastSequenceOffset), sequence);
        Volatile.Write(ref *(long*)(_start + GateLayout.UpdatedAtOffset), now);
    }

    /// <summary>
    /// Says until when readers may trust the page. A compare-and-swap against this writer's own last value: a page that was closed meanwhile,
    /// by another thread or by another daemon, stays closed.
    /// </summary>
    /// <param name="validUntilBootNs">
    /// CLOCK_BOOTTIME ns, the last one at which the page is open; in a cluster never beyond the fencing deadline (SPEC 12).
    /// On the coarse clock its lag is taken off here. A time that has passed closes until the next renewal; farther ahead than
    /// <see cref="GateLayout.MaxHorizonNs"/> reads as closed.
    /// </param>
    /// <returns>
    /// False when the page is retired: this daemon no longer owns the gate, or the host was suspended under a page on the coarse clock. It must stop.
    /// </returns>
    public bool Renew(long validUntilBootNs)
    {
        if (_start == null)
        {
            return false;
        }

        if (_clock == GateClock.Coarse)
        {
            if (SuspendState.WasSuspended())
            {
                Close(); // the promise that the clock was chosen on is broken: what it says about time means nothing any more
                return false;
            }

            validUntilBootNs -= GateLayout.CoarseLagNs;
        }

        long next = validUntilBootNs > 0 ? validUntilBootNs : GateLayout.ClosedUntilRenewed;
        long seen = Interlocked.CompareExchange(ref *(long*)(_start + GateLayout.ValidUntilOffset), next, _renewedTo);
        if (seen != _renewedTo)
        {
            return false;
        }

        _renewedTo = next;
        ulong* renewals = (ulong*)(_start + GateLayout.RenewalsOffset);
        Volatile.Write(ref *renewals, unchecked(*renewals + 1));
        return true;
    }

    /// <summary>
    /// Closes every scope at once and for ever. Idempotent, from any thread and from a signal handler: stores into memory, nothing else.
    /// </summary>
    public void Close()
    {
        byte* start = _start;
        if (start == null)
        {
            return;
        }

        Volatile.Write(ref *(long*)(start + GateLayout.ValidUntilOffset), GateLayout.ClosedForEver);
        Volatile.Write(ref *(uint*)(start + GateLayout.StateOffset), GateLayout.StateRetired);
        GateStores.ZeroWords(start, _cells);
    }

    /// <summary>Closes, then gives the memory back. The retired file stays for readers to see. No other thread may be inside a call.</summary>
    public void Dispose()
    {
        Close();
        byte* start = _start;
        _start = null;
        if (start != null)
        {
            MemoryCalls.Unmap(start, (nuint)_length);
        }
    }

    private void Broken(int scope, ulong word)
    {
        Close();
        throw new InvalidOperationException(
            $"gate: publish of scope {scope} of {_cells} with word 0x{word:x16}{(_start == null ? " after dispose" : string.Empty)}");
    }
}
