using System;
using Basisd.Controls;
using Basisd.Safety;
using Basisd.Triggers;

namespace Basisd.Node;

/// <summary>
/// Drives the containment (SPEC 8): cancel, confirm, reduce. It begins one by itself when DMM is contained, by policy or by a signed order, and
/// another when an operator reduces a scope; it asks <see cref="ReductionPlanner"/> for the slices and tells them one after another. It never plans
/// with what is unknown or old, and what would cross zero is planned anew instead of told.
/// </summary>
internal sealed class ContainmentDesk
{
    private const long RetryNs = FixedPoint.Second;

    private readonly DeskParts _parts;
    private readonly CoreSettings _settings;
    private readonly ControlDesk _controls;
    private readonly ScopeReach _reach;
    private readonly ReductionPlanner _planner;
    private readonly ReductionPosition[] _positions;
    private readonly ReductionSlice[] _slices = new ReductionSlice[Containment.MaxSlices];
    private readonly ReductionTarget[] _targets = new ReductionTarget[Containment.MaxTargets];
    private int _targetCount;
    private long _triedAt;

    /// <summary>Creates the desk.</summary>
    public ContainmentDesk(DeskParts parts, CoreSettings settings, ControlDesk controls, ScopeReach reach)
    {
        _parts = parts;
        _settings = settings;
        _controls = controls;
        _reach = reach;
        _planner = new ReductionPlanner(parts.Topology.Positions.Length);
        _positions = new ReductionPosition[parts.Topology.Positions.Length];
    }

    private Containment State => _parts.State.Containment;

    /// <summary>
    /// Whether an operator's reduction can begin, and what it leaves of each position: a share of each (Argument 1 is 0, Argument 0 ppm that stay),
    /// or a total less (Argument 1 is 1, Argument 0 the quantity), taken in the planner's order.
    /// </summary>
    public CommandRefusal Check(in NodeInput order, long now)
    {
        if (State.Step != ContainmentStep.Idle)
        {
            return CommandRefusal.Busy;
        }

        if (!_parts.State.Commands.HasRoom)
        {
            return CommandRefusal.NoRoom;
        }

        bool isShare = order.Argument1 == 0;
        bool within = isShare ? order.Argument0 is >= 0 and <= FixedPoint.Ppm
            : order.Argument1 == 1 && order.Argument0 is > 0 and <= FixedPoint.MaxPrice;
        if (!within)
        {
            return CommandRefusal.Arguments;
        }

        int count = Collect(order.Scope, now);
        for (int i = 0; i < count; i++)
        {
            if (!_positions[i].IsKnown)
            {
                return CommandRefusal.Positions;
            }

            // How much is asked of each position, whatever its market would take: depth is a matter of the plan.
            _positions[i] = _positions[i] with
            {
                HasMarket = true,
                BidDepth = FixedPoint.MaxPrice,
                AskDepth = FixedPoint.MaxPrice,
                BandPpm = 1,
                DepthAgeNs = 0,
                SlippagePpm = 0,
                SlippageAgeNs = 0,
            };
        }

        if (count is 0 or > Containment.MaxTargets)
        {
            return CommandRefusal.Positions;
        }

        ReductionGoal goal = isShare ? ReductionGoal.Share(FixedPoint.Ppm - order.Argument0) : ReductionGoal.Total(order.Argument0);
        ReductionSettings whole = new() { ParticipationPpm = FixedPoint.Ppm };
        if (!_planner.Plan(_positions.AsSpan(0, count), goal, whole, _slices).IsPlan)
        {
            return CommandRefusal.Nothing;
        }

        _targetCount = 0;
        foreach (ref readonly ReductionFinding finding in _planner.Findings)
        {
            _parts.Facts.TryQuantityOf(finding.Position, out long quantity, out _);
            _targets[_targetCount++] = new ReductionTarget(finding.Position, quantity >= 0 ? quantity - finding.Amount : quantity + finding.Amount);
        }

        return CommandRefusal.None;
    }

    /// <summary>Begins the reduction that <see cref="Check"/> has just passed.</summary>
    public bool Begin(int scope, long now, Effects effects) =>
        _parts.State.ApplyContainment(scope, _targets.AsSpan(0, _targetCount), 0, now, effects) && Go(now, effects);

    /// <summary>Time passed.</summary>
    public void Tick(long now, Effects effects)
    {
        SafetyState safety = _parts.State.Safety;

        // A signed order says what is contained; a policy means everything. An order on the platform may follow one on a narrower scope.
        int scope = safety.Contained && !_settings.Matrix.ContainByPolicy ? safety.ContainedScope : Topology.Platform;
        bool isNew = State.ContainedEpisode < safety.DmmEpoch || (State.Episode == safety.DmmEpoch && State.Scope != scope);
        if (isNew && IsPermitted(scope) && safety.ModeOf(Topology.Platform) == Mode.Dmm)
        {
            _parts.State.ApplyEnd(ContainmentEnd.Replaced, now, effects);
            _parts.State.ApplyContainment(scope, [], safety.DmmEpoch, now, effects);
        }

        if (State.Step == ContainmentStep.Idle)
        {
            return;
        }

        bool isOver = State.Episode != 0 && (safety.ModeOf(Topology.Platform) != Mode.Dmm || safety.DmmEpoch != State.Episode);
        if (isOver || !IsPermitted(State.Scope))
        {
            End(ContainmentEnd.NotPermitted, now, effects);
            return;
        }

        Go(now, effects);
    }

    private bool IsPermitted(int scope) =>
        _controls.IsPermitted(CommandKind.CancelAll, scope) && _controls.IsPermitted(CommandKind.Reduce, scope);

    private bool Go(long now, Effects effects)
    {
        if (State.Step == ContainmentStep.Cancelling && State.CommandId == 0)
        {
            return _controls.Order(
                new Command(0, CommandKind.CancelAll, State.Scope, 0, 0, 0) { Origin = CommandOrigin.Containment }, now, effects);
        }

        if (State.Step != ContainmentStep.Planning && State.CommandId != 0)
        {
            bool isKnown = _parts.State.Commands.TryFind(State.CommandId, out Command told);
            if (!isKnown || told.Finding == CommandFinding.Withdrawn)
            {
                End(ContainmentEnd.Withdrawn, now, effects);
                return true;
            }

            if (told.IsOutstanding)
            {
                return true;
            }

            if (State.Step == ContainmentStep.Cancelling)
            {
                _parts.State.ApplyToPlan(now, effects);
                _triedAt = 0;
            }
        }

        switch (State.Step)
        {
            case ContainmentStep.Planning when now - _triedAt >= RetryNs:
                _triedAt = now;
                Plan(now, effects);
                break;
            case ContainmentStep.Reducing:
                Reduce(now, effects);
                break;
        }

        return true;
    }

    private void Plan(long now, Effects effects)
    {
        int scope = State.Scope;
        int count = Collect(scope, now);
        ReductionGoal goal = State.Targets.Length == 0 ? ReductionGoal.Close with { LeaveOut = true } : ReductionGoal.ToTargets;
        ReductionPlan plan = _planner.Plan(_positions.AsSpan(0, count), goal, _settings.Reduction, _slices);
        if (plan.IsPlan)
        {
            _parts.State.ApplyPlan(_slices.AsSpan(0, plan.Slices), now, effects);
            _controls.Release(scope, now, effects);
            return;
        }

        if (plan.Constraint == ReductionConstraint.NothingToReduce)
        {
            End(ContainmentEnd.Done, now, effects);
            return;
        }

        if (plan.Constraint != State.Constraint || plan.Position != State.ConstraintPosition)
        {
            _parts.State.ApplyNoPlan(plan.Constraint, plan.Position, now, effects);
        }

        // A slice that cannot even be planned in its window is a control that does not work.
        long waited = now - State.SteppedAt;
        if (waited > _settings.Triggers.RiskControlTimeout.ReductionSliceNs)
        {
            Verdict verdict = _parts.Triggers.RiskControlTimeout.OnNoPlan((long)plan.Constraint, waited);
            _parts.Judge.Judge(scope, TriggerId.RiskControlTimeout, verdict, scope, now, effects);
        }
    }

    private void Reduce(long now, Effects effects)
    {
        if (State.Next >= State.Slices.Length)
        {
            _parts.State.ApplyToPlan(now, effects);
            _triedAt = 0;
            return;
        }

        ReductionSlice slice = State.Slices[State.Next];
        long since = State.Next == 0 ? State.PlannedAt : State.SteppedAt + _settings.Reduction.IntervalNs;
        if (now < State.PlannedAt + slice.NotBeforeNs || now < since)
        {
            return;
        }

        // What moved meanwhile is planned anew: a slice never crosses zero.
        long quantity = QuantityOf(slice.Position);
        long target = quantity + slice.Quantity;
        bool crosses = quantity >= 0 ? slice.Quantity > 0 || target < 0 : slice.Quantity < 0 || target > 0;
        if (crosses)
        {
            _parts.State.ApplyToPlan(now, effects);
            _triedAt = 0;
            return;
        }

        int scope = _parts.Topology.Venues[_parts.Topology.Positions[slice.Position].Venue].ScopeIndex;
        _controls.Order(
            new Command(0, CommandKind.Reduce, scope, 0, 0, 0)
            {
                Argument0 = slice.Quantity,
                Argument1 = slice.Position,
                Target = target,
                Origin = CommandOrigin.Containment,
            },
            now,
            effects);
    }

    // What the slice before left, where nothing newer says less: a report may be older than that slice.
    private long QuantityOf(int position)
    {
        _parts.Facts.TryQuantityOf(position, out long told, out _);
        if (_parts.State.Commands.TryFind(State.CommandId, out Command last) && last.Kind == CommandKind.Reduce && last.Argument1 == position)
        {
            return new ReductionTarget(position, told).Within(last.Target);
        }

        return told;
    }

    private int Collect(int scope, long now)
    {
        int count = 0;
        for (int position = 0; position < _positions.Length; position++)
        {
            if (!_reach.IsPositionIn(scope, position) || !IsAsked(position, out ReductionTarget target))
            {
                continue;
            }

            ReductionPosition fact = _parts.PositionFacts.Of(_parts.Topology.Positions[position], 0, now);
            fact = fact with { IsKnown = fact.IsKnown && IsSettled(position, fact.Quantity, now), Target = target.Within(fact.Quantity) };

            // A position that is known to be none has nothing to be reduced.
            if (!fact.IsKnown || fact.Quantity != 0)
            {
                _positions[count++] = fact;
            }
        }

        return count;
    }

    private bool IsAsked(int position, out ReductionTarget target)
    {
        target = new ReductionTarget(position, 0);
        foreach (ref readonly ReductionTarget asked in State.Targets)
        {
            if (asked.Position == position)
            {
                target = asked;
                return true;
            }
        }

        return State.Targets.Length == 0 || State.Step == ContainmentStep.Idle;
    }

    // A report that may be older than the latest slice says nothing of what that slice left; nor does an old one of a venue that is polled.
    private bool IsSettled(int position, long quantity, long now)
    {
        _parts.Facts.TryQuantityOf(position, out _, out long toldAt);
        bool isPolled = _controls.HasGateway(_parts.Topology.Positions[position].Venue);
        bool settled = !isPolled || now - toldAt <= _settings.Reduction.DepthMaxAgeNs;
        foreach (ref readonly Command command in _parts.State.Commands.Items)
        {
            if (command.Kind == CommandKind.Reduce && command.Argument1 == position)
            {
                bool reached = quantity == command.Target && toldAt > command.IssuedAt;
                settled &= !command.IsOutstanding && (reached || toldAt > Math.Max(command.AcknowledgedAt, command.FindingAt));
            }
        }

        return settled;
    }

    private void End(ContainmentEnd end, long now, Effects effects)
    {
        int scope = State.Scope;
        if (_parts.State.ApplyEnd(end, now, effects))
        {
            _controls.Release(scope, now, effects);
        }
    }
}
