using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Cluster;
using Basisd.Linux;

namespace Basisd.Peers.Etcd;

/// <summary>
/// Carries out calls at etcd through its v3 JSON gateway (SPEC 12): each member is given one try, the one that worked last first. Must
/// never say done, or certainly not done, of what it does not know.
/// <para>
/// A compare-and-swap goes on to the next member even where a try was lost. At most one of the tries can write, because the first that does
/// moves the revision that all of them compare; so done by any try is done, and counts from the first byte of the first. A conflict behind
/// a lost try proves nothing: what the key holds may be our own write, or may have replaced it. That is unknown, with the key as it was
/// seen. It is not even taken for done where the value is ours: an earlier call that was given up may have written the same value, before
/// this one was sent, and a deadline that counts from this one would be too late.
/// </para>
/// </summary>
public sealed class EtcdClient : IAsyncDisposable
{
    /// <summary>Calls that may be under way at once; more are the caller's mistake.</summary>
    public const int MaxCalls = 32;

    // An answer that was overtaken while it came is asked for again, at the same member; each time needs another one that was quicker.
    private const int MaxOvertaken = 4;

    // A login computes a slow hash at etcd, and goes through raft.
    private const int LoginTries = 4;

    private readonly Lock _sync = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly EtcdConnections _connections;
    private readonly HttpMessageInvoker _http;
    private readonly EtcdMember[] _members;
    private readonly EtcdLogin? _login;
    private readonly ArbiterKeys _keys;
    private readonly RecordCodec _codec;
    private readonly AnswerJudge _judge;
    private readonly IArbiterReport _report;
    private readonly byte[] _readAll;
    private int _first;

    /// <summary>Creates the client; nothing is connected yet.</summary>
    /// <param name="cluster">Nodes, slots and the time of a try.</param>
    /// <param name="etcd">Where etcd is.</param>
    /// <param name="report">Hears of what goes wrong.</param>
    /// <exception cref="EtcdSetupException">The settings have a problem, or a certificate or key cannot be used.</exception>
    public EtcdClient(ClusterSettings cluster, EtcdSettings etcd, IArbiterReport report)
    {
        if (etcd.Problem() is { } problem)
        {
            throw new EtcdSetupException(problem);
        }

        TimeSpan perTry = TimeSpan.FromTicks(cluster.TryNs / TimeSpan.NanosecondsPerTick);
        _keys = new ArbiterKeys(etcd.Cluster, cluster.Slots);
        _codec = new RecordCodec(cluster.Nodes);
        _judge = new AnswerJudge(_keys, _codec, report);
        _report = report;
        _readAll = EtcdRequests.ReadAll(_keys);
        _connections = new EtcdConnections(etcd, perTry, 2 * (MaxCalls + 1));
        _http = new HttpMessageInvoker(_connections, disposeHandler: true);
        _members = new EtcdMember[etcd.Endpoints.Count];
        for (int i = 0; i < _members.Length; i++)
        {
            _members[i] = new EtcdMember(i, etcd.Endpoints[i], _http, perTry, _keys.Prefix);
        }

        _login = etcd.User is null ? null : new EtcdLogin(etcd.User, etcd.PasswordFile!, _members.Length, LoginTries * perTry, _stop.Token);
        Counters = new ArbiterCounters(_members.Length);
    }

    /// <summary>What metrics say.</summary>
    public ArbiterCounters Counters { get; }

    /// <summary>Names of the keys.</summary>
    public ArbiterKeys Keys => _keys;

    /// <summary>The client certificate's file as it was read; null where there is none.</summary>
    public FileInUse? CertificateInUse => _connections.InUse;

    /// <summary>The request body of a call.</summary>
    /// <exception cref="ArgumentException">The record is none that could be read back, or there is no such key.</exception>
    internal byte[] BodyOf(ArbiterCall call) =>
        call.Value is null ? _readAll : EtcdRequests.Swap(_keys, call.Key, call.Expected, _codec.Encode(call.Value));

    /// <summary>Carries a call out. It takes no longer than one try at each member.</summary>
    /// <param name="call">What to do.</param>
    /// <param name="deliver">
    /// Gets the reply before this returns, one at a time: no view comes after a newer one. It runs within a lock and must only put the
    /// reply away. Null: the returned reply is enough.
    /// </param>
    /// <param name="stop">Ends it without a reply; a swap may have been written.</param>
    /// <exception cref="OperationCanceledException">It was told to stop, or the client is closed.</exception>
    /// <exception cref="ArgumentException">The record is none that could be read back, or there is no such key.</exception>
    public async Task<ArbiterReply> AskAsync(ArbiterCall call, Action<ArbiterReply>? deliver, CancellationToken stop)
    {
        byte[] body = BodyOf(call);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop, _stop.Token);
        string path = call.IsRead ? EtcdRequests.RangePath : EtcdRequests.TxnPath;
        long sentAt = 0;
        bool isLost = false;
        int first = Volatile.Read(ref _first);
        int overtaken = 0;
        for (int i = 0; i < _members.Length; i++)
        {
            EtcdMember member = _members[(first + i) % _members.Length];
            HeardAnswers.Mark before = Newest();
            EtcdTry ended = await member.TryAsync(path, body, _login, either.Token).ConfigureAwait(false);
            sentAt = sentAt == 0 ? ended.SentAt : sentAt;
            string problem = ended.Text;
            if (ended.Answer is { } answer)
            {
                (ArbiterReply? reply, Judgement judged) = Settle(call, answer, before, sentAt, isLost, member, deliver);
                if (reply is not null)
                {
                    return reply;
                }

                if (judged.IsOvertaken && overtaken++ < MaxOvertaken)
                {
                    // It was a true answer: nothing is lost by it. A swap that did not succeed never will, because revisions do not return.
                    i--;
                    continue;
                }

                problem = judged.Problem;
            }

            isLost |= ended.End != TryEnd.Refused;
            Counters.TryFailed(member.Number);
            _report.TryFailed(member.Address, problem);
        }

        ArbiterOutcome outcome = isLost ? ArbiterOutcome.Unknown : ArbiterOutcome.Failed;
        return End(call, new ArbiterReply(call.Id, outcome, sentAt == 0 ? BootClock.NowNs() : sentAt, 0, null), deliver);
    }

    /// <summary>Takes replaced certificates for new connections. Cheap; to be called every few seconds.</summary>
    /// <param name="problem">Why the ones before stay; empty for nothing.</param>
    /// <returns>Whether they are others than before.</returns>
    public bool LookAtCertificates(out string problem) => _connections.Look(out problem);

    /// <summary>Ends what is under way and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_login is not null)
        {
            await _login.EndAsync().ConfigureAwait(false);
        }

        _http.Dispose();
        _stop.Dispose();
    }

    /// <summary>Ends a call that is not carried out because too much is under way.</summary>
    internal void Refuse(ArbiterCall call, Action<ArbiterReply> deliver)
    {
        Counters.Busy();
        End(call, new ArbiterReply(call.Id, ArbiterOutcome.Failed, BootClock.NowNs(), 0, null), deliver);
    }

    private HeardAnswers.Mark Newest()
    {
        lock (_sync)
        {
            return _judge.Newest;
        }
    }

    private (ArbiterReply? Reply, Judgement Judged) Settle(
        ArbiterCall call, EtcdMessages.Answer answer, HeardAnswers.Mark before, long sentAt, bool isLost, EtcdMember member,
        Action<ArbiterReply>? deliver)
    {
        lock (_sync)
        {
            Judgement judged = _judge.Judge(call, answer, before);
            if (judged.Reply is not { } reply)
            {
                if (judged.IsOld)
                {
                    Counters.Rejected();
                }

                return (null, judged);
            }

            ArbiterOutcome outcome = isLost && reply.Outcome == ArbiterOutcome.Conflict ? ArbiterOutcome.Unknown : reply.Outcome;
            reply = reply with { Outcome = outcome, SentAt = sentAt };
            Volatile.Write(ref _first, member.Number);
            Counters.Answered(member.Number, sentAt, BootClock.NowNs());
            Counters.Ended(call, outcome);
            deliver?.Invoke(reply);
            return (reply, judged);
        }
    }

    private ArbiterReply End(ArbiterCall call, ArbiterReply reply, Action<ArbiterReply>? deliver)
    {
        lock (_sync)
        {
            Counters.Ended(call, reply.Outcome);
            deliver?.Invoke(reply);
            return reply;
        }
    }
}
