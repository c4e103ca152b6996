using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Basisd.Controls;
using Basisd.Safety;

namespace Basisd.Node;

/// <summary>
/// What a step asks of the world, in memory that is reused. The types say when: <see cref="Tightened"/> at once and before anything is
/// journaled; <see cref="Entries"/> to the journal in order; <see cref="Commands"/>, <see cref="Transitions"/> and replies only after
/// these entries are committed. Nothing here ever loosens the gate.
/// </summary>
public sealed class Effects
{
    private readonly List<GateWrite> _tightened;
    private readonly List<EntryRef> _entries;
    private readonly List<HashedTransition> _transitions;
    private readonly List<Command> _commands;

    /// <summary>Creates room for what one step of so many scopes can ask.</summary>
    public Effects(int scopes)
    {
        _tightened = new List<GateWrite>((2 * scopes) + 16);
        _entries = new List<EntryRef>((4 * scopes) + 64);
        _transitions = new List<HashedTransition>((2 * scopes) + 16);
        _commands = new List<Command>(4);
    }

    /// <summary>Where stricter words go at once, while the step still hashes; null where nobody reads the gate (replay of history).</summary>
    public IGateSink? Gate { get; set; }

    /// <summary>Gate words that are stricter than what was published. They go out first.</summary>
    public ReadOnlySpan<GateWrite> Tightened => CollectionsMarshal.AsSpan(_tightened);

    /// <summary>Journal entries in order.</summary>
    public ReadOnlySpan<EntryRef> Entries => CollectionsMarshal.AsSpan(_entries);

    /// <summary>Transitions of the step, to be logged once committed.</summary>
    public ReadOnlySpan<HashedTransition> Transitions => CollectionsMarshal.AsSpan(_transitions);

    /// <summary>Commands to send once committed (SPEC 8: journaled before sent).</summary>
    public ReadOnlySpan<Command> Commands => CollectionsMarshal.AsSpan(_commands);

    /// <summary>The payload bytes that <see cref="Entries"/> point into.</summary>
    public CanonicalWriter Payloads { get; } = new(64 * 1024);

    /// <summary>Whether the platform entered DMM by a cause of this slot: the cluster is told (SPEC 12).</summary>
    public bool EntersDmm { get; private set; }

    /// <summary>
    /// DMM epoch of the cluster that a resumption accepted here has ended, 0 for none: once committed, <see cref="DurableState.ClusterDmm"/> holds
    /// the
    /// bytes that the cluster is told.
    /// </summary>
    public long ResumedEpoch { get; private set; }

    /// <summary>Whether the step asks nothing of anyone.</summary>
    public bool IsEmpty => _entries.Count == 0 && _tightened.Count == 0;

    /// <summary>The payload of one entry.</summary>
    public ReadOnlySpan<byte> PayloadOf(in EntryRef entry) => Payloads.Written.Slice(entry.Offset, entry.Length);

    /// <summary>Forgets everything, keeps the memory.</summary>
    public void Clear()
    {
        _tightened.Clear();
        _entries.Clear();
        _transitions.Clear();
        _commands.Clear();
        Payloads.Clear();
        EntersDmm = false;
        ResumedEpoch = 0;
    }

    internal void EnterDmm() => EntersDmm = true;

    internal void Publish(long resumedEpoch) => ResumedEpoch = resumedEpoch;

    internal void Tighten(in GateWrite write)
    {
        Gate?.Tighten(write);
        _tightened.Add(write);
    }

    internal void Issue(in Command command) => _commands.Add(command);

    internal void Moved(in Transition transition) => _transitions.Add(new HashedTransition(transition, _entries.Count));

    // The payload is what was written to Payloads since `offset`.
    internal void Append(EntryKind kind, int offset) => _entries.Add(new EntryRef(kind, offset, Payloads.Length - offset));
}
