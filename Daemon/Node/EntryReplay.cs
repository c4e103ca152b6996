using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Basisd.Safety;

namespace Basisd.Node;

/// <summary>
/// Rebuilds the durable state from the journal: primary entries are applied, derived ones are derived again and compared byte for byte.
/// A journal whose chain is whole but whose entries contradict each other is not believed either.
/// </summary>
public sealed class EntryReplay
{
    private readonly NodeCore _core;
    private readonly Effects _derived;
    private readonly Queue<(EntryKind Kind, byte[] Payload)> _expected = new();
    private readonly ulong[] _moved;
    private ulong _snapshot;

    /// <summary>Creates the replay into a fresh core.</summary>
    public EntryReplay(NodeCore core)
    {
        _core = core;
        _derived = new Effects(core.Topology.Scopes.Length);
        _moved = new ulong[core.Topology.Scopes.Length];
    }

    /// <summary>What is wrong with the entries, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether <see cref="Problem"/> is only that a newer basisd wrote the journal: nothing is damaged.</summary>
    public bool NeedsNewer { get; private set; }

    /// <summary>Entries behind the snapshot.</summary>
    public long Entries { get; private set; }

    /// <summary>Whether the replay began at a snapshot.</summary>
    public bool HadSnapshot { get; private set; }

    /// <summary>
    /// Derived entries that the journal ends without: the process died between the commit of a decision and the commit of what follows
    /// from it. They are appended first thing.
    /// </summary>
    public IReadOnlyCollection<(EntryKind Kind, byte[] Payload)> Missing => _expected;

    /// <summary>Whether <see cref="HashedAt"/> is kept: it costs a state hash for each step that moved a mode.</summary>
    public bool NotesHashes { get; set; }

    /// <summary>Sequence of the last entry of the latest step that moved a mode; 0 before the first, or where it is not kept.</summary>
    public ulong HashedAt { get; private set; }

    /// <summary>First eight bytes of the state hash after it, little-endian.</summary>
    public ulong HashAt { get; private set; }

    /// <summary>Sequence of an entry at or behind the latest one that moved a scope; 0 when none did. A snapshot stands for all before it.</summary>
    public ulong LastMoved(int scope) => Math.Max(_moved[scope], _snapshot);

    /// <summary>A snapshot of the whole node is the beginning.</summary>
    /// <param name="sequence">Sequence of the frame with which it begins.</param>
    /// <param name="state">Its bytes.</param>
    public void Snapshot(ulong sequence, ReadOnlySpan<byte> state)
    {
        HadSnapshot = true;
        _snapshot = sequence;
        if (state.Length >= sizeof(ushort) && BinaryPrimitives.ReadUInt16LittleEndian(state) is > NodeCore.SnapshotVersion and ushort version)
        {
            Refuse($"the snapshot at sequence {sequence} has format {version}; this basisd knows formats up to {NodeCore.SnapshotVersion}");
            return;
        }

        try
        {
            _core.ReadSnapshot(state);
        }
        catch (CanonicalFormatException e)
        {
            Problem = $"the snapshot at sequence {sequence} does not fit this configuration or binary: {e.Message}";
        }
    }

    /// <summary>The next entry.</summary>
    /// <param name="sequence">Its sequence in the journal.</param>
    /// <param name="number">Its kind as the frame has it.</param>
    /// <param name="payload">Its bytes.</param>
    public void Entry(ulong sequence, ushort number, ReadOnlySpan<byte> payload)
    {
        if (Problem is not null)
        {
            return;
        }

        Entries++;
        EntryKind kind = (EntryKind)number;
        if (!Enum.IsDefined(kind))
        {
            Refuse($"entry {sequence} is of kind {number}, which this basisd does not know");
            return;
        }

        // The version is the first byte of every entry.
        if (payload.Length > 0 && payload[0] > EntryCodec.Version)
        {
            Refuse($"entry {sequence} ({kind}) has format {payload[0]}; this basisd knows formats up to {EntryCodec.Version}");
            return;
        }

        try
        {
            if (_expected.TryDequeue(out (EntryKind Kind, byte[] Payload) expected))
            {
                if (expected.Kind != kind || !payload.SequenceEqual(expected.Payload))
                {
                    Problem = $"entry {sequence} is {kind}, but the entries before it lead to another {expected.Kind}: "
                        + "the state would not be the one that was recorded";
                }

                return;
            }

            _derived.Clear();
            if (!_core.State.Replay(kind, payload, _derived))
            {
                Problem = $"entry {sequence} ({kind}) does not follow from the state before it";
                return;
            }

            _core.Remember(kind, payload);
            foreach (ref readonly HashedTransition moved in _derived.Transitions)
            {
                _moved[moved.Transition.Scope] = sequence;
            }

            if (NotesHashes && _derived.Transitions.Length > 0)
            {
                HashedAt = sequence + (ulong)_derived.Entries.Length - 1;
                HashAt = BinaryPrimitives.ReadUInt64LittleEndian(_core.State.Hash());
            }

            for (int i = 1; i < _derived.Entries.Length; i++)
            {
                EntryRef entry = _derived.Entries[i];
                _expected.Enqueue((entry.Kind, _derived.PayloadOf(entry).ToArray()));
            }
        }
        catch (CanonicalFormatException e)
        {
            Problem = $"entry {sequence} ({kind}) cannot be read: {e.Message}";
        }
    }

    private void Refuse(string what)
    {
        NeedsNewer = true;
        Problem = what + ". Start the basisd that wrote it, or a later one (`basisd version` prints what it knows); nothing was changed";
    }
}
