using System;
using System.Collections.Generic;
using Basisd.Journal;
using Basisd.Node;

namespace Basisd.Host.Loop;

/// <summary>Hands what a journal holds to the <see cref="EntryReplay"/> that rebuilds the node's state from it.</summary>
public sealed class JournalReplay : IJournalVisitor
{
    private readonly EntryReplay _entries;

    /// <summary>Creates the replay into a fresh core.</summary>
    public JournalReplay(NodeCore core) => _entries = new EntryReplay(core);

    /// <inheritdoc cref="EntryReplay.Problem"/>
    public string? Problem => _entries.Problem;

    /// <inheritdoc cref="EntryReplay.NeedsNewer"/>
    public bool NeedsNewer => _entries.NeedsNewer;

    /// <inheritdoc cref="EntryReplay.Entries"/>
    public long Entries => _entries.Entries;

    /// <inheritdoc cref="EntryReplay.HadSnapshot"/>
    public bool HadSnapshot => _entries.HadSnapshot;

    /// <inheritdoc cref="EntryReplay.Missing"/>
    public IReadOnlyCollection<(EntryKind Kind, byte[] Payload)> Missing => _entries.Missing;

    /// <inheritdoc cref="EntryReplay.NotesHashes"/>
    public bool NotesHashes
    {
        get => _entries.NotesHashes;
        init => _entries.NotesHashes = value;
    }

    /// <inheritdoc cref="EntryReplay.HashedAt"/>
    public ulong HashedAt => _entries.HashedAt;

    /// <inheritdoc cref="EntryReplay.HashAt"/>
    public ulong HashAt => _entries.HashAt;

    /// <inheritdoc cref="EntryReplay.LastMoved"/>
    public ulong LastMoved(int scope) => _entries.LastMoved(scope);

    /// <inheritdoc/>
    public void Snapshot(in FrameHeader begin, ReadOnlySpan<byte> state) => _entries.Snapshot(begin.Sequence, state);

    /// <inheritdoc/>
    public void Frame(in FrameHeader header, ReadOnlySpan<byte> payload) => _entries.Entry(header.Sequence, header.Kind, payload);
}
