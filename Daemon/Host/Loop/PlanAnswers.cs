using System;
using System.Collections.Generic;
using Basisd.Controls;
using Basisd.Host.Http;
using Basisd.Host.Metrics;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Host.Loop;

/// <summary>
/// Answers an operator's question for a plan with the live facts, by the loop: names in, names and sentences out. What is asked for may be
/// impossible; then the answer says what binds. It sends nothing and journals nothing.
/// </summary>
internal sealed class PlanAnswers
{
    private readonly NodeCore _core;
    private readonly CoreSettings _settings;
    private readonly PlanDesk _desk;

    /// <summary>Makes the answers of one node.</summary>
    public PlanAnswers(NodeCore core, CoreSettings settings)
    {
        _core = core;
        _settings = settings;
        _desk = new PlanDesk(core, settings);
    }

    /// <summary>Answers a reduction.</summary>
    /// <param name="request">The question, its shape checked.</param>
    /// <param name="problem">Why it cannot be asked like that; empty with an answer.</param>
    public ReductionPlanView? Reduce(ReducePlanRequest request, out string problem)
    {
        ReductionGoal goal = (request switch
        {
            { Quantity: { } quantity } => ReductionGoal.Total(quantity),
            { To: not null } => ReductionGoal.ToTargets,
            { SharePpm: { } share } => ReductionGoal.Share(share),
            _ => ReductionGoal.Close,
        }) with
        {
            LeaveOut = request.LeaveOut,
        };
        if (request.Position is { } key)
        {
            Position? position = Array.Find(_core.Topology.Positions, p => KeyOf(p) == key);
            problem = position is null ? $"there is no position '{key}'; {Known(_core.Topology.Positions, KeyOf)}" : "";
            return position is null ? null : View(_desk.Reduce(position, goal, request.To ?? 0, _core.Now), request.To ?? 0);
        }

        string name = request.Scope ?? "platform";
        if (!_core.Topology.TryFind(name, out Scope scope))
        {
            problem = $"there is no scope '{name}'; `basisd status` lists them";
            return null;
        }

        problem = goal.Kind == ReductionGoalKind.Total && scope.Kind is not (ScopeKind.Asset or ScopeKind.Route)
            ? $"a quantity counts over positions of one asset, and {name} may have several: name an asset, a route or one position" : "";
        return problem.Length > 0 ? null : View(_desk.Reduce(scope.Index, goal, _core.Now), 0);
    }

    /// <summary>Answers a reallocation.</summary>
    /// <param name="request">The question, its shape checked.</param>
    /// <param name="problem">Why it cannot be asked like that; empty with an answer.</param>
    public ReallocationPlanView? Reallocate(ReallocatePlanRequest request, out string problem)
    {
        Asset? asset = Array.Find(_core.Topology.Assets, a => a.Name == request.Asset);
        Venue? from = Array.Find(_core.Topology.Venues, v => v.Name == request.From);
        if (asset is null || from is null)
        {
            problem = asset is null
                ? $"there is no asset '{request.Asset}'; {Known(_core.Topology.Assets, a => a.Name)}"
                : $"there is no venue '{request.From}'; {Known(_core.Topology.Venues, v => v.Name)}";
            return null;
        }

        long held = _desk.HeldAt(asset.Index, from.Index);
        problem = request.Amount is null && held < 0 ? $"nobody has reported a balance of {asset.Name} at {from.Name}: name the amount" : "";
        if (problem.Length > 0)
        {
            return null;
        }

        ReallocationPlan plan = _desk.Reallocate(asset.Index, from.Index, request.Amount ?? -1, _core.Now);
        List<ReallocationPartView> parts = [];
        foreach (ref readonly ReallocationPart part in _desk.Parts)
        {
            string name = _core.Topology.Venues[part.Venue].Name;
            parts.Add(new ReallocationPartView(name, part.Amount, part.Capacity, WordOf(part.Constraint), PlanText.Of(part, _core, _desk)));
        }

        return new ReallocationPlanView(
            plan.IsPlan, WordOf(plan.Constraint), PlanText.Of(plan, held), _core.Now, asset.Name, from.Name, _core.Health.IsHealthy(from.Index),
            plan.Amount, held < 0 ? null : held, plan.Capacity, parts);
    }

    private ReductionPlanView View(in ReductionPlan plan, long target)
    {
        List<ReductionPositionView> positions = [];
        string explanation = plan.IsPlan ? "" : PlanText.Of(plan.Constraint);
        foreach (ref readonly ReductionFinding finding in _desk.Findings)
        {
            ReductionPositionView view = View(finding, target);
            positions.Add(view);
            explanation = !plan.IsPlan && finding.Position == plan.Position ? $"{view.Position}: {view.Explanation}" : explanation;
        }

        List<ReductionSliceView> slices = [];
        foreach (ref readonly ReductionSlice slice in _desk.Slices[..plan.Slices])
        {
            slices.Add(new ReductionSliceView(KeyOf(_core.Topology.Positions[slice.Position]), slice.Quantity, slice.NotBeforeNs));
        }

        ReductionSettings limits = _settings.Reduction;
        return new ReductionPlanView(
            plan.IsPlan, WordOf(plan.Constraint), explanation, _core.Now, plan.LeftOut, limits.ParticipationPpm, limits.MaxSlippagePpm,
            limits.IntervalNs, positions, slices);
    }

    private ReductionPositionView View(in ReductionFinding finding, long target)
    {
        Position position = _core.Topology.Positions[finding.Position];
        ReductionPosition facts = _desk.FactsOf(position, target, _core.Now);
        bool hasDepth = facts.DepthAgeNs >= 0;
        bool hasSlippage = facts.SlippageAgeNs >= 0;
        return new ReductionPositionView(
            KeyOf(position), position.Instrument < 0 ? "" : _core.Topology.Instruments[position.Instrument].Name,
            facts.IsKnown ? facts.Quantity : null,
            facts.MarginRatioPpm == ReductionPosition.UnknownRatio ? null : facts.MarginRatioPpm,
            facts.Notional == ReductionPosition.UnknownNotional ? null : facts.Notional,
            hasDepth ? (facts.Quantity > 0 ? facts.BidDepth : facts.AskDepth) : null, facts.BandPpm, hasDepth ? facts.DepthAgeNs : null,
            hasSlippage ? facts.SlippagePpm : null, hasSlippage ? facts.SlippageAgeNs : null,
            finding.Amount, finding.SliceLimit, finding.Slices, WordOf(finding.Constraint), PlanText.Of(finding),
            _desk.PermissionToReduce(position).ToString().ToLowerInvariant());
    }

    private static string KeyOf(Position position) => position.Name["position/".Length..];

    private static string Known<T>(T[] all, Func<T, string> name) =>
        all.Length == 0 ? "none is configured" : "there is " + string.Join(", ", Array.ConvertAll(all, one => name(one)));

    private static string WordOf(Enum constraint) => NodeMetrics.SnakeCase(constraint.ToString());
}
