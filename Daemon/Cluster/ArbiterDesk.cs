using System;

namespace Basisd.Cluster;

/// <summary>
/// The traffic with the arbiter: numbers the calls, keeps one read in flight, and judges the age of answers. An answer of an older raft term or of
/// an older revision than one already heard counts as no answer, so nothing that was learned is ever unlearned; an arbiter restored from
/// a backup is refused by the same rule, and said.
/// </summary>
internal sealed class ArbiterDesk
{
    /// <summary>Least time between two reads, whoever wants them: an arbiter that refuses at once is not asked in a circle.</summary>
    private const long Spacing = 20 * Safety.FixedPoint.Millisecond;

    private readonly ClusterSettings _settings;
    private readonly Turn _turn;
    private long _lastId;
    private long _readId;
    private long _readAskedAt = long.MinValue / 2;
    private bool _wanted = true;
    private long _revision;
    private long _revisionAt;
    private ulong _term;
    private long _freshAt;
    private bool _hasBegun;
    private bool _isLost;
    private bool _wentBack;

    public ArbiterDesk(ClusterSettings settings, Turn turn)
    {
        _settings = settings;
        _turn = turn;
    }

    /// <summary>How long a call may stay without any end before its outcome is unknown.</summary>
    public long CallLimit => _settings.FenceNs;

    /// <summary>
    /// Longest time without an answer in which the arbiter still counts as there: three renewals and two tries, as the fencing bound allows for.
    /// </summary>
    public long LostAfter => (3 * _settings.RenewNs) + (2 * _settings.TryNs);

    /// <summary>When the latest answer was asked for, CLOCK_BOOTTIME ns.</summary>
    public long LastSeen => _freshAt;

    /// <summary>Since when it has answered without a gap: whoever waited for it queues from here.</summary>
    public long BackAt { get; private set; }

    /// <summary>Whether any answer was ever accepted.</summary>
    public bool HasAnswered { get; private set; }

    /// <summary>Highest store revision heard.</summary>
    public long Revision => _revision;

    /// <summary>Whether it answers.</summary>
    public bool IsFresh => HasAnswered && _turn.Now - _freshAt <= LostAfter;

    /// <summary>Whether it was found to have gone back to an older state.</summary>
    public bool WentBack => _wentBack;

    /// <summary>A read is wanted as soon as one may be sent.</summary>
    public void Want() => _wanted = true;

    /// <summary>Sends a compare-and-swap; its number.</summary>
    public long Call(ArbiterKey key, long expected, object value)
    {
        long id = ++_lastId;
        _turn.Add(new() { Kind = ClusterEffectKind.Call, Slot = key.Slot, Node = SlotRecord.None, Id = id, Call = new(id, key, expected, value) });
        return id;
    }

    /// <summary>Whether a reply is that of the read in flight; it is in flight no more then.</summary>
    public bool EndsRead(long id)
    {
        bool ends = id != 0 && id == _readId;
        _readId = ends ? 0 : _readId;
        return ends;
    }

    /// <summary>Judges the age of an answer. True: it is not older than anything heard before, and is now the newest.</summary>
    public bool Accept(ArbiterReply reply)
    {
        if (reply.Outcome is not (ArbiterOutcome.Done or ArbiterOutcome.Conflict))
        {
            return false;
        }

        long revision = Math.Max(reply.View?.Revision ?? 0, reply.ModRevision);
        ulong term = reply.View?.RaftTerm ?? _term;
        if (revision < _revision || term < _term)
        {
            // An answer that was merely overtaken is no news. One that was asked for after the newer one had come proves a step back.
            if (reply.SentAt > _revisionAt && !_wentBack)
            {
                _wentBack = true;
                _turn.Tell(ClusterEvent.ArbiterWentBack);
            }

            return false;
        }

        _revisionAt = revision > _revision || term > _term ? _turn.Now : _revisionAt;
        _revision = revision;
        _term = term;
        _wentBack = false;
        Heard(Math.Min(reply.SentAt, _turn.Now));
        return true;
    }

    private void Heard(long sentAt)
    {
        bool hadGap = !IsFresh;
        _freshAt = HasAnswered ? Math.Max(_freshAt, sentAt) : sentAt;
        HasAnswered = true;
        if (hadGap && IsFresh)
        {
            BackAt = _turn.Now;
        }

        if (_isLost && IsFresh)
        {
            _isLost = false;
            _turn.Tell(ClusterEvent.ArbiterBack);
        }
    }

    /// <summary>Sees to the read: by its cadence, or sooner where one is wanted.</summary>
    public void Tick()
    {
        long now = _turn.Now;
        if (!_hasBegun)
        {
            _hasBegun = true;
            _freshAt = now;
        }

        if (!_isLost && now - _freshAt > LostAfter)
        {
            _isLost = true;
            _turn.Tell(ClusterEvent.ArbiterLost);
        }

        if (_readId != 0 && now - _readAskedAt > CallLimit)
        {
            _readId = 0;
        }

        long since = now - _readAskedAt;
        if (_readId == 0 && (since >= _settings.ReadNs || (_wanted && since >= Spacing)))
        {
            _wanted = false;
            _readAskedAt = now;
            _readId = ++_lastId;
            ArbiterCall call = new(_readId, default, 0, null);
            _turn.Add(new() { Kind = ClusterEffectKind.Call, Slot = SlotRecord.None, Node = SlotRecord.None, Id = _readId, Call = call });
        }
    }
}
