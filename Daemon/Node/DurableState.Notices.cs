using Basisd.Incidents;
using Basisd.Safety;

namespace Basisd.Node;

/// <summary>
/// What the journal rebuilds of the notices that are told outside (SPEC 10). Both entries are primary: a journal of a binary that told nothing has
/// none of them, and a replay asks no configuration whether there is somebody to tell.
/// </summary>
public sealed partial class DurableState
{
    // What stands behind the older form when there ever was a notice; a state without one stays as it always was.
    private const byte NoticesMark = 2;

    /// <summary>What is still to be told.</summary>
    public NoticeOutbox Notices { get; }

    /// <summary>
    /// Queues a notice under the next number and appends its entry; where there is no room, the oldest gives way first, with an entry that says so.
    /// </summary>
    public void QueueNotice(in Notice notice, Effects effects)
    {
        if (Notices.IsFull)
        {
            SettleNotice(Notices[0].Id, NoticeEnd.Dropped, notice.At, effects);
        }

        Notice next = notice with { Id = Notices.LastId + 1 };
        if (!Notices.TryQueue(next))
        {
            throw new System.ArgumentException($"notice {next} does not fit the outbox", nameof(notice));
        }

        int offset = effects.Payloads.Length;
        effects.Payloads.U8(EntryCodec.Version);
        effects.Payloads.I64(next.At);
        NoticeOutbox.Write(effects.Payloads, next);
        effects.Append(EntryKind.NoticeQueued, offset);
    }

    /// <summary>Ends the oldest notice and appends the entry.</summary>
    /// <returns>False when it is not the oldest: it was settled before, or gave way; nothing is appended then.</returns>
    public bool SettleNotice(long id, NoticeEnd end, long at, Effects effects)
    {
        if (!Notices.TrySettle(id, end))
        {
            return false;
        }

        int offset = effects.Payloads.Length;
        effects.Payloads.U8(EntryCodec.Version);
        effects.Payloads.I64(at);
        effects.Payloads.I64(id);
        effects.Payloads.U8((byte)end);
        effects.Append(EntryKind.NoticeSettled, offset);
        return true;
    }

    private bool ReplayNotice(EntryKind kind, ref CanonicalReader reader)
    {
        EntryCodec.CheckVersion(ref reader);
        long at = reader.I64();
        bool fits = kind == EntryKind.NoticeQueued
            ? Notices.TryQueue(NoticeOutbox.Read(ref reader, at)) : Notices.TrySettle(reader.I64(), (NoticeEnd)reader.U8());
        reader.End();
        return fits;
    }

    private void WriteNoticesIfAny(CanonicalWriter writer)
    {
        if (Notices.HasAny)
        {
            writer.U8(NoticesMark);
            Notices.Write(writer);
        }
    }
}
