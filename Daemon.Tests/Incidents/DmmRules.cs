using System;
using System.Collections.Generic;
using Basisd.Incidents;
using Basisd.Safety;

namespace Basisd.Tests.Incidents;

/// <summary>What decides about the way out of DMM: the real rules, or rules with one planted breach.</summary>
internal sealed class DmmRules
{
    public const int RequiredSignatures = 2;

    public delegate ApprovalFindings Judging(
        ApprovalFacts now, bool isOpen, IReadOnlyList<ApprovalSigner> signers, long nowNs, IReadOnlyList<SubmittedApproval> submitted,
        Func<ApprovalSigner, SubmittedApproval, bool> isSigned);

    /// <summary>Judges approvals.</summary>
    public Judging Judge { get; init; } = ApprovalCheck.Of;

    /// <summary>The state that approvals are bound to.</summary>
    public Func<Topology, SafetyState, long, string> Digest { get; init; } = EpisodeDigest.Of;

    /// <summary>Signatures that the state machine asks for.</summary>
    public int Required { get; init; } = RequiredSignatures;

    /// <summary>Whether a restart keeps the state.</summary>
    public bool RestartKeeps { get; init; } = true;

    /// <summary>The same judge, with the facts of now replaced for each approval by what its text says about itself.</summary>
    public static DmmRules Believing(Func<ApprovalFacts, ApprovalText, ApprovalFacts> believed, Func<ApprovalText, long, long>? clock = null) => new()
    {
        Judge = (now, isOpen, signers, nowNs, submitted, isSigned) =>
        {
            List<ApprovalVerdict> verdicts = [];
            HashSet<string> counted = [];
            string? document = null;
            foreach (SubmittedApproval one in submitted)
            {
                ApprovalText? text = ApprovalText.TryParse(one.Text.Span, out _);
                ApprovalFacts facts = text is null ? now : believed(now, text);
                long at = text is null || clock is null ? nowNs : clock(text, nowNs);
                ApprovalFindings found = ApprovalCheck.Of(facts, isOpen, signers, at, [one], isSigned);
                verdicts.AddRange(found.Verdicts);
                document ??= found.RcaHash;
                if (found.Signatures > 0)
                {
                    counted.Add(found.Verdicts[0].Signer);
                }
            }

            return new ApprovalFindings(counted.Count, document, verdicts);
        },
    };
}
