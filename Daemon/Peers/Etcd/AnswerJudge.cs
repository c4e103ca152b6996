using System;
using System.Collections.Generic;
using System.Text;
using Basisd.Cluster;

namespace Basisd.Peers.Etcd;

/// <summary>
/// Makes replies of answers. It believes only what is whole and fits what was asked and heard before; everything else counts as no answer.
/// Not safe for threads: its owner locks, and delivers within the same lock, so that no view is delivered after a newer one.
/// </summary>
internal sealed class AnswerJudge
{
    private readonly ArbiterKeys _keys;
    private readonly RecordCodec _codec;
    private readonly IArbiterReport _report;
    private readonly HeardAnswers _heard = new();

    // Damaged and foreign keys by their revision: a fault is reported once, not with every read. No more of them than one answer has keys.
    private readonly Dictionary<string, long> _reported = new(StringComparer.Ordinal);

    /// <summary>Creates the judge of one cluster's answers.</summary>
    /// <param name="keys">Names of the keys.</param>
    /// <param name="codec">Reads the values.</param>
    /// <param name="report">Hears of damaged and foreign keys.</param>
    public AnswerJudge(ArbiterKeys keys, RecordCodec codec, IArbiterReport report)
    {
        _keys = keys;
        _codec = codec;
        _report = report;
    }

    /// <summary>What is newest now; taken before a question is sent.</summary>
    public HeardAnswers.Mark Newest => _heard.Newest;

    /// <summary>Judges an answer.</summary>
    /// <param name="call">What was asked.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="before">What was newest when it was asked.</param>
    public Judgement Judge(ArbiterCall call, EtcdMessages.Answer answer, HeardAnswers.Mark before)
    {
        if (answer.Header is not { ClusterId: > 0, Revision: > 0, RaftTerm: > 0 } header)
        {
            return new Judgement(null, "an answer without cluster, revision or raft term");
        }

        if (_heard.ProblemOf(header, before) is { } old)
        {
            _report.WentBack();
            return new Judgement(null, old, IsOld: true);
        }

        bool done = !call.IsRead && answer.Succeeded;
        if (!done && _heard.IsOvertaken(header))
        {
            return new Judgement(null, "an answer that a newer one has overtaken", IsOvertaken: true);
        }

        Judgement judged = call.IsRead ? Read(call, answer, header) : done ? Done(call, header, before) : Conflict(call, answer, header);
        if (judged.Reply is not null)
        {
            _heard.Note(header);
        }

        return judged;
    }

    private Judgement Read(ArbiterCall call, EtcdMessages.Answer answer, EtcdMessages.Header header)
    {
        if (answer.More)
        {
            return new Judgement(null, $"more than {EtcdRequests.MaxKeys} keys below {_keys.Prefix}: delete what is not basisd's");
        }

        ArbiterView? view = View(answer.Kvs ?? [], header, isWhole: true, out string problem);
        return view is null ? new Judgement(null, problem) : new Judgement(new ArbiterReply(call.Id, ArbiterOutcome.Done, 0, 0, view), "");
    }

    private static Judgement Done(ArbiterCall call, EtcdMessages.Header header, HeardAnswers.Mark before)
    {
        // A swap writes, so its revision, which is the answer's, is new.
        bool fits = header.Revision > call.Expected && header.Revision > before.Revision;
        return fits
            ? new Judgement(new ArbiterReply(call.Id, ArbiterOutcome.Done, 0, header.Revision, null), "")
            : new Judgement(null, $"a swap that is said to be done at revision {header.Revision}, which is not new");
    }

    private Judgement Conflict(ArbiterCall call, EtcdMessages.Answer answer, EtcdMessages.Header header)
    {
        if (answer.Responses is not [{ ResponseRange: { } range }])
        {
            return new Judgement(null, "a swap that neither succeeded nor shows the key");
        }

        ArbiterView? view = View(range.Kvs ?? [], header, isWhole: false, out string problem);
        if (view is null)
        {
            return new Judgement(null, problem);
        }

        bool isOther = view.Entries.Count == 0 ? call.Expected != 0 && range.Kvs is null or [] : view.Entries[0].ModRevision != call.Expected;
        bool isAsked = view.Entries.Count == 0 || (view.Entries.Count == 1 && view.Entries[0].Key == call.Key);
        return isOther && isAsked
            ? new Judgement(new ArbiterReply(call.Id, ArbiterOutcome.Conflict, 0, 0, view), "")
            : new Judgement(null, "a swap that is said to have failed although the key is shown as expected");
    }

    private ArbiterView? View(EtcdMessages.KeyValue?[] kvs, EtcdMessages.Header header, bool isWhole, out string problem)
    {
        List<ArbiterEntry> entries = new(kvs.Length);
        foreach (EtcdMessages.KeyValue? kv in kvs)
        {
            if (kv is not { Key: { } name, ModRevision: > 0 } || kv.ModRevision > header.Revision)
            {
                problem = "a key without its name, or with a revision that cannot be";
                return null;
            }

            string text = Encoding.UTF8.GetString(name);
            if (_keys.Find(text) is not { } key)
            {
                Report(text, kv.ModRevision, "is no key of this configuration's cluster; it is left alone");
                continue;
            }

            if (entries.Exists(e => e.Key == key))
            {
                problem = $"the key {text} twice";
                return null;
            }

            object? record = _codec.Decode(key.Kind, kv.Value ?? [], out string damage);
            if (record is null)
            {
                Report(text, kv.ModRevision, damage);
            }

            entries.Add(new ArbiterEntry(key, kv.ModRevision, record));
        }

        problem = "";
        return new ArbiterView(header.Revision, header.RaftTerm, isWhole, entries);
    }

    private void Report(string name, long revision, string why)
    {
        if (_reported.TryGetValue(name, out long known) && known == revision)
        {
            return;
        }

        if (_reported.Count >= EtcdRequests.MaxKeys)
        {
            _reported.Clear();
        }

        _reported[name] = revision;
        _report.RecordDamaged(Printable.Of(name), revision, why);
    }
}
