using System;
using System.IO;
using System.Text;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Journal;
using Basisd.Linux;
using Basisd.Safety;

namespace Basisd.Host.Loop;

/// <summary>
/// States the journal's head, signed with the node's key, at an interval and behind every change of a mode, and keeps each statement in the journal
/// itself. Only what is durable is stated, and a statement is shown only when it is durable itself. Without a key nothing is stated. A signature
/// takes the loop about a tenth of a millisecond, so changes of mode within a second share one. A clean stop ends with a last statement about
/// everything before it, so that nothing of a stopped node's journal can be changed unseen.
/// </summary>
internal sealed class HeadDesk
{
    private const long LeastGapNs = FixedPoint.Second;
    private const int WaitSliceMs = 5;

    /// <summary>Name of the credential that systemd may hand over instead of a file of the configuration's; the unit names it too.</summary>
    internal const string Credential = "head_key";

    /// <summary>Where systemd says that credentials are.</summary>
    internal const string CredentialsVariable = "CREDENTIALS_DIRECTORY";

    private readonly NodeParts _parts;
    private readonly HeadKey? _key;
    private readonly long _intervalNs;
    private SignedHead? _stated;
    private ulong _statedIn;
    private ulong _wanted;
    private long _signedAt;

    /// <summary>Goes on behind the last statement that the journal holds.</summary>
    public HeadDesk(NodeParts parts)
    {
        _parts = parts;
        _key = parts.HeadKey;
        _intervalNs = parts.Configuration.Journal.HeadIntervalNs;
        _stated = parts.Journal.LastSignedHead;
        _signedAt = BootClock.NowNs() - _intervalNs;
        Shown = _key is not null && _stated is not null ? Status(_stated) : null;
    }

    /// <summary>The latest durable statement; null where there is none or no key.</summary>
    public SignedHeadStatus? Shown { get; private set; }

    /// <summary>Loads the key that the configuration or systemd names.</summary>
    /// <param name="settings">The journal's settings.</param>
    /// <param name="credentials">Directory of the credentials that systemd handed over; null or empty for none.</param>
    /// <param name="problem">Why a key that is named cannot be used; empty where it can, or where none is named.</param>
    /// <returns>Null without a key.</returns>
    public static HeadKey? LoadKey(JournalSettings settings, string? credentials, out string problem)
    {
        problem = string.Empty;
        string? path = settings.HeadKeyPath;
        if (path is null && credentials is { Length: > 0 })
        {
            string given = Path.Combine(credentials, Credential);
            path = File.Exists(given) ? given : null;
        }

        HeadKey? key = path is null ? null : HeadKey.LoadPrivate(path, out problem);
        string source = settings.HeadKeyPath is null ? $"the systemd credential {Credential}" : "journal.head_key";
        problem = problem.Length > 0 ? $"{source}: {problem}" : problem;
        return key;
    }

    /// <summary>A mode changed: the next statement comes as soon as that is durable.</summary>
    public void Changed(ulong sequence) => _wanted = sequence;

    /// <summary>States the head when it is time. Once per round of the loop.</summary>
    public void Look(ulong committed, long bootNow)
    {
        if (_key is null)
        {
            return;
        }

        if (_statedIn != 0 && committed >= _statedIn)
        {
            _statedIn = 0;
            Shown = Status(_stated!);
        }

        bool changed = _wanted != 0 && committed >= _wanted && bootNow - _signedAt >= LeastGapNs;
        if ((changed || bootNow - _signedAt >= _intervalNs) && committed > 0 && _statedIn == 0)
        {
            State(bootNow);
        }
    }

    /// <summary>
    /// At a clean stop, when nothing else will be appended: waits until all is durable and states that head. The statement itself is the last
    /// frame then; closing the journal makes it durable.
    /// </summary>
    public void StateLast(int deadlineMs)
    {
        NodeJournal journal = _parts.Journal;
        ulong last = journal.Appended.Sequence;
        bool standsLast = _stated is { } stated && stated.Statement.Head.Sequence + 1 == last;
        if (_key is null || last == 0 || standsLast)
        {
            return;
        }

        journal.Flush();
        long deadline = BootClock.NowNs() + (deadlineMs * FixedPoint.Millisecond);
        while (_parts.Committed < last)
        {
            if (_parts.Right.IsFenced || journal.Fault is not null || BootClock.NowNs() > deadline)
            {
                return; // Closing the journal says what is wrong.
            }

            EventFd.Wait(_parts.CommitSignal, WaitSliceMs);
        }

        State(BootClock.NowNs());
    }

    private void State(long bootNow)
    {
        JournalHead head = _parts.Journal.Committed;
        HeadStatement statement = new(
            _parts.Configuration.Node.Name, _parts.Journal.Id, head, Math.Max(0, BootClock.WallNs()),
            _stated?.Statement.Digest() ?? ChainHash.Genesis);
        SignedHead signed = new(statement, _key!.Sign(statement.Text()));
        if (_parts.Journal.TryAppendHead(_parts.FrameEpoch, statement.WallNs, signed, out ulong sequence))
        {
            _stated = signed;
            _statedIn = sequence;
            _signedAt = bootNow;
            _wanted = _wanted <= head.Sequence ? 0 : _wanted;
        }
    }

    private SignedHeadStatus Status(SignedHead head) => new(
        (long)head.Statement.Head.Sequence, head.Statement.WallNs, _key!.Fingerprint, Encoding.UTF8.GetString(head.Statement.Text()),
        Convert.ToBase64String(head.Signature));
}
