using System.Collections.Generic;
using Basisd.Journal;

namespace Basisd.Host.Reports;

/// <summary>
/// Makes an excerpt of held frames: runs that may be shown, gaps where a rule hides a frame or where frames were not held. It must state every gap.
/// </summary>
public sealed class ExcerptBuilder
{
    private readonly List<ExcerptPart> _parts = [];
    private readonly List<ExcerptFrame> _frames = [];
    private ulong _first;
    private ulong _last;
    private ChainHash _before;
    private ChainHash _after;
    private bool _isShown;

    /// <summary>Makes an excerpt.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="incident">The incident.</param>
    /// <param name="rules">The rules that hid what is hidden.</param>
    /// <param name="entries">Frames in rising sequence, with their words.</param>
    /// <param name="heads">Statements about the head; those that fit are taken.</param>
    public static Excerpt Build(
        JournalId journal, long incident, RedactionRules rules, IReadOnlyList<(HeldFrame Frame, RedactedEntry Words)> entries,
        IReadOnlyList<SignedHead> heads)
    {
        ExcerptBuilder builder = new();
        foreach ((HeldFrame frame, RedactedEntry words) in entries)
        {
            builder.Add(frame, words);
        }

        builder.End();
        return new Excerpt
        {
            Journal = journal,
            Incident = incident,
            Rules = rules.ToString(),
            Parts = builder._parts,
            Statements = Fitting(builder._parts, heads),
        };
    }

    private void Add(HeldFrame frame, RedactedEntry words)
    {
        ulong sequence = frame.Header.Sequence;
        bool isFirst = _first == 0;
        if (!isFirst && sequence != _last + 1)
        {
            Open(isShown: false, _last + 1, _after);
            (_last, _after) = (sequence - 1, frame.Before);
        }

        bool isShown = !words.IsHidden;
        if (isFirst || isShown != _isShown)
        {
            Open(isShown, sequence, frame.Before);
        }

        (_last, _after) = (sequence, frame.Header.Hash);
        ExcerptFrame said = new() { Sequence = sequence, Kind = frame.Header.Kind, Said = words.Said };
        _frames.Add(!isShown ? said : said with
        {
            Epoch = frame.Header.Epoch,
            WallNs = frame.Header.WallNs,
            Payload = frame.Payload,
            Hash = frame.Header.Hash,
        });
    }

    private void Open(bool isShown, ulong first, ChainHash before)
    {
        if (_first != 0 && !_isShown && !isShown)
        {
            return; // one gap goes on
        }

        End();
        (_first, _before, _isShown) = (first, before, isShown);
    }

    private void End()
    {
        if (_first != 0)
        {
            _parts.Add(new ExcerptPart(_first, _last, _before, _after, _isShown, _frames.ToArray()));
            _frames.Clear();
        }
    }

    // Of each shown run the last statement that names a hash of it: it proves what stands before it there. Of each gap one about its last entry: it
    // proves that what follows continues what the node had.
    private static List<SignedHead> Fitting(List<ExcerptPart> parts, IReadOnlyList<SignedHead> heads)
    {
        List<SignedHead> fitting = [];
        foreach (ExcerptPart part in parts)
        {
            SignedHead? best = null;
            foreach (SignedHead head in heads)
            {
                ulong at = head.Statement.Head.Sequence;
                bool fits = head.Signature.Length > 0 && at >= (part.IsShown ? part.First : part.Last) && at <= part.Last
                    && HashAt(part, at) == head.Statement.Head.Hash;
                best = fits && at > (best?.Statement.Head.Sequence ?? 0) ? head : best;
            }

            if (best is not null)
            {
                fitting.Add(best);
            }
        }

        return fitting;
    }

    private static ChainHash HashAt(ExcerptPart part, ulong at) => at == part.Last ? part.After : part.Frames[(int)(at - part.First)].Hash;
}
