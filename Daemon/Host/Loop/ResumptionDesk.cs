using System;
using System.Collections.Generic;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Incidents;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Loop;

/// <summary>
/// Where the loop asks about the signed way out of DMM: makes the plan, and has submitted approvals checked against the state of this
/// moment. It prepares an input of the core and decides nothing: the safety state machine accepts or refuses (R-7.1). The loop must have
/// stepped the core to the same time before it asks, so that nothing is latched between the check and the resumption.
/// </summary>
public sealed class ResumptionDesk
{
    private readonly NodeCore _core;
    private readonly string _cluster;
    private readonly int _required;
    private readonly bool _protocol;
    private readonly List<ApprovalSigner> _signers = [];
    private readonly ResumptionPlanner _planner;
    private readonly Func<IReadOnlyList<string>> _integrity;

    /// <summary>Creates the desk.</summary>
    /// <param name="core">The node.</param>
    /// <param name="configuration">Its name, operators and permissions.</param>
    /// <param name="integrity">Criterion 2: what failed.</param>
    public ResumptionDesk(NodeCore core, NodeConfiguration configuration, Func<IReadOnlyList<string>> integrity)
    {
        _core = core;
        _cluster = configuration.ClusterName;
        _required = configuration.ApprovalsRequired;
        _protocol = configuration.ProtocolRequired;
        _integrity = integrity;
        foreach (Operator person in configuration.Operators)
        {
            _signers.Add(new ApprovalSigner(person.Name, person.Senior, person.PublicKey));
        }

        _planner = new ResumptionPlanner(core, configuration, _signers);
    }

    /// <summary>The plan of this moment.</summary>
    public ResumptionPlan Plan() => _planner.Build(FactsOf(null), _integrity());

    /// <summary>Checks approvals.</summary>
    public ResumptionClaim Judge(IReadOnlyList<SubmittedApproval> submitted)
    {
        ApprovalFacts facts = FactsOf(null);
        bool inDmm = _core.State.Safety.ModeOf(Topology.Platform) == Mode.Dmm;
        ApprovalFindings findings = ApprovalCheck.Of(facts, inDmm, _signers, _core.Now, submitted);
        IReadOnlyList<string> broken = _integrity();
        ResumptionCriteria attested = IsAnalysed(findings) ? ResumptionCriteria.EventContained : ResumptionCriteria.None;
        attested |= broken.Count == 0 ? ResumptionCriteria.IntegrityChecked : ResumptionCriteria.None;
        List<string> missing = Missing(findings, inDmm, broken);
        List<ApprovalAnswer> answers = ApprovalRecord.Answers(findings);
        byte[] record = ApprovalRecord.Of(Heading(facts, findings.Signatures, missing), answers, submitted);
        return new ResumptionClaim(findings.Signatures, facts.DmmEpoch, attested, missing, record, answers)
        {
            ClusterDmmEpoch = facts.ClusterDmmEpoch,
            Counted = facts.ClusterDmmEpoch == 0 ? [] : ClusterResumption.ToBytes(CountedOf(findings, submitted)),
        };
    }

    /// <summary>The operators as signers.</summary>
    internal IReadOnlyList<ApprovalSigner> Signers => _signers;

    private static List<SubmittedApproval> CountedOf(ApprovalFindings findings, IReadOnlyList<SubmittedApproval> submitted)
    {
        List<SubmittedApproval> counted = [];
        for (int i = 0; i < submitted.Count; i++)
        {
            if (findings.Verdicts[i].Refusal == ApprovalRefusal.None)
            {
                counted.Add(submitted[i]);
            }
        }

        return counted;
    }

    private string OnFile => _core.State.Register.Open?.RootCause ?? "";

    // The document that is signed is the one that engineering and risk recorded.
    private bool IsAnalysed(ApprovalFindings findings) =>
        findings.RcaHash is { } signed && (!_protocol || signed == OnFile);

    /// <summary>What a signature would be bound to now.</summary>
    /// <param name="contain">Name of the scope that is to be contained; null: the act is the resumption.</param>
    internal ApprovalFacts FactsOf(string? contain)
    {
        DurableState state = _core.State;
        long incident = state.Incidents.OpenId;
        return new ApprovalFacts(_cluster, incident, state.Safety.DmmEpoch, EpisodeDigest.Of(_core.Topology, state.Safety, incident))
        {
            Contain = contain,
            ClusterDmmEpoch = state.ClusterDmm.IsActive ? state.ClusterDmm.Epoch : 0,
        };
    }

    private List<string> Missing(ApprovalFindings findings, bool inDmm, IReadOnlyList<string> broken)
    {
        List<string> missing = [];
        if (!inDmm)
        {
            missing.Add("the platform is not in DMM: there is nothing to resume");
            return missing;
        }

        if (findings.Signatures < _required)
        {
            missing.Add($"{findings.Signatures} of {_required} signatures count");
        }
        else if (findings.RcaHash is null)
        {
            missing.Add("criterion 1: the approvals name no root cause document: sign again with `basisd approve --rca FILE`");
        }
        else if (!IsAnalysed(findings) && _core.State.Register.AwaitsApproval)
        {
            missing.Add($"criterion 1: the approvals name the document {findings.RcaHash[..12]}…, on file is {OnFile[..12]}…: sign that one");
        }

        foreach (CriterionStatus criterion in _planner.CriteriaOf(broken))
        {
            if (!criterion.Met && !criterion.ByApproval)
            {
                missing.Add($"criterion {criterion.Number}: {string.Join("; ", criterion.Missing)}");
            }
        }

        return missing;
    }

    private string Heading(ApprovalFacts facts, int signatures, List<string> missing)
    {
        string bound = $"resumption of '{facts.Cluster}', incident {facts.Incident}, DMM epoch {facts.DmmEpoch}, state {facts.StateHash}";
        string result = missing.Count == 0 ? "accepted" : "refused: " + string.Join(" | ", missing);
        return $"{bound}: {signatures} of {_required} signatures count; {result}\n";
    }
}
