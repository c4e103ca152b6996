using System;
using Basisd.Journal;
using Basisd.Linux;
using Basisd.Node;

namespace Basisd.Host.Loop;

/// <summary>
/// Puts the entries of a step into the journal, in order and all of them. When the staging area is full it waits for the commit thread and
/// keeps the gate renewed meanwhile only as long as the journal is not in fault; a step is never half journaled while the process lives.
/// </summary>
public sealed class EntryAppender
{
    private const int WaitSliceMs = 5;

    private readonly NodeJournal _journal;
    private readonly int _commitSignal;
    private readonly DurableState _state;
    private readonly ulong _epoch;

    /// <summary>Creates the appender.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="commitSignal">The eventfd that its commit thread signals.</param>
    /// <param name="state">Says under which epoch the slot was last taken over.</param>
    /// <param name="epoch">Under which it is owned now: what a dead owner left unfinished is finished under the new epoch, before the takeover's
    /// entry.</param>
    public EntryAppender(NodeJournal journal, int commitSignal, DurableState state, ulong epoch)
    {
        _state = state;
        _journal = journal;
        _commitSignal = commitSignal;
        _epoch = epoch;
    }

    /// <summary>Entries appended since the start.</summary>
    public long Appended { get; private set; }

    /// <summary>Called while the appender waits for room, so that the gate stays renewed; may end the wait by throwing.</summary>
    public Action? Waiting { get; set; }

    /// <summary>Appends all entries of a step; <see cref="Flush"/> hands them to the commit thread.</summary>
    /// <returns>Sequence of the last one; that of the last appended frame where there is none.</returns>
    /// <exception cref="JournalStalledException">The journal is in fault.</exception>
    public ulong Append(Effects effects)
    {
        foreach (ref readonly EntryRef entry in effects.Entries)
        {
            Append(entry.Kind, effects.PayloadOf(entry));
        }

        return _journal.Appended.Sequence;
    }

    /// <summary>Appends one entry; <see cref="Flush"/> hands it to the commit thread.</summary>
    /// <exception cref="JournalStalledException">The journal is in fault.</exception>
    public void Append(EntryKind kind, ReadOnlySpan<byte> payload)
    {
        ulong epoch = Math.Max(_epoch, (ulong)_state.Epoch);
        while (!_journal.TryStage((ushort)kind, epoch, BootClock.WallNs(), payload, out _))
        {
            // Room comes from commits alone, so what is staged goes to the commit thread now.
            Flush();
            ThrowIfFaulted();
            Waiting?.Invoke();
            EventFd.Wait(_commitSignal, WaitSliceMs);
        }

        Appended++;
    }

    /// <summary>
    /// Wakes the commit thread for everything appended since the last call. Once per round: a wake-up per step would let the commit thread
    /// take the processor from the loop in the middle of a batch, and would split one group into many.
    /// </summary>
    public void Flush() => _journal.Flush();

    /// <summary>Ends the loop if the journal cannot be trusted any more.</summary>
    /// <exception cref="JournalStalledException">The journal is in fault.</exception>
    public void ThrowIfFaulted()
    {
        JournalFault? fault = _journal.Fault ?? _journal.CheckHang(BootClock.NowNs());
        if (fault is not null)
        {
            throw new JournalStalledException($"the journal failed and the disk state is unknown: {fault.Message}");
        }
    }
}
