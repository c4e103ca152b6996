using System.Collections.Generic;
using Basisd.Node;

namespace Basisd.Sims.Cluster;

/// <summary>The real <see cref="NodeCore"/> over one copy of a journal: it is led by the entries alone until its node acts for the slot.</summary>
internal sealed class SimCore
{
    private readonly EntryReplay _replay;

    public SimCore(SimCores cores)
    {
        Node = new NodeCore(cores.Topology, cores.Settings);
        _replay = new EntryReplay(Node) { NotesHashes = true };
    }

    public NodeCore Node { get; }

    /// <summary>The last entry that it was led by.</summary>
    public ulong Applied { get; private set; }

    /// <summary>Sequence behind the latest step that moved a mode; 0 before the first.</summary>
    public ulong HashedAt => _replay.HashedAt;

    /// <summary>Beginning of the state hash after it.</summary>
    public ulong HashAt => _replay.HashAt;

    /// <summary>What follows from the last decision and is not in the journal.</summary>
    public IReadOnlyCollection<(EntryKind Kind, byte[] Payload)> Missing => _replay.Missing;

    /// <summary>Is led by everything up to a sequence.</summary>
    public void Apply(SimJournal journal, ulong last)
    {
        while (Applied < last)
        {
            ref readonly SimEntry entry = ref journal[++Applied];
            _replay.Entry(Applied, (ushort)entry.Node, entry.Payload);
            if (_replay.Problem is { } problem)
            {
                throw new SimViolationException("a journal leads to the state that was recorded", problem);
            }
        }
    }

    /// <summary>Believes of its journal what it was led by before, though the journal was cut.</summary>
    public void Forget(ulong behind) => Applied = behind < Applied ? behind : Applied;
}
