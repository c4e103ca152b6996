using System;
using System.Collections.Generic;
using Basisd.Journal;

namespace Basisd.Host.Audit;

/// <summary>
/// Holds a journal against what was kept elsewhere: statements about its head, or exported frames. A chain that was recomputed after a change is
/// sound by itself; only this finds it. With the node's public key the statements inside the journal count too: nobody without the private key can
/// make them fit a changed chain. It must never call a journal sound that it could not compare.
/// </summary>
public static class HeadCheck
{
    /// <summary>Compares a journal with statements.</summary>
    /// <param name="directory">The state directory; its chain was verified before.</param>
    /// <param name="heads">The statements, in any order.</param>
    /// <param name="key">The node's public key; null: signatures are not looked at.</param>
    public static HeadFinding Statements(string directory, IReadOnlyList<SignedHead> heads, HeadKey? key)
    {
        using JournalWalk? walk = JournalWalk.Open(directory, out JournalProblem? problem);
        if (walk is null)
        {
            return new HeadFinding(false, problem!.Message, 1, ulong.MaxValue, 0);
        }

        List<SignedHead> sorted = [.. heads];
        sorted.Sort((a, b) => a.Statement.Head.Sequence.CompareTo(b.Statement.Head.Sequence));
        foreach (SignedHead head in sorted)
        {
            if (head.Statement.Journal != walk.Id)
            {
                string other = $"this is journal {walk.Id}, but {head.Statement.Node} stated the head of journal {head.Statement.Journal}";
                return new HeadFinding(false, $"{other}: it is another one from sequence 1 on", 1, 1, 0);
            }

            if (key is not null && !key.Verifies(head.Statement.Text(), head.Signature))
            {
                string unsigned = head.Signature.Length == 0 ? "is not signed" : $"is not signed with key {key.Fingerprint}";
                return new HeadFinding(
                    false, $"the statement about sequence {head.Statement.Head.Sequence} {unsigned}: it proves nothing, take another", 0, 0, 0);
            }
        }

        return Walk(walk, sorted, key);
    }

    /// <summary>Compares a journal with exported frames, entry by entry.</summary>
    public static HeadFinding Frames(string directory, FrameFileReader frames)
    {
        using JournalWalk? walk = JournalWalk.Open(directory, out JournalProblem? problem);
        if (walk is null || walk.Id != frames.Id)
        {
            string why = walk is null ? problem!.Message : $"this is journal {walk.Id}, the file has frames of journal {frames.Id}: another one";
            return new HeadFinding(false, why, 1, 1, 0);
        }

        int compared = 0;
        ulong last = 0;
        bool more = true;
        FrameHeader ours = default;
        while (frames.TryNext(out FrameHeader theirs, out _))
        {
            while (more && ours.Sequence < theirs.Sequence)
            {
                more = walk.Next(out ours, out _) == ReadStep.Frame;
                last = more ? ours.Sequence : last;
            }

            if (!more)
            {
                return Missing(last + 1, theirs.Sequence, "the file has it", compared);
            }

            if (ours.Sequence == theirs.Sequence && ours.Hash != theirs.Hash)
            {
                string differs = $"sequence {ours.Sequence} is the first that differs from the file: {ours.Hash} instead of {theirs.Hash}";
                return new HeadFinding(false, differs, ours.Sequence, ours.Sequence, compared);
            }

            compared += ours.Sequence == theirs.Sequence ? 1 : 0;
        }

        return frames.Problem is { } hurt ? new HeadFinding(false, hurt, 0, 0, compared)
            : compared == 0 ? new HeadFinding(false, $"nothing could be compared: the journal keeps entries from {walk.FirstKept} on only", 0, 0, 0)
            : new HeadFinding(true, $"{compared} entries up to sequence {frames.Last.Sequence} are the ones in the file", 0, 0, compared);
    }

    private static HeadFinding Walk(JournalWalk walk, List<SignedHead> sorted, HeadKey? key)
    {
        ulong agreed = walk.FirstKept - 1;
        ulong last = agreed;
        ulong ordinary = agreed;
        int compared = 0;
        int next = 0;
        Dictionary<ulong, ChainHash> recent = [];
        while (next < sorted.Count && sorted[next].Statement.Head.Sequence <= agreed)
        {
            HeadStatement old = sorted[next++].Statement;
            compared += old.Head.Sequence == agreed ? 1 : 0;
            if (old.Head.Sequence == agreed && old.Head.Hash != walk.BeforeFirst)
            {
                return Differs(1, old);
            }
        }

        while (walk.Next(out FrameHeader header, out ReadOnlySpan<byte> payload) == ReadStep.Frame)
        {
            last = header.Sequence;
            ordinary = header.Kind == ReservedKinds.SignedHead ? ordinary : last;
            if (key is not null)
            {
                recent[last] = header.Hash;
            }

            for (; next < sorted.Count && sorted[next].Statement.Head.Sequence == last; next++)
            {
                compared++;
                if (sorted[next].Statement.Head.Hash != header.Hash)
                {
                    return Differs(agreed + 1, sorted[next].Statement);
                }

                agreed = last;
            }

            if (key is not null && header.Kind == ReservedKinds.SignedHead
                && Own(walk, SignedHead.Read(payload), last, recent, key, ref agreed) is { } finding)
            {
                return finding;
            }

            if (header.Kind == ReservedKinds.SignedHead)
            {
                recent.Clear();
                recent[last] = header.Hash;
            }
        }

        return next < sorted.Count ? Missing(last + 1, sorted[next].Statement.Head.Sequence, $"{sorted[next].Statement.Node} stated it", compared)
            : compared == 0 ? new HeadFinding(false, $"nothing could be compared: the journal keeps entries from {walk.FirstKept} on only", 0, 0, 0)
            : new HeadFinding(true, $"every entry up to sequence {agreed} is the one that was stated{Behind(agreed, ordinary)}", 0, 0, compared);
    }

    /// <summary>What agreeing does not cover: entries behind the latest statement. Statements themselves say nothing that could be lost.</summary>
    private static string Behind(ulong agreed, ulong last) =>
        last > agreed ? $"; of what stands behind it, up to {last}, and of what may have stood there, no statement tells" : string.Empty;

    /// <summary>Judges a statement that stands in the journal itself; null when it fits.</summary>
    private static HeadFinding? Own(
        JournalWalk walk, SignedHead? head, ulong at, Dictionary<ulong, ChainHash> recent, HeadKey key, ref ulong agreed)
    {
        bool signed = head is not null && head.Statement.Journal == walk.Id && key.Verifies(head.Statement.Text(), head.Signature);
        if (!signed)
        {
            string forged = $"the statement in entry {at} is not signed with key {key.Fingerprint}: entries between {agreed + 1} and {at} "
                + "were changed, or the node had another key";
            return new HeadFinding(false, forged, agreed + 1, at, 0);
        }

        JournalHead stated = head!.Statement.Head;
        if (recent.TryGetValue(stated.Sequence, out ChainHash hash) && hash != stated.Hash)
        {
            return Differs(agreed + 1, head.Statement);
        }

        agreed = recent.ContainsKey(stated.Sequence) ? Math.Max(agreed, stated.Sequence) : agreed;
        return null;
    }

    private static HeadFinding Differs(ulong from, HeadStatement stated)
    {
        ulong at = stated.Head.Sequence;
        string where = from == at ? $"entry {at} is the first that differs" : $"the first entry that differs lies between {from} and {at}";
        string what = $"{where}: {stated.Node} stated hash {stated.Head.Hash} for sequence {at}, the journal has another";
        return new HeadFinding(false, what, from, at, 0);
    }

    private static HeadFinding Missing(ulong from, ulong to, string why, int compared) => new(
        false, $"entry {from} is the first that is missing: the journal ends at {from - 1}, but was at {to} ({why})", from, from, compared);
}
