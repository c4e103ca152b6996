using System;
using System.Collections.Generic;
using Basisd.Host.Audit;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Incidents;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Loop;

/// <summary>
/// Says what a resumption needs and what it would change (R-7.4), in the words of the room that knows: whether a criterion holds comes
/// from <see cref="NodeCore.OwnCriteria"/>, the reasons are looked up beside it. Reads only.
/// </summary>
public sealed class ResumptionPlanner
{
    /// <summary>Reasons that are listed for one criterion; more are counted.</summary>
    private const int MostReasons = 40;

    private readonly NodeCore _core;
    private readonly NodeConfiguration _configuration;
    private readonly List<string> _seniors = [];

    /// <summary>Creates the planner of one node.</summary>
    public ResumptionPlanner(NodeCore core, NodeConfiguration configuration, IReadOnlyList<ApprovalSigner> signers)
    {
        _core = core;
        _configuration = configuration;
        foreach (ApprovalSigner signer in signers)
        {
            if (signer.Senior)
            {
                _seniors.Add(signer.Name);
            }
        }
    }

    /// <summary>The plan.</summary>
    /// <param name="facts">What an approval would be bound to now.</param>
    /// <param name="broken">What failed of the integrity checks.</param>
    public ResumptionPlan Build(ApprovalFacts facts, IReadOnlyList<string> broken)
    {
        SafetyState safety = _core.State.Safety;
        List<string> restricted = [];
        for (int scope = 1; scope < safety.ScopeCount; scope++)
        {
            if (safety.ModeOf(scope) != Mode.Normal)
            {
                restricted.Add($"{_core.Topology.Scopes[scope].Name}: {ModeText.Of(safety.ModeOf(scope), safety.StageOf(scope))}");
            }
        }

        Mode mode = safety.ModeOf(Topology.Platform);
        return new ResumptionPlan
        {
            Cluster = facts.Cluster,
            PlatformMode = ModeText.Of(mode, safety.StageOf(Topology.Platform)),
            InDmm = mode == Mode.Dmm,
            Incident = facts.Incident,
            DmmEpoch = facts.DmmEpoch,
            ClusterDmmEpoch = facts.ClusterDmmEpoch,
            Since = safety.SinceOf(Topology.Platform),
            StateHash = facts.StateHash,
            CoreTime = _core.Now,
            RootCause = _core.State.Register.Open?.RootCause ?? "",
            RequiredSignatures = _configuration.ApprovalsRequired,
            Seniors = _seniors,
            Criteria = CriteriaOf(broken),
            Causes = StatusBuilder.CausesOf(_core),
            Stages = Stages(),
            StageDwellNs = _configuration.StageDwellNs,
            RestrictedScopes = restricted,
        };
    }

    /// <summary>The six criteria as they stand.</summary>
    public IReadOnlyList<CriterionStatus> CriteriaOf(IReadOnlyList<string> broken)
    {
        ResumptionCriteria own = _core.OwnCriteria();
        string document = "comes with the approvals: the SHA-256 of the root cause document (`basisd approve --rca FILE`)";
        string steps = Protocol();
        string signatures = $"comes with the approvals: {_configuration.ApprovalsRequired} of {string.Join(", ", _seniors)}";
        string nobody = "no senior operator is configured: add them under operators (keys from `basisd keygen`) and restart; DMM outlasts a restart";
        return
        [
            new CriterionStatus(
                1, "triggering event identified and contained", Met: false, ByApproval: steps.Length == 0, [steps.Length == 0 ? document : steps]),
            new CriterionStatus(2, "core systems passed integrity checks", broken.Count == 0, ByApproval: false, broken),
            Own(3, "pricing, routing and settlement within thresholds", own, ResumptionCriteria.DependenciesHealthy, Unhealthy),
            Own(4, "user ledger states reconciled", own, ResumptionCriteria.LedgerReconciled, Unreconciled),
            Own(5, "withdrawal pathways verified", own, ResumptionCriteria.WithdrawalsVerified, Unverified),
            new CriterionStatus(6, "explicit sign-off by senior operators", Met: false, ByApproval: true, [_seniors.Count > 0 ? signatures : nobody]),
        ];
    }

    // What is left of the DMM protocol before its approval; empty for nothing.
    private string Protocol()
    {
        IncidentRegister register = _core.State.Register;
        if (!_configuration.ProtocolRequired || register.AwaitsApproval || register.Open is not { } file)
        {
            return "";
        }

        return file.NextStep == ProtocolStep.None
            ? "the DMM protocol has not begun" : $"the DMM protocol is not complete: {ProtocolWords.Next(file)}";
    }

    private static CriterionStatus Own(int number, string name, ResumptionCriteria own, ResumptionCriteria criterion, Action<List<string>> explain)
    {
        List<string> missing = [];
        bool met = own.HasFlag(criterion);
        if (!met)
        {
            explain(missing);
        }

        if (missing.Count > MostReasons)
        {
            int more = missing.Count - MostReasons;
            missing.RemoveRange(MostReasons, more);
            missing.Add($"and {more} more");
        }

        return new CriterionStatus(number, name, met, ByApproval: false, missing);
    }

    private void Unhealthy(List<string> missing)
    {
        SafetyState safety = _core.State.Safety;
        for (int slot = 0; slot < safety.Causes.HighWater; slot++)
        {
            ref readonly Cause cause = ref safety.Causes[slot];
            if (cause.Status == CauseStatus.Active && cause.Scope != Topology.Platform && CauseTable.Binds(cause))
            {
                missing.Add($"{_core.Topology.Scopes[cause.Scope].Name}: {TriggerNames.NameOf(cause.Trigger)} is active");
            }
        }

        for (int input = 0; input < _core.Inputs.Count; input++)
        {
            InputBinding binding = _core.Inputs[input];
            long seen = _core.Inputs.LastSeen[input];
            if (seen == 0 || _core.Now - seen > binding.MaxAgeNs)
            {
                string age = seen == 0 ? "has not been seen since the start" : $"is {(_core.Now - seen) / FixedPoint.Second} s old";
                missing.Add($"{binding.Name} {age}, at most {EvidenceText.Seconds(binding.MaxAgeNs)} is fresh");
            }
        }
    }

    private void Unreconciled(List<string> missing)
    {
        foreach (Route route in _core.Topology.Routes)
        {
            if (!_core.State.Ledger.IsClean(route.Index))
            {
                missing.Add($"{_core.Topology.Scopes[route.ScopeIndex].Name}: our balance and the venue's differ");
            }
        }

        foreach (Venue venue in _core.Topology.Venues)
        {
            long since = _core.State.Safety.SinceOf(Topology.Platform);
            if (_core.Reconciler.HasGateway(venue.Index) && !_core.Reconciler.IsVenueClean(venue.Index, since, _core.Now))
            {
                int open = _core.State.Records.Of(venue.Index)?.Differences.Count ?? 0;
                missing.Add(open > 0
                    ? $"venue/{venue.Name}: {open} differences from the venue's records are open; `basisd reconcile {venue.Name}` shows them"
                    : $"venue/{venue.Name}: no complete poll without a difference began since the DMM did");
            }
        }
    }

    private void Unverified(List<string> missing)
    {
        foreach (Asset asset in _core.Topology.Assets)
        {
            if (!_core.IsWithdrawalVerified(asset))
            {
                missing.Add($"{asset.Name}: no transfer was confirmed since the DMM began (the engine reports it as a confirmation)");
            }
        }
    }

    private List<StageEffect> Stages()
    {
        PermissionMatrix matrix = _configuration.Permissions;
        bool contained = _core.State.Safety.Contained;
        ulong before = matrix.WordOf(isPlatform: true, Mode.Dmm, 0, contained);
        List<StageEffect> stages = [];
        for (int stage = 0; stage <= PermissionMatrix.LastStage; stage++)
        {
            ulong word = matrix.WordOf(isPlatform: true, Mode.Recovery, stage, contained && stage == 0);
            stages.Add(new StageEffect(ModeText.Of(Mode.Recovery, stage), Changes(before, word)));
            before = word;
        }

        ulong normal = matrix.WordOf(isPlatform: true, Mode.Normal, 0, containmentOrdered: false);
        stages.Add(new StageEffect(ModeText.Of(Mode.Normal), Changes(before, normal)));
        return stages;
    }

    /// <summary>What differs between two permission words, in words.</summary>
    internal static List<string> Changes(ulong before, ulong after)
    {
        List<string> changes = [];
        for (int action = 0; action < GateActions.Count; action++)
        {
            Permission from = PermissionWord.Of(before, (GateAction)action);
            Permission to = PermissionWord.Of(after, (GateAction)action);
            if (from != to)
            {
                changes.Add($"{GateActions.NameOf((GateAction)action)}: {WordOf(from)} → {WordOf(to)}");
            }
        }

        return changes;
    }

    private static string WordOf(Permission permission) => permission switch
    {
        Permission.Allow => "allow",
        Permission.Queue => "queue",
        _ => "deny",
    };
}
