using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;
using Basisd.Host.Http;
using Basisd.Host.Metrics;
using Basisd.Incidents;

namespace Basisd.Host.Loop;

/// <summary>
/// What the journal keeps of a submission: words for the auditor, with everything that is needed to verify the signatures again without the node.
/// </summary>
internal static class ApprovalRecord
{
    /// <summary>The verdicts as the endpoints answer them.</summary>
    public static List<ApprovalAnswer> Answers(ApprovalFindings findings)
    {
        List<ApprovalAnswer> answers = new(findings.Verdicts.Count);
        foreach (ApprovalVerdict verdict in findings.Verdicts)
        {
            string word = NodeMetrics.SnakeCase(verdict.Refusal.ToString());
            answers.Add(new ApprovalAnswer(verdict.Signer, verdict.Refusal == ApprovalRefusal.None, word, verdict.Reason));
        }

        return answers;
    }

    /// <summary>The record.</summary>
    /// <param name="heading">What the act was and what became of it, one line.</param>
    /// <param name="answers">The verdicts.</param>
    /// <param name="submitted">What they are about, in the same order.</param>
    public static byte[] Of(string heading, List<ApprovalAnswer> answers, IReadOnlyList<SubmittedApproval> submitted)
    {
        StringBuilder record = new();
        record.Append(heading);
        for (int i = 0; i < submitted.Count; i++)
        {
            ApprovalAnswer answer = answers[i];
            ReadOnlySpan<byte> text = submitted[i].Text.Span;
            record.Append($"\napproval {i + 1}: {answer.Refusal}: {answer.Reason}\n");

            // What is no approval text may be anything of any length: its hash is evidence enough.
            bool readable = answer.Refusal != "malformed";
            string hash = Convert.ToHexStringLower(SHA256.HashData(text));
            record.Append(readable ? Encoding.UTF8.GetString(text) : $"{text.Length} bytes, SHA-256 {hash}\n");
            ReadOnlySpan<byte> signature = submitted[i].Signature.Span;
            string shown = signature.Length <= ApprovalCheck.MaxSignatureBytes ? Convert.ToBase64String(signature) : $"{signature.Length} bytes";
            record.Append($"signature: {shown}\n");
        }

        return Encoding.UTF8.GetBytes(record.ToString());
    }
}
