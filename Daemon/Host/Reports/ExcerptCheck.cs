using System.Collections.Generic;
using Basisd.Host.Audit;
using Basisd.Journal;

namespace Basisd.Host.Reports;

/// <summary>
/// Judges an excerpt. Alone: every shown run recomputes, the parts join, the statements are signed and name the hashes that stand there. Beside
/// the journal: every hash that is stated is the journal's, those around what is hidden too. It never calls proven what only agrees with itself.
/// </summary>
public static class ExcerptCheck
{
    // No journal comes there; so sums of sequences never overflow.
    private const ulong MaxSequence = long.MaxValue;

    /// <summary>Judges an excerpt without the journal.</summary>
    /// <param name="excerpt">The excerpt, read from its one form.</param>
    /// <param name="key">The node's public key; null: signatures are not looked at and nothing counts as proven.</param>
    public static ExcerptFinding Alone(Excerpt excerpt, HeadKey? key)
    {
        string problem = Joined(excerpt);
        if (problem.Length > 0)
        {
            return new ExcerptFinding(false, problem);
        }

        Dictionary<ulong, ChainHash> known = [];
        int shown = 0;
        ulong hidden = 0;
        foreach (ExcerptPart part in excerpt.Parts)
        {
            problem = problem.Length > 0 ? problem : part.IsShown ? Recomputed(part, known) : WordsOf(part);
            known[part.First - 1] = part.Before;
            known[part.Last] = part.After;
            shown += part.IsShown ? part.Frames.Count : 0;
            hidden += part.IsShown ? 0 : part.Last - part.First + 1;
        }

        Dictionary<ulong, ChainHash> stated = [];
        foreach (SignedHead head in problem.Length > 0 ? [] : excerpt.Statements)
        {
            problem = problem.Length > 0 ? problem : Stated(excerpt, head, known, key);
            stated[head.Statement.Head.Sequence] = head.Statement.Head.Hash;
        }

        if (problem.Length > 0)
        {
            return new ExcerptFinding(false, problem);
        }

        int proven = 0;
        int gaps = 0;
        foreach (ExcerptPart part in excerpt.Parts)
        {
            gaps += part.IsShown ? 0 : 1;
            proven += part.IsShown && key is not null ? ProvenOf(part, stated) : 0;
        }

        string what = $"{shown} frames recompute, {proven} of them are proven by a signed statement; {hidden} frames in {gaps} gaps are hidden";
        return new ExcerptFinding(true, what) { Shown = shown, Hidden = hidden, Gaps = gaps, Proven = proven };
    }

    /// <summary>Judges an excerpt that is sound alone against the journal that it says it is of.</summary>
    public static ExcerptFinding Beside(Excerpt excerpt, ExcerptFinding alone, JournalWalk walk)
    {
        if (walk.Id != excerpt.Journal)
        {
            return new ExcerptFinding(false, $"this is journal {walk.Id}, the excerpt is of journal {excerpt.Journal}");
        }

        Dictionary<ulong, ChainHash> hashes = [];
        Dictionary<ulong, ushort> kinds = [];
        foreach (ExcerptPart part in excerpt.Parts)
        {
            hashes[part.First - 1] = part.Before;
            hashes[part.Last] = part.After;
            foreach (ExcerptFrame frame in part.Frames)
            {
                kinds[frame.Sequence] = frame.Kind;
            }
        }

        ulong first = excerpt.Parts.Count == 0 ? 1 : excerpt.Parts[0].First;
        ulong last = excerpt.Parts.Count == 0 ? 0 : excerpt.Parts[^1].Last;
        if (first < walk.FirstKept)
        {
            string kept = $"it cannot be compared: the journal keeps entries from {walk.FirstKept} on, the excerpt begins at {first}";
            return new ExcerptFinding(false, kept);
        }

        bool agrees = first > walk.FirstKept || excerpt.Parts.Count == 0 || excerpt.Parts[0].Before == walk.BeforeFirst;
        ulong at = walk.FirstKept - 1;
        ReadStep step = ReadStep.Frame;
        while (agrees && at < last && (step = walk.Next(out FrameHeader header, out _)) == ReadStep.Frame)
        {
            at = header.Sequence;
            agrees = (!hashes.TryGetValue(at, out ChainHash hash) || hash == header.Hash)
                && (!kinds.TryGetValue(at, out ushort kind) || kind == header.Kind);
        }

        return step == ReadStep.Failed ? new ExcerptFinding(false, walk.Problem)
            : !agrees ? new ExcerptFinding(false, $"the journal has another entry than the excerpt at sequence {at}, or before it")
            : at < last ? new ExcerptFinding(false, $"the journal ends at {at}, the excerpt at {last}")
            : alone with { IsCompared = true, Message = $"{alone.Message}; every hash that it states is the journal's" };
    }

    /// <summary>The hash that follows from a frame.</summary>
    private static ChainHash HashOf(ExcerptFrame frame, in ChainHash before, byte[] buffer) =>
        FrameFormat.Write(buffer, frame.Kind, frame.Sequence, frame.Epoch, frame.WallNs, before, frame.Payload);

    private static string Joined(Excerpt excerpt)
    {
        for (int i = 0; i < excerpt.Parts.Count; i++)
        {
            ExcerptPart part = excerpt.Parts[i];
            if (part.First == 0 || part.Last < part.First || part.Last > MaxSequence || (part.First == 1 && part.Before != ChainHash.Genesis))
            {
                return $"part {i + 1} says that it goes from {part.First} to {part.Last}, which no part does";
            }

            if (i > 0 && (part.First != excerpt.Parts[i - 1].Last + 1 || part.Before != excerpt.Parts[i - 1].After))
            {
                return $"part {i + 1} does not continue the one before it at sequence {part.First}: a gap is not stated, or a hash was changed";
            }
        }

        return string.Empty;
    }

    private static string Recomputed(ExcerptPart part, Dictionary<ulong, ChainHash> known)
    {
        byte[] buffer = new byte[FrameFormat.OverheadBytes + FrameFormat.MaxPayloadBytes];
        ChainHash head = part.Before;
        ulong next = part.First;
        foreach (ExcerptFrame frame in part.Frames)
        {
            bool fits = frame.Sequence == next && frame.Payload.Length <= FrameFormat.MaxPayloadBytes;
            head = fits ? HashOf(frame, head, buffer) : head;
            if (!fits || head != frame.Hash)
            {
                return $"entry {next} does not continue the chain: its content, its place or a hash was changed";
            }

            known[next++] = head;
        }

        return next == part.Last + 1 && head == part.After ? string.Empty
            : $"the shown entries {part.First} to {part.Last} do not end where the excerpt says: one is missing, or a hash was changed";
    }

    // Words about hidden frames must at least be about frames of this very gap, each once.
    private static string WordsOf(ExcerptPart part)
    {
        ulong next = part.First;
        foreach (ExcerptFrame frame in part.Frames)
        {
            if (frame.Sequence < next || frame.Sequence > part.Last)
            {
                return $"the gap from {part.First} to {part.Last} has words about entry {frame.Sequence}";
            }

            next = frame.Sequence + 1;
        }

        return string.Empty;
    }

    private static string Stated(Excerpt excerpt, SignedHead head, Dictionary<ulong, ChainHash> known, HeadKey? key)
    {
        HeadStatement statement = head.Statement;
        string which = $"the statement about sequence {statement.Head.Sequence}";
        return statement.Journal != excerpt.Journal ? $"{which} is about journal {statement.Journal}, the excerpt about {excerpt.Journal}"
            : !known.TryGetValue(statement.Head.Sequence, out ChainHash hash) ? $"{which} is about an entry whose hash the excerpt does not have"
            : hash != statement.Head.Hash ? $"{which} names another hash: something before it was changed"
            : key is not null && !key.Verifies(statement.Text(), head.Signature) ? $"{which} is not signed with key {key.Fingerprint}"
            : string.Empty;
    }

    // A statement proves what stands before it as far as that is shown without a gap.
    private static int ProvenOf(ExcerptPart part, Dictionary<ulong, ChainHash> stated)
    {
        for (ulong at = part.Last; at >= part.First; at--)
        {
            if (stated.ContainsKey(at))
            {
                return (int)(at - part.First) + 1;
            }
        }

        return 0;
    }
}
