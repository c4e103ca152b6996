using System.Collections.Generic;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Incidents;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Loop;

/// <summary>
/// Where the loop asks about signed containment orders: makes the plan, and has submitted approvals checked against the state of this moment. It
/// prepares an input of the core and decides nothing; the signatures are judged as those of a resumption are, and are bound to the same facts.
/// </summary>
public sealed class ContainmentOrders
{
    private readonly NodeCore _core;
    private readonly NodeConfiguration _configuration;
    private readonly ResumptionDesk _desk;

    /// <summary>Creates the desk.</summary>
    /// <param name="core">The node.</param>
    /// <param name="configuration">Its operators and permissions.</param>
    /// <param name="desk">Knows the facts that signatures are bound to, and the signers.</param>
    public ContainmentOrders(NodeCore core, NodeConfiguration configuration, ResumptionDesk desk)
    {
        _core = core;
        _configuration = configuration;
        _desk = desk;
    }

    /// <summary>The plan of this moment.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="reduction">How its positions would be reduced.</param>
    public ContainmentPlan Plan(Scope scope, ReductionPlanView reduction)
    {
        ApprovalFacts facts = _desk.FactsOf(scope.Name);
        SafetyState safety = _core.State.Safety;
        List<string> seniors = [];
        foreach (ApprovalSigner signer in _desk.Signers)
        {
            if (signer.Senior)
            {
                seniors.Add(signer.Name);
            }
        }

        string problem = Problem(scope);
        return new ContainmentPlan
        {
            Act = "contain",
            Cluster = facts.Cluster,
            Scope = scope.Name,
            PlatformMode = ModeText.Of(safety.ModeOf(Topology.Platform), safety.StageOf(Topology.Platform)),
            Problem = problem,
            Incident = facts.Incident,
            DmmEpoch = facts.DmmEpoch,
            ClusterDmmEpoch = facts.ClusterDmmEpoch,
            StateHash = facts.StateHash,
            CoreTime = _core.Now,
            RequiredSignatures = _configuration.ApprovalsRequired,
            Seniors = seniors,
            Changes = problem.Length > 0 ? [] : ChangesOf(scope.Index),
            Causes = StatusBuilder.CausesOf(_core),
            Reduction = reduction,
        };
    }

    /// <summary>Checks approvals.</summary>
    public ContainmentClaim Judge(IReadOnlyList<SubmittedApproval> submitted)
    {
        string name = ScopeOf(submitted);
        ApprovalFacts facts = _desk.FactsOf(name);
        bool isKnown = _core.Topology.TryFind(name, out Scope scope);
        bool isOpen = isKnown && _core.CanContain(scope.Index);
        ApprovalFindings findings = ApprovalCheck.Of(facts, isOpen, _desk.Signers, _core.Now, submitted);
        List<string> missing = [];
        string problem = isKnown ? Problem(scope) : $"there is no scope '{name}'";
        if (problem.Length > 0)
        {
            missing.Add(problem);
        }

        if (findings.Signatures < _configuration.ApprovalsRequired)
        {
            missing.Add($"{findings.Signatures} of {_configuration.ApprovalsRequired} signatures count");
        }

        List<ApprovalAnswer> answers = ApprovalRecord.Answers(findings);
        string bound = $"containment of {name} of '{facts.Cluster}', incident {facts.Incident}, DMM epoch {facts.DmmEpoch}, state {facts.StateHash}";
        string result = missing.Count == 0 ? "accepted" : "refused: " + string.Join(" | ", missing);
        string heading = $"{bound}: {findings.Signatures} of {_configuration.ApprovalsRequired} signatures count; {result}\n";
        return new ContainmentClaim(
            isKnown ? scope.Index : Topology.Platform, isKnown ? findings.Signatures : 0, facts.DmmEpoch, missing,
            ApprovalRecord.Of(heading, answers, submitted), answers);
    }

    // What the first containment among them names; the others must name the same. Where there is none all of them are for another act.
    private static string ScopeOf(IReadOnlyList<SubmittedApproval> submitted)
    {
        foreach (SubmittedApproval one in submitted)
        {
            if (ApprovalText.TryParse(one.Text.Span, out _)?.Facts.Contain is { } scope)
            {
                return scope;
            }
        }

        return "platform";
    }

    private string Problem(Scope scope)
    {
        SafetyState safety = _core.State.Safety;
        return _core.CanContain(scope.Index) ? ""
            : safety.ModeOf(Topology.Platform) != Mode.Dmm ? "the platform is not in DMM: cancel and reduce need no order (`basisd command`)"
            : _configuration.Permissions.ContainByPolicy ? "dmm.exposure is \"contain\": the node contains by itself and needs no order"
            : scope.Kind == ScopeKind.Module ? $"{scope.Name} is a module and holds no exposure"
            : $"the exposure of {_core.Topology.Scopes[safety.ContainedScope].Name} is contained in this episode; only the platform can follow";
    }

    private List<StageEffect> ChangesOf(int scope)
    {
        PermissionMatrix matrix = _configuration.Permissions;
        List<StageEffect> changes = [];
        List<string> platform = ResumptionPlanner.Changes(
            matrix.WordOf(isPlatform: true, Mode.Dmm, 0, _core.State.Safety.Contained), matrix.WordOf(isPlatform: true, Mode.Dmm, 0, true));
        changes.Add(new StageEffect("platform", platform));
        foreach (Scope other in _core.Topology.Scopes)
        {
            if (!_core.IsInReach(scope, other.Index))
            {
                changes.Add(new StageEffect(other.Name, ["cancel, reduce: deny as long as the order is in force"]));
            }
        }

        return changes;
    }
}
