using System.Globalization;
using System.IO;
using Basisd.Linux;

namespace Basisd.Journal;

/// <summary>
/// Repairs the journal of a stopped node from frames that were exported from it: what is intact and what the file has become one chain,
/// written beside as a new log, verified, and put in place by one rename. It must never run beside a daemon, never give up a committed frame, and
/// never destroy the damaged log.
/// </summary>
public static class JournalRepair
{
    /// <summary>Runs a repair.</summary>
    /// <param name="directory">The state directory.</param>
    /// <param name="file">The exported frames.</param>
    /// <param name="dryRun">Only say what would be done.</param>
    /// <param name="withoutAnchor">
    /// Where the anchor is lost, believe that nothing was committed behind the last frame that is known. Without it such a journal is refused.
    /// </param>
    public static RepairReport Run(string directory, string file, bool dryRun, bool withoutAnchor)
    {
        if (!Directory.Exists(directory))
        {
            return Refuse(RepairStatus.Refused, $"{directory} does not exist or is no directory.");
        }

        uint user = ProcessCalls.EffectiveUserId();
        if (FileCalls.Owner(directory, out uint owner) == 0 && owner != user)
        {
            return Refuse(RepairStatus.Refused, string.Create(
                CultureInfo.InvariantCulture,
                $"{directory} belongs to user id {owner}, this command runs as {user}: run it as the owner, or the daemon could not open "
                + $"what it writes."));
        }

        int errno = StateLock.TryTake(LinuxDisk.Shared, directory, out StateLock? taken, out string holder);
        if (errno != 0)
        {
            return errno == Errno.WouldBlock
                ? Refuse(RepairStatus.Locked, $"{directory} is locked by a running node ({holder}). Stop it first.")
                : Refuse(RepairStatus.Refused, $"{Path.Combine(directory, StateLock.Name)}: {Errno.Describe(errno)}.");
        }

        using (taken)
        {
            VerifyReport found = JournalVerifier.Verify(directory);
            return found.Sound
                ? new RepairReport
                {
                    Status = RepairStatus.Sound,
                    Message = string.Empty,
                    Id = found.Id,
                    First = found.FirstSequence,
                    Head = found.Head,
                    Anchored = found.AnchoredSequence,
                }
                : Locked(directory, file, dryRun, withoutAnchor, found.Message);
        }
    }

    private static RepairReport Locked(string directory, string file, bool dryRun, bool withoutAnchor, string damage)
    {
        AnchorRead read = AnchorFile.Read(directory);
        if (read.State is AnchorState.NewerFormat or AnchorState.Unreadable)
        {
            return Refuse(RepairStatus.Refused, damage);
        }

        using FrameFileReader? reader = FrameFileReader.Open(file, out string problem);
        if (reader is null)
        {
            return Refuse(RepairStatus.Refused, problem + ".") with { Damage = damage };
        }

        Anchor? anchor = read.State == AnchorState.Valid ? read.Anchor : null;
        JournalId id = anchor?.Id ?? reader.Id;
        if (reader.Id != id)
        {
            return Refuse(
                RepairStatus.Impossible, $"{file} has frames of journal {reader.Id}, this is journal {id}: name a file that was exported from it.")
                with
            { Damage = damage, Id = id };
        }

        using SegmentSalvage log = new(directory, anchor?.Geometry ?? reader.Geometry, id);
        FrameMerge merge = new(log, reader, anchor);
        bool whole = merge.Run(sink: null);
        RepairReport plan = new()
        {
            Status = whole ? RepairStatus.Possible : RepairStatus.Impossible,
            Message = whole ? string.Empty : Why(merge, reader, file),
            Damage = damage,
            Id = id,
            Filled = merge.Filled,
            Missing = merge.Missing,
            First = merge.First,
            Head = merge.Last,
            Anchored = anchor?.Sequence,
        };
        if (log.MetNewer)
        {
            return Refuse(RepairStatus.Refused, $"{directory} holds frames of a newer format: use the basisd that wrote them.");
        }

        if (whole && anchor is null && !withoutAnchor)
        {
            return plan with
            {
                Status = RepairStatus.Impossible,
                Message = $"{AnchorFile.Name} is lost, so nothing proves that sequence {merge.Last.Sequence} is the last one that was committed. "
                    + "Repeat with --without-anchor if nothing says otherwise.",
            };
        }

        return dryRun || !whole ? plan : Write(directory, file, anchor, plan);
    }

    private static string Why(FrameMerge merge, FrameFileReader reader, string file)
    {
        string missing = string.Join(", ", merge.Missing);
        return reader.Problem is { } problem ? problem + "."
            : merge.Conflict is { } conflict ? conflict + "."
            : merge.Missing.Count == 0 ? $"Neither the log nor {file} has any frame."
            : $"Sequence {missing} is neither intact in the log nor in {file}: name a file that has it.";
    }

    private static RepairReport Write(string directory, string file, Anchor? anchor, RepairReport plan)
    {
        using FrameFileReader? reader = FrameFileReader.Open(file, out string problem);
        if (reader is null)
        {
            return plan with { Status = RepairStatus.Refused, Message = problem + "." };
        }

        JournalGeometry geometry = anchor?.Geometry ?? reader.Geometry;
        using RepairSwap swap = new(directory, anchor?.BaseSegment ?? 0);
        using LogRewriter rewriter = new(swap.Fresh, plan.Id, geometry, swap.BaseSegment);
        using SegmentSalvage log = new(directory, geometry, plan.Id);
        FrameMerge merge = new(log, reader, anchor);
        bool written = swap.Prepare() && merge.Run(rewriter) && rewriter.Finish(merge.First, merge.Previous);
        if (!written || merge.Last != plan.Head)
        {
            string why = swap.Problem.Length > 0 ? swap.Problem : rewriter.Problem;
            why = why.Length > 0 ? why : "the log changed while it was read";
            return plan with { Status = RepairStatus.Refused, Message = $"{why}. The journal is as it was." };
        }

        VerifyReport beside = JournalVerifier.Verify(swap.Fresh);
        bool starts = beside.FirstSequence == 1 || beside.Snapshots > 0 || anchor is not null;
        if (!beside.Sound || !starts)
        {
            string bare = $"it would begin at sequence {beside.FirstSequence} without a snapshot, so no node could start from it";
            string why = beside.Sound ? bare : beside.Message;
            return plan with { Status = RepairStatus.Impossible, Message = $"The repaired log does not hold: {why}. The journal is as it was." };
        }

        if (!swap.Commit(rewriter.LastSegment))
        {
            return plan with { Status = RepairStatus.Refused, Message = swap.Problem + ". Mend that and repeat the command.", Kept = swap.Kept };
        }

        VerifyReport after = JournalVerifier.Verify(directory);
        return after.Sound && after.Head == plan.Head
            ? plan with { Status = RepairStatus.Repaired, Kept = swap.Kept }
            : plan with { Status = RepairStatus.Refused, Message = $"Verified again, the journal does not hold: {after.Message}", Kept = swap.Kept };
    }

    private static RepairReport Refuse(RepairStatus status, string message) => new() { Status = status, Message = message };
}
