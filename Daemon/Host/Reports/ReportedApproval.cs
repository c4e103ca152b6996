using System;
using System.Collections.Generic;

namespace Basisd.Host.Reports;

/// <summary>One submission of approvals, accepted or refused, as the journal has it.</summary>
/// <param name="At">Core time, Unix nanoseconds.</param>
/// <param name="Sequence">Its entry.</param>
/// <param name="IsAccepted">Whether the resumption was accepted.</param>
/// <param name="Outcome">What the node said of it, in one line.</param>
/// <param name="Signatures">Each approval: who is said to have signed, the verdict's word, the reason.</param>
public sealed record ReportedApproval(
    long At, ulong Sequence, bool IsAccepted, string Outcome, IReadOnlyList<(string Signer, string Verdict, string Reason)> Signatures)
{
    private const string Head = "approval ";
    private const string SignerHead = "signer: ";

    /// <summary>Reads what the journal keeps of a submission.</summary>
    /// <param name="text">The text of the entry.</param>
    /// <param name="at">Core time, Unix nanoseconds.</param>
    /// <param name="sequence">The entry.</param>
    /// <param name="isApplied">Whether a resumption followed from it.</param>
    public static ReportedApproval Of(string text, long at, ulong sequence, bool isApplied)
    {
        string[] lines = text.Split('\n');
        int colon = lines[0].LastIndexOf(": ", StringComparison.Ordinal);
        int behind = lines[0].IndexOf(": ", StringComparison.Ordinal);
        string outcome = behind >= 0 && colon >= behind ? lines[0][(behind + 2)..] : lines[0];
        List<(string Signer, string Verdict, string Reason)> signatures = [];
        for (int i = 1; i < lines.Length; i++)
        {
            string[] parts = lines[i].StartsWith(Head, StringComparison.Ordinal) ? lines[i].Split(": ", 3) : [];
            if (parts.Length == 3)
            {
                signatures.Add(("?", parts[1], parts[2]));
            }
            else if (lines[i].StartsWith(SignerHead, StringComparison.Ordinal) && signatures.Count > 0 && signatures[^1].Signer == "?")
            {
                signatures[^1] = signatures[^1] with { Signer = lines[i][SignerHead.Length..] };
            }
        }

        return new ReportedApproval(at, sequence, isApplied, outcome, signatures);
    }
}
