using System;
using Basisd.Node;

namespace Basisd.Engine;

// Chunks of commits.
internal sealed partial class EngineDecoder
{
    private RejectReason Chunk(EngineSession session, in ControlRecord record, ReadOnlySpan<byte> padded, long now)
    {
        CommitAssembly commit = session.Commit;
        RejectReason reason = JudgeChunk(session, record, padded.Length);
        if (reason != RejectReason.None)
        {
            commit.Abandon();
            return reason;
        }

        if (record.V1 == 0 && commit.IsPartial)
        {
            // Beginning anew is how an engine recovers, but the commit that is given up was not taken, and it must hear so.
            Observation given = new() { Kind = (ObservationKind)ControlKind.CommitChunk, V0 = commit.Id };
            Reject(session, RejectReason.CommitOrder, given, now);
        }

        reason = commit.Add(record.V0, record.V1, record.V2, padded[..(int)record.Index]);
        if (reason == RejectReason.None && commit.IsComplete)
        {
            LastCommitId = commit.Id;
            session.OutstandingCommits++;
            session.HoldsCommit = true;
            counters.Commit();
            Observation facts = new() { V0 = commit.Id, V1 = commit.Total };
            inbox.Add(InboxItemKind.Commit, session.Id, RejectReason.None, now, facts);
        }

        return reason;
    }

    private RejectReason JudgeChunk(EngineSession session, in ControlRecord record, int paddedBytes)
    {
        if ((session.Flags & SessionFlags.Commits) == SessionFlags.None)
        {
            return RejectReason.CommitNotAsked;
        }

        if (record.Flags != 0 || record.Sequence != 0 || record.Reserved != 0 || record.V3 != 0 || record.V4 != 0)
        {
            return RejectReason.ReservedNotZero;
        }

        // The packet holds the chunk and less than a record of padding: nothing missing, nothing left over.
        long surplus = paddedBytes - (long)record.Index;
        if (surplus is < 0 or >= EngineProtocol.RecordBytes)
        {
            return RejectReason.CommitLength;
        }

        if (record.V0 <= LastCommitId)
        {
            return RejectReason.CommitNotNewer;
        }

        return record.V1 == 0 && session.OutstandingCommits >= options.OutstandingCommits ? RejectReason.CommitBusy : RejectReason.None;
    }
}
