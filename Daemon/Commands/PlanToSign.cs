using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Basisd.Host.Http;
using Basisd.Incidents;

namespace Basisd.Commands;

/// <summary>
/// What <c>basisd approve</c> takes from a plan, of a resumption or of a containment. A plan of the one act is never read as the other.
/// </summary>
/// <param name="Facts">What the text is bound to, the act among it.</param>
/// <param name="CoreTime">Core time of the plan, Unix ns.</param>
/// <param name="Seniors">Names of the senior operators that the node knows.</param>
/// <param name="Problem">Why there is nothing to sign; empty when there is.</param>
internal sealed record PlanToSign(ApprovalFacts Facts, long CoreTime, IReadOnlyList<string> Seniors, string Problem)
{
    /// <summary>The act of a resumption.</summary>
    public const string Resume = "resume";

    /// <summary>The act of a containment.</summary>
    public const string Contain = "contain";

    /// <summary>Reads a plan.</summary>
    /// <param name="path">Its name, for the problem.</param>
    /// <param name="json">Its bytes.</param>
    /// <param name="act">The act that is to be signed.</param>
    /// <param name="problem">Why it cannot be read.</param>
    public static PlanToSign? Read(string path, ReadOnlySpan<byte> json, string act, out string problem)
    {
        problem = string.Empty;
        if (act == Resume && Parsed(json, HttpJson.Default.ResumptionPlan) is { } resumption)
        {
            string nothing = resumption.InDmm
                ? string.Empty : $"the plan is of a platform in {resumption.PlatformMode}: there is no DMM to leave and nothing to sign";
            ApprovalFacts facts = new(resumption.Cluster, resumption.Incident, resumption.DmmEpoch, resumption.StateHash)
            {
                ClusterDmmEpoch = resumption.ClusterDmmEpoch,
            };
            return new PlanToSign(facts, resumption.CoreTime, resumption.Seniors, nothing);
        }

        if (act == Contain && Parsed(json, HttpJson.Default.ContainmentPlan) is { } containment)
        {
            string nothing = containment.Problem.Length == 0 ? string.Empty : $"the plan says that nothing can be ordered: {containment.Problem}";
            ApprovalFacts facts = new(containment.Cluster, containment.Incident, containment.DmmEpoch, containment.StateHash)
            {
                Contain = containment.Scope,
                ClusterDmmEpoch = containment.ClusterDmmEpoch,
            };
            return new PlanToSign(facts, containment.CoreTime, containment.Seniors, nothing);
        }

        bool isOther = act == Contain
            ? Parsed(json, HttpJson.Default.ResumptionPlan) is not null : Parsed(json, HttpJson.Default.ContainmentPlan) is not null;
        problem = isOther ? $"{path} is a plan of the other act: sign it with `--act {(act == Contain ? Resume : Contain)}`, if that is what you mean"
            : $"{path} is no plan of this version: take it with `basisd {act} plan --json`";
        return null;
    }

    private static T? Parsed<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            // Another shape: the caller says what it means.
            return null;
        }
    }
}
