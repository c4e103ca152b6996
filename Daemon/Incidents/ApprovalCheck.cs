using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using Basisd.Safety;

namespace Basisd.Incidents;

/// <summary>
/// Judges submitted approvals (R-7.1, R-7.2): which of them are genuine, of a senior operator, for exactly this act, and still valid.
/// A resumption and a containment are judged alike, and a signature for the one never counts for the other. A function of its arguments. It
/// counts persons, never signatures, and releases nothing: the safety state machine does, when the number is enough and all else holds.
/// </summary>
public static class ApprovalCheck
{
    /// <summary>Longest DER form of a P-256 signature, bytes.</summary>
    public const int MaxSignatureBytes = 72;

    /// <summary>Most approvals of one submission; <c>approvals.required</c> has the same bound.</summary>
    public const int MaxApprovals = 8;

    /// <summary>Longest validity from the moment of the check, nanoseconds: a forgotten approval must not be one for ever.</summary>
    public const long MaxValidityNs = MaxValidityHours * 60 * FixedPoint.Minute;

    private const int MaxValidityHours = 24;

    /// <summary>Judges a submission.</summary>
    /// <param name="now">What the act would be bound to now.</param>
    /// <param name="isOpen">Whether there is a DMM to leave; for a containment, one whose exposure is frozen.</param>
    /// <param name="signers">All operators.</param>
    /// <param name="nowNs">Core time, Unix nanoseconds.</param>
    /// <param name="submitted">The approvals.</param>
    public static ApprovalFindings Of(
        ApprovalFacts now, bool isOpen, IReadOnlyList<ApprovalSigner> signers, long nowNs, IReadOnlyList<SubmittedApproval> submitted) =>
        Of(now, isOpen, signers, nowNs, submitted, IsSigned);

    /// <summary>The same with the verification of signatures given: a search over millions of submissions verifies each signature once.</summary>
    internal static ApprovalFindings Of(
        ApprovalFacts now, bool isOpen, IReadOnlyList<ApprovalSigner> signers, long nowNs, IReadOnlyList<SubmittedApproval> submitted,
        Func<ApprovalSigner, SubmittedApproval, bool> isSigned)
    {
        List<ApprovalVerdict> verdicts = new(submitted.Count);
        List<ApprovalText> counted = [];
        foreach (SubmittedApproval approval in submitted)
        {
            verdicts.Add(Judge(approval, now, isOpen, signers, nowNs, counted, isSigned));
        }

        return new ApprovalFindings(counted.Count, counted.Count == 0 ? null : counted[0].RcaHash, verdicts);
    }

    private static ApprovalVerdict Judge(
        SubmittedApproval approval, ApprovalFacts now, bool isOpen, IReadOnlyList<ApprovalSigner> signers, long nowNs, List<ApprovalText> counted,
        Func<ApprovalSigner, SubmittedApproval, bool> isSigned)
    {
        ApprovalText? text = ApprovalText.TryParse(approval.Text.Span, out string problem);
        if (text is null)
        {
            return new ApprovalVerdict("?", ApprovalRefusal.Malformed, problem + "; make it with `basisd approve`");
        }

        ApprovalVerdict verdict = Authenticity(text, approval, signers, isSigned) ?? Binding(text, now, isOpen) ?? Validity(text, nowNs, counted)
            ?? new ApprovalVerdict(text.Signer, ApprovalRefusal.None, "it counts");
        if (verdict.Refusal == ApprovalRefusal.None)
        {
            counted.Add(text);
        }

        return verdict;
    }

    // First of all, so that every later reason is about a text that its signer really signed.
    private static ApprovalVerdict? Authenticity(
        ApprovalText text, SubmittedApproval approval, IReadOnlyList<ApprovalSigner> signers, Func<ApprovalSigner, SubmittedApproval, bool> isSigned)
    {
        ApprovalSigner? signer = null;
        foreach (ApprovalSigner candidate in signers)
        {
            signer = candidate.Name == text.Signer ? candidate : signer;
        }

        if (signer is null)
        {
            return new ApprovalVerdict(
                text.Signer, ApprovalRefusal.UnknownSigner,
                $"no operator '{text.Signer}' is configured on this node; see operators in the configuration");
        }

        if (!isSigned(signer, approval))
        {
            return new ApprovalVerdict(
                text.Signer, ApprovalRefusal.BadSignature,
                $"the signature is not that of '{text.Signer}' over this text: another key, or something was changed after signing");
        }

        return signer.Senior
            ? null
            : new ApprovalVerdict(
                text.Signer, ApprovalRefusal.NotSenior, $"'{text.Signer}' is no senior operator; only seniors sign resumptions and containments");
    }

    /// <summary>Whether a signature is that of a person over a text.</summary>
    internal static bool IsSigned(ApprovalSigner signer, SubmittedApproval approval)
    {
        if (approval.Signature.Length is 0 or > MaxSignatureBytes)
        {
            return false;
        }

        try
        {
            using ECDsa key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(signer.PublicKey.Span, out _);
            return key.VerifyData(approval.Text.Span, approval.Signature.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            // Bytes that are no DER signature at all: the same answer as a wrong one.
            return false;
        }
    }

    private static ApprovalVerdict? Binding(ApprovalText text, ApprovalFacts now, bool isOpen)
    {
        ApprovalFacts signed = text.Facts;
        if (signed.Cluster != now.Cluster)
        {
            return Refuse(text, ApprovalRefusal.OtherCluster, $"it is for '{signed.Cluster}', this is '{now.Cluster}'");
        }

        if (signed.Contain != now.Contain)
        {
            return Refuse(
                text, ApprovalRefusal.OtherAct, $"it is for {ActOf(signed)}, this is {ActOf(now)}: a signature works for its own act alone");
        }

        if (signed.DmmEpoch != now.DmmEpoch)
        {
            return Refuse(
                text, ApprovalRefusal.OtherEpoch,
                $"it is for DMM epoch {signed.DmmEpoch}, this is epoch {now.DmmEpoch}: make a new plan and sign that");
        }

        if (signed.ClusterDmmEpoch != now.ClusterDmmEpoch)
        {
            return Refuse(
                text, ApprovalRefusal.OtherEpoch,
                $"it is for DMM epoch {signed.ClusterDmmEpoch} of the cluster, this is epoch {now.ClusterDmmEpoch} (0: no cluster): make a new "
                + "plan and sign that");
        }

        if (!isOpen)
        {
            string over = now.Contain is null ? $"the platform has left DMM epoch {now.DmmEpoch} already"
                : $"in DMM epoch {now.DmmEpoch} there is nothing frozen that it could contain any more";
            return Refuse(text, ApprovalRefusal.AlreadyUsed, over + ": an approval works once");
        }

        if (signed.Incident != now.Incident)
        {
            return Refuse(text, ApprovalRefusal.OtherIncident, $"it is for incident {signed.Incident}, this is incident {now.Incident}");
        }

        return signed.StateHash == now.StateHash
            ? null
            : Refuse(
                text, ApprovalRefusal.OtherState,
                $"a cause was latched or a mode moved since it was signed (state {signed.StateHash[..12]}…, now {now.StateHash[..12]}…): see "
                + $"`basisd {(now.Contain is null ? "resume plan" : $"contain plan {now.Contain}")}` and sign that");
    }

    private static string ActOf(ApprovalFacts facts) => facts.Contain is null ? "the resumption" : $"the containment of {facts.Contain}";

    private static ApprovalVerdict? Validity(ApprovalText text, long nowNs, List<ApprovalText> counted)
    {
        long left = (text.ExpiresAt * FixedPoint.Second) - nowNs;
        if (left <= 0)
        {
            return Refuse(text, ApprovalRefusal.Expired, $"it expired at {ApprovalText.UtcOf(text.ExpiresAt)}: sign again");
        }

        if (left > MaxValidityNs)
        {
            return Refuse(
                text, ApprovalRefusal.ExpiresTooLate,
                $"it would be valid until {ApprovalText.UtcOf(text.ExpiresAt)}, the longest validity is {MaxValidityHours} hours: sign with "
                + "less, and compare the clocks");
        }

        foreach (ApprovalText other in counted)
        {
            if (other.Signer == text.Signer)
            {
                return Refuse(text, ApprovalRefusal.SignedTwice, $"'{text.Signer}' has signed already; nobody approves twice");
            }

            if (other.RcaHash != text.RcaHash)
            {
                return Refuse(
                    text, ApprovalRefusal.OtherDocument, $"'{text.Signer}' and '{other.Signer}' have signed about different root cause documents");
            }
        }

        return null;
    }

    private static ApprovalVerdict Refuse(ApprovalText text, ApprovalRefusal refusal, string reason) => new(text.Signer, refusal, reason);
}
