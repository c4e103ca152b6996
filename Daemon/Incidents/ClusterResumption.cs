using System;
using System.Collections.Generic;
using Basisd.Safety;

namespace Basisd.Incidents;

/// <summary>
/// The signed resumption of the cluster's DMM as it goes from node to node (SPEC 12): the approvals that counted, text and signature each, in one
/// canonical
/// form. Who reads it believes nothing of it: <c>Check</c> is what every node asks by itself before its slots leave DMM.
/// </summary>
public static class ClusterResumption
{
    /// <summary>Longest form, bytes.</summary>
    public const int MaxBytes = 8 * 1024;

    private const byte Version = 1;

    /// <summary>The canonical form of approvals.</summary>
    public static byte[] ToBytes(IReadOnlyList<SubmittedApproval> approvals)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(approvals.Count, ApprovalCheck.MaxApprovals, nameof(approvals));
        CanonicalWriter writer = new(MaxBytes);
        writer.U8(Version);
        writer.I32(approvals.Count);
        foreach (SubmittedApproval approval in approvals)
        {
            writer.Bytes(approval.Text.Span);
            writer.Bytes(approval.Signature.Span);
        }

        return writer.Written.ToArray();
    }

    /// <summary>Reads the canonical form.</summary>
    /// <returns>Null when it is none.</returns>
    public static IReadOnlyList<SubmittedApproval>? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is 0 or > MaxBytes)
        {
            return null;
        }

        try
        {
            CanonicalReader reader = new(bytes);
            if (reader.U8() != Version)
            {
                return null;
            }

            SubmittedApproval[] approvals = new SubmittedApproval[reader.Count(ApprovalCheck.MaxApprovals)];
            for (int i = 0; i < approvals.Length; i++)
            {
                approvals[i] = new SubmittedApproval(reader.Bytes().ToArray(), reader.Bytes().ToArray());
            }

            reader.End();
            return approvals;
        }
        catch (CanonicalFormatException)
        {
            // Whatever is not the form is no resumption: the caller says so.
            return null;
        }
    }

    /// <summary>
    /// Judges a published resumption: distinct configured seniors, each with a genuine signature over a text for this cluster, this DMM epoch of the
    /// cluster and one and the same incident, state and root cause document. When they were valid was judged where they were handed in: a node that
    /// comes back later must come to the same answer.
    /// </summary>
    /// <param name="resumption">The canonical form.</param>
    /// <param name="cluster">Name of the cluster.</param>
    /// <param name="epoch">The DMM epoch of the cluster that holds; that it holds is what keeps a resumption from working twice.</param>
    /// <param name="signers">All operators of this node's configuration.</param>
    /// <param name="required">Signatures that a resumption needs.</param>
    public static ClusterResumptionFindings Check(
        ReadOnlySpan<byte> resumption, string cluster, long epoch, IReadOnlyList<ApprovalSigner> signers, int required) =>
        Check(resumption, cluster, epoch, signers, required, ApprovalCheck.IsSigned);

    internal static ClusterResumptionFindings Check(
        ReadOnlySpan<byte> resumption, string cluster, long epoch, IReadOnlyList<ApprovalSigner> signers, int required,
        Func<ApprovalSigner, SubmittedApproval, bool> isSigned)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(required, 1);
        if (TryRead(resumption) is not { } approvals)
        {
            return new ClusterResumptionFindings(0, false, $"the {resumption.Length} bytes are no resumption");
        }

        List<ApprovalText> counted = [];
        string problem = "";
        foreach (SubmittedApproval approval in approvals)
        {
            string why = Problem(approval, cluster, epoch, signers, counted, isSigned);
            problem = problem.Length == 0 ? why : problem;
        }

        bool enough = counted.Count >= required;
        string count = $"{counted.Count} of {required} signatures count";
        return new ClusterResumptionFindings(counted.Count, enough, enough ? "" : problem.Length == 0 ? count : $"{count}: {problem}");
    }

    private static string Problem(
        SubmittedApproval approval, string cluster, long epoch, IReadOnlyList<ApprovalSigner> signers, List<ApprovalText> counted,
        Func<ApprovalSigner, SubmittedApproval, bool> isSigned)
    {
        if (ApprovalText.TryParse(approval.Text.Span, out string malformed) is not { } text)
        {
            return malformed;
        }

        ApprovalSigner? signer = null;
        foreach (ApprovalSigner candidate in signers)
        {
            signer = candidate.Name == text.Signer ? candidate : signer;
        }

        if (signer is not { Senior: true } || !isSigned(signer, approval))
        {
            return $"'{text.Signer}' is no senior operator of this node's configuration, or the signature is not of that key";
        }

        ApprovalFacts facts = text.Facts;
        if (facts.Contain is not null || facts.Cluster != cluster || facts.ClusterDmmEpoch != epoch)
        {
            return $"'{text.Signer}' has signed another act, for '{facts.Cluster}' and DMM epoch {facts.ClusterDmmEpoch} of the cluster; "
                + $"this is '{cluster}', epoch {epoch}";
        }

        foreach (ApprovalText other in counted)
        {
            if (other.Signer == text.Signer || other.Facts != facts || other.RcaHash != text.RcaHash)
            {
                return $"'{text.Signer}' has signed twice, or something else than '{other.Signer}'";
            }
        }

        counted.Add(text);
        return "";
    }
}
