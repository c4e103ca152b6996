namespace Basisd.Peers.Etcd;

/// <summary>
/// The newest that etcd has answered. A linearizable answer is never older than one that was heard before its question was sent; one that
/// is comes from a member that fell behind, from a restored store or from another cluster, and counts as no answer. Not safe for threads:
/// its owner locks.
/// </summary>
internal sealed class HeardAnswers
{
    private ulong _cluster;

    /// <summary>What was newest at a moment.</summary>
    /// <param name="Revision">Highest store revision.</param>
    /// <param name="Term">Highest raft term.</param>
    internal readonly record struct Mark(long Revision, ulong Term);

    /// <summary>What is newest now.</summary>
    public Mark Newest { get; private set; }

    /// <summary>Why an answer counts for none; null where it counts.</summary>
    /// <param name="header">Of the answer.</param>
    /// <param name="before">What was newest when the question was sent.</param>
    public string? ProblemOf(EtcdMessages.Header header, Mark before)
    {
        if (header.ClusterId != _cluster && _cluster != 0)
        {
            return $"it belongs to etcd cluster {header.ClusterId:x}, the others to {_cluster:x}: all endpoints must be members of one cluster. "
                + "If etcd was built anew, restart every node";
        }

        return header.RaftTerm < before.Term || header.Revision < before.Revision
            ? $"an old answer, raft term {header.RaftTerm} and revision {header.Revision} after term {before.Term} and revision {before.Revision} "
                + "had been heard. If etcd was restored from a backup, restart every node"
            : null;
    }

    /// <summary>Whether something newer was heard meanwhile.</summary>
    public bool IsOvertaken(EtcdMessages.Header header) => header.RaftTerm < Newest.Term || header.Revision < Newest.Revision;

    /// <summary>Notes an answer that counts.</summary>
    public void Note(EtcdMessages.Header header)
    {
        _cluster = header.ClusterId;
        Newest = new Mark(long.Max(Newest.Revision, header.Revision), ulong.Max(Newest.Term, header.RaftTerm));
    }
}
