using System;
using Basisd.Cluster;
using Basisd.Safety;
using Basisd.Sims.Book;

namespace Basisd.Sims.Cluster;

/// <summary>
/// The arbiter as its clients see it: one linearizable store behind members that answer late, twice, never, or with what was long ago. It is
/// honest in one thing
/// alone: <see cref="ArbiterOutcome.Failed"/> and <see cref="ArbiterOutcome.Conflict"/> are said only of calls that were not and never will be
/// carried out.
/// </summary>
internal sealed class SimArbiter
{
    private const int Remembered = 64;
    private const long TryOut = 250 * FixedPoint.Millisecond;

    private readonly SimWorld _world;
    private readonly SeededRandom _random;
    private readonly ArbiterEntry?[] _entries;
    private readonly ArbiterView?[] _past = new ArbiterView?[Remembered];
    private readonly int[] _cuts;
    private readonly int[] _slow;
    private int _pastCount;
    private ArbiterView? _view;
    private long _revision = 1;
    private ulong _term = 2;

    public SimArbiter(SimWorld world)
    {
        _world = world;
        _random = new SeededRandom(world.Plan.Seed, "arbiter");
        _entries = new ArbiterEntry?[world.Plan.Slots + 2];
        _cuts = new int[world.Plan.Nodes];
        _slow = new int[world.Plan.Nodes];
    }

    public int QuorumLost { get; set; }

    public int Leaderless { get; set; }


    /// <summary>How many faults make everything about it slow.</summary>
    public int Sluggish { get; set; }

    public int Odd { get; set; }

    public int Stale { get; set; }

    public bool IsPaused => _entries[_world.Plan.Slots + 1]?.Value is PauseRecord { Paused: true };

    private bool Serves => QuorumLost + Leaderless == 0;

    public SlotRecord? Slot(int slot) => _entries[slot]?.Value as SlotRecord;

    public DmmRecord? Dmm => _entries[_world.Plan.Slots]?.Value as DmmRecord;

    public long SlotRevision(int slot) => _entries[slot]?.ModRevision ?? 0;

    public void Cut(int node, int by) => _cuts[node] += by;

    /// <summary>Answers to a node take long.</summary>
    public void Slow(int node, int by) => _slow[node] += by;

    public bool IsReachedBy(int node) => Serves && (node < 0 || _cuts[node] == 0);

    /// <summary>A leader is chosen.</summary>
    public void RaiseTerm() => _term += 1 + (ulong)_random.Below(2);

    /// <summary>A node sends a call.</summary>
    public void Send(int node, int life, ArbiterCall call, long sentAt)
    {
        SimCall sent = new(node, life, call, sentAt, _world.Now + (TryOut * (1 + _random.Below(3))));
        if (node >= 0 && _cuts[node] > 0)
        {
            if (_random.Below(3) == 0)
            {
                End(sent, ArbiterOutcome.Failed, 0, null, FixedPoint.Millisecond);
            }
            else
            {
                LoseAnswer(sent);
            }

            return;
        }

        long delay = Delay();
        if (!Serves)
        {
            switch (_random.Below(4))
            {
                case 0:
                    End(sent, ArbiterOutcome.Failed, 0, null, delay);
                    return;
                case 1:
                    LoseAnswer(sent);
                    return;
                default:
                    delay += _random.Below(4 * FixedPoint.Second);
                    break;
            }
        }
        else if (Odd > 0 && _random.Below(8) == 0)
        {
            delay += _random.Below(5 * FixedPoint.Second);
        }

        if (_world.Now + delay > sent.UnknownAt)
        {
            LoseAnswer(sent);
        }

        _world.Agenda.Add(_world.Now + delay, new Occasion { Kind = OccasionKind.CallArrives, What = sent });
    }

    /// <summary>A call reaches the leader.</summary>
    public void Arrive(SimCall sent)
    {
        if (!Serves)
        {
            if (_random.Below(3) == 0)
            {
                _world.Agenda.Add(
                    _world.Now + 1 + _random.Below(2 * FixedPoint.Second), new Occasion { Kind = OccasionKind.CallArrives, What = sent });
            }

            LoseAnswer(sent);
            return;
        }

        ArbiterCall call = sent.Call;
        if (call.IsRead)
        {
            Answer(sent, ArbiterOutcome.Done, 0, Stale > 0 && _pastCount > 0 && _random.Below(2) == 0 ? Past() : View());
            return;
        }

        int place = Place(call.Key);
        if ((_entries[place]?.ModRevision ?? 0) != call.Expected)
        {
            Answer(sent, ArbiterOutcome.Conflict, 0, _random.Below(2) == 0 ? View() : Partial(place));
            return;
        }

        object? before = _entries[place]?.Value;
        _world.Checks.Written(call.Key, before, call.Value!);
        _past[_pastCount++ % Remembered] = View();
        _view = null;
        _revision++;
        _entries[place] = new ArbiterEntry(call.Key, _revision, call.Value);
        for (int node = 0; _world.Trace is { } trace && call.Value is SlotRecord && node < _world.Nodes.Length; node++)
        {
            trace.Look(_world, _world.Nodes[node], call.Key.Slot);
        }

        if (_world.IsTold && !IsRenewal(before, call.Value))
        {
            _world.Say($"arbiter revision {_revision}: {call.Key.Kind} {call.Key.Slot} = {call.Value} by {sent.Node}");
        }

        if (call.Value is SlotRecord record && !IsRenewal(before, record))
        {
            _world.Changed(record);
        }

        Answer(sent, ArbiterOutcome.Done, _revision, null);
    }

    private void Answer(SimCall sent, ArbiterOutcome outcome, long revision, ArbiterView? view)
    {
        long delay = Delay();
        if (sent.Node >= 0 && _slow[sent.Node] > 0)
        {
            delay += _random.Below(700 * FixedPoint.Millisecond);
        }

        bool isLost = (Odd > 0 && _random.Below(4) == 0) || (sent.Node >= 0 && _cuts[sent.Node] > 0);
        if (isLost || _world.Now + delay >= sent.UnknownAt)
        {
            LoseAnswer(sent);
            return;
        }

        End(sent, outcome, revision, view, delay);
    }

    /// <summary>Whether a change only says that the owner is there: nobody wants to read of it.</summary>
    public static bool IsRenewal(object? before, object? value) =>
        before is SlotRecord old && value is SlotRecord now && now.IsSameTenure(old) && now.InSync == old.InSync && now.Released == old.Released;

    private void LoseAnswer(SimCall sent)
    {
        if (_world.Lapses.HasFlag(SimLapses.LostIsFailed))
        {
            End(sent, ArbiterOutcome.Failed, 0, null, Math.Max(1, sent.UnknownAt - _world.Now));
            return;
        }

        End(sent, ArbiterOutcome.Unknown, 0, null, Math.Max(1, sent.UnknownAt - _world.Now));
    }

    private void End(SimCall sent, ArbiterOutcome outcome, long revision, ArbiterView? view, long delay)
    {
        if (sent.IsEnded || sent.Node < 0)
        {
            return;
        }

        sent.IsEnded = true;
        sent.Reply = new ArbiterReply(sent.Call.Id, outcome, sent.SentAt, revision, view);
        _world.Agenda.Add(_world.Now + delay, new Occasion { Kind = OccasionKind.CallEnds, Node = sent.Node, Life = sent.Life, What = sent.Reply });
    }

    private long Delay()
    {
        long delay = (300 + _random.Below(2_700)) * 1_000;
        return Sluggish > 0 ? delay + _random.Below(600 * FixedPoint.Millisecond) : delay;
    }

    private int Place(ArbiterKey key) => key.Kind switch
    {
        ArbiterKeyKind.Slot => key.Slot,
        ArbiterKeyKind.Dmm => _world.Plan.Slots,
        _ => _world.Plan.Slots + 1,
    };

    private ArbiterView View() => _view ??= new ArbiterView(_revision, _term, true, Array.FindAll(_entries, e => e is not null)!);

    private ArbiterView Partial(int place) => new(_revision, _term, false, _entries[place] is { } entry ? [entry] : []);

    private ArbiterView Past() => _past[(_pastCount - 1 - (int)_random.Below(Math.Min(_pastCount, Remembered))) % Remembered]!;
}
