using System;
using System.Collections.Generic;
using Basisd.Market;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Replay;

/// <summary>
/// Plays recorded history through the very <see cref="NodeCore"/> that the daemon runs, at full speed: core time is the history's time,
/// and the journal commits at once. It opens no journal, no gate and no socket.
/// </summary>
public sealed class HistoryRun
{
    private readonly HistoryPlan _plan;
    private readonly NodeCore _core;
    private readonly Effects _effects;
    private readonly List<HistoryRow> _rows = [];
    private readonly List<ModeSpan> _spans = [];
    private readonly long[] _since;
    private readonly HistoryTracer? _tracer;
    private ulong _sequence;
    private long _observations;

    /// <summary>Creates a run of one plan.</summary>
    /// <param name="plan">What is played. Several runs may play one plan at the same time.</param>
    /// <param name="settings">Thresholds, holds, recovery.</param>
    /// <param name="tracer">Keeps what a chart draws; null for none.</param>
    public HistoryRun(HistoryPlan plan, CoreSettings settings, HistoryTracer? tracer = null)
    {
        _tracer = tracer;
        _plan = plan;
        _core = new NodeCore(plan.Topology, settings);
        _effects = new Effects(plan.Topology.Scopes.Length);
        _since = new long[plan.Topology.Scopes.Length];
        Array.Fill(_since, plan.FirstTime);
    }

    /// <summary>Plays everything.</summary>
    /// <param name="progress">Told now and then the history time that was reached, Unix nanoseconds; may be null.</param>
    /// <param name="error">Set if a file changed while it was read; there is no report then.</param>
    /// <returns>The report, or null.</returns>
    public HistoryReport? Play(Action<long>? progress, out HistoryError? error)
    {
        using HistoryReader reader = _plan.OpenReader();
        Step(new NodeInput { Kind = NodeInputKind.Start, Now = _plan.FirstTime, Text = "replay"u8 });
        long now = _plan.FirstTime;
        while (reader.Next(out Observation observation))
        {
            // Where nothing is recorded time still passes: ages and holds are judged every second.
            while (observation.SourceTime - now > FixedPoint.Second)
            {
                now += FixedPoint.Second;
                Step(new NodeInput { Kind = NodeInputKind.Tick, Now = now });
                _tracer?.Sample(_core.Judge.Readings, now);
            }

            if (observation.SourceTime > now)
            {
                _tracer?.Sample(_core.Judge.Readings, now);
                now = observation.SourceTime;
            }

            Step(new NodeInput { Kind = NodeInputKind.Observation, Now = now, Observation = ref observation });
            _observations++;
            Trace(observation, now);
            if ((_observations & 0xFFFFF) == 0)
            {
                progress?.Invoke(now);
            }
        }

        error = reader.Error;
        if (error is not null)
        {
            return null;
        }

        now += FixedPoint.Second;
        Step(new NodeInput { Kind = NodeInputKind.Tick, Now = now });
        for (int scope = 0; scope < _since.Length; scope++)
        {
            _spans.Add(new ModeSpan(scope, _core.State.Safety.ModeOf(scope), _since[scope], now));
        }

        return new HistoryReport
        {
            Topology = _plan.Topology,
            From = _plan.FirstTime,
            To = now,
            Observations = _observations,
            Rows = _rows,
            Spans = _spans,
            Traces = _tracer,
            Trips = _core.Counters.Trips,
            StateHash = _core.State.Hash().ToArray(),
        };
    }

    private void Trace(in Observation observation, long now)
    {
        if (_tracer is not null && observation.Kind == ObservationKind.Price)
        {
            int asset = _plan.Topology.Instruments[(int)observation.Index].Asset;
            _tracer.Price(asset, now, _core.Triggers.Prices.Reference(asset, now));
        }
    }

    private void Step(in NodeInput input)
    {
        _core.Step(input, _effects);
        if (_effects.IsEmpty)
        {
            return;
        }

        _sequence += (ulong)_effects.Entries.Length;
        _core.Appended(_sequence);
        while (_core.TryTakeLoosened(_sequence, out _))
        {
            // Nobody reads this gate: committed means published.
        }

        foreach (ref readonly EntryRef entry in _effects.Entries)
        {
            Tell(entry);
        }
    }

    private void Tell(in EntryRef entry)
    {
        CanonicalReader payload = new(_effects.PayloadOf(entry));
        if (entry.Kind == EntryKind.Safety)
        {
            SafetyInput input = EntryCodec.ReadSafety(ref payload);
            string? happened = input.Kind switch
            {
                SafetyInputKind.Latch => HistoryRow.Trip,
                SafetyInputKind.Worsen => "worse",
                SafetyInputKind.Clear => "clear",
                _ => null,
            };
            if (happened == HistoryRow.Trip)
            {
                _tracer?.Trip(input.Trigger, input.Scope, input.Evidence, input.At);
            }

            if (happened is not null)
            {
                Add(input.At, happened, input.Scope, input.Trigger, input.Evidence, (int)input.Severity);
            }
        }
        else if (entry.Kind == EntryKind.Transition)
        {
            Transition move = EntryCodec.ReadTransition(ref payload);
            if (move.From != move.To)
            {
                _spans.Add(new ModeSpan(move.Scope, move.From, _since[move.Scope], move.At));
                _since[move.Scope] = move.At;
            }

            bool told = move.To is Mode.Bscb or Mode.Dmm && move.Scope != Topology.Platform;
            if (!told)
            {
                _rows.Add(new HistoryRow(
                    move.At, "mode", NameOf(move.Scope), move.Trigger, move.Evidence, 0, move.To, move.ToStage, PlatformMode()));
            }
        }
    }

    private void Add(long at, string happened, int scope, TriggerId trigger, Evidence evidence, int severity)
    {
        SafetyState safety = _core.State.Safety;
        _rows.Add(new HistoryRow(
            at, happened, NameOf(scope), trigger, evidence, severity, safety.ModeOf(scope), safety.StageOf(scope), PlatformMode()));
    }

    private Mode PlatformMode() => _core.State.Safety.ModeOf(Topology.Platform);

    private string NameOf(int scope) => _plan.Topology.Scopes[scope].Name;
}
