using System;
using System.Collections.Generic;
using System.Linq;

namespace Basisd.Host.Http;

/// <summary>
/// Could the cluster fail over now, and what would happen? Told from one published view, which is what this node believes; it asks nobody and changes
/// nothing. The judgement is the cluster's core; here it gets its reasons in words.
/// </summary>
public static class ClusterCheck
{
    private const long Millisecond = 1_000_000;

    /// <summary>Longest silence of the arbiter that is not worth a word, ns.</summary>
    private const long ArbiterSilenceNs = 1_000 * Millisecond;

    /// <summary>Judges a view.</summary>
    public static ClusterCheckReply Of(ClusterStatus status)
    {
        List<string> reasons = [];
        if (status.ArbiterSilenceNs < 0 || status.ArbiterSilenceNs > ArbiterSilenceNs)
        {
            reasons.Add(status.ArbiterSilenceNs < 0
                ? "the arbiter has not answered since this node started: nobody can claim a slot"
                : $"the arbiter has not answered for {status.ArbiterSilenceNs / Millisecond} ms: nobody can claim a slot");
        }

        if (status.Pause is { Paused: true } pause)
        {
            reasons.Add($"takeovers are paused by {pause.By}: {pause.Reason} (`basisd cluster resume` ends that)");
        }

        ClusterSlotCheck[] slots = [.. status.Slots.Select(s => Slot(status, s))];
        return new ClusterCheckReply(reasons.Count == 0 && Array.TrueForAll(slots, s => s.Ready), reasons, slots);
    }

    private static ClusterSlotCheck Slot(ClusterStatus status, ClusterSlotStatus slot)
    {
        List<string> reasons = [];
        if (slot.Owner.Length == 0 || slot.IsReleased)
        {
            reasons.Add(slot.Owner.Length == 0 ? "it has no owner yet" : $"{slot.Owner} let it go and nobody has claimed it yet");
        }

        if (slot.Obstacle.Length > 0)
        {
            reasons.Add(slot.Obstacle);
        }

        if (slot.InSync.Count == 0)
        {
            reasons.Add("no standby is in sync");
        }

        foreach (string node in slot.InSync)
        {
            string problem = Unfit(status, slot, node);
            if (problem.Length > 0)
            {
                reasons.Add($"{node} could not take it: {problem}");
            }
        }

        string owner = slot.Owner.Length == 0 ? "the owner" : slot.Owner;
        bool isReady = slot.Owner.Length > 0 && !slot.IsReleased && slot.Obstacle.Length == 0 && slot.Heir.Length > 0;
        string outcome = isReady
            ? $"if {owner} died now, {slot.Heir} would claim it under epoch {slot.Epoch + 1}, "
                + $"at most {slot.WithinNs / Millisecond} ms after its last renewal"
            : $"if {owner} died now, nobody would take it over";
        return new ClusterSlotCheck(slot.Name, isReady, outcome, reasons);
    }

    private static string Unfit(ClusterStatus status, ClusterSlotStatus slot, string node)
    {
        ClusterNodeStatus? known = status.Nodes.FirstOrDefault(n => n.Name == node);
        return known is not { State: "heard" }
            ? known is { State: "silent" } ? $"nothing was heard of it for {known.SilenceNs / Millisecond} ms" : "it is not heard"
            : slot.Copies.FirstOrDefault(c => c.Node == node) is not { IsWhole: true } ? "its copy is not whole"
            : "";
    }
}
