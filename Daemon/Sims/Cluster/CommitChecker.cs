using System.Collections.Generic;

namespace Basisd.Sims.Cluster;

/// <summary>
/// What was acknowledged as committed is never lost: every later owner has it, with the same hash. It keeps the hash of each acknowledged sequence.
/// </summary>
internal sealed class CommitChecker
{
    private const string Promise = "no acknowledged commit is lost";

    private readonly List<ulong>[] _chains;
    private readonly SimJournal?[] _owner;
    private readonly ulong[] _epoch;

    public CommitChecker(int slots)
    {
        _chains = new List<ulong>[slots];
        _owner = new SimJournal?[slots];
        _epoch = new ulong[slots];
        for (int slot = 0; slot < slots; slot++)
        {
            _chains[slot] = [0];
        }
    }

    /// <summary>Sequences acknowledged so far.</summary>
    public ulong Acknowledged(int slot) => (ulong)_chains[slot].Count - 1;

    /// <summary>An owner acknowledges everything up to a sequence.</summary>
    public void Committed(int slot, ulong epoch, ulong sequence, SimJournal journal)
    {
        List<ulong> chains = _chains[slot];
        if (sequence > journal.Appended)
        {
            throw new SimViolationException(
                Promise, $"slot {slot} acknowledges {sequence} under epoch {epoch}, its journal ends at {journal.Appended}");
        }

        if (sequence < (ulong)chains.Count)
        {
            Compare(slot, sequence, journal);
        }

        for (ulong next = (ulong)chains.Count; next <= sequence; next++)
        {
            chains.Add(journal.ChainAt(next));
        }

        if (epoch < _epoch[slot] && _owner[slot] is { } later)
        {
            Compare(slot, sequence, later);
        }
    }

    /// <summary>A node takes a slot over with its copy.</summary>
    public void TakenOver(int slot, ulong epoch, SimJournal journal)
    {
        if (epoch > _epoch[slot])
        {
            Compare(slot, Acknowledged(slot), journal);
            _epoch[slot] = epoch;
            _owner[slot] = journal;
        }
    }

    private void Compare(int slot, ulong sequence, SimJournal journal)
    {
        if (journal.Appended < sequence || journal.ChainAt(sequence) != _chains[slot][(int)sequence])
        {
            throw new SimViolationException(
                Promise, $"slot {slot} has acknowledged {sequence}, and the owner's journal, which ends at {journal.Appended}, does not have it");
        }
    }
}
