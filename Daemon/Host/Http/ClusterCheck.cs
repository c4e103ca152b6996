using System;
using System.Collections.Generic;
using System.Linq;

namespace Basisd.Host.Http;

/// <summary>
/// Could the cluster fail over now, and what would happen? Judged from one published view, which is what this node believes; it asks nobody and
/// changes nothing.
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

        if (slot.ForcedAt > 0 && status.FlapNs > 0 && status.WallNs - slot.ForcedAt < status.FlapNs)
        {
            reasons.Add(
                $"it was taken without release less than {status.FlapNs / (60_000 * Millisecond)} min ago: the next one needs `basisd cluster permit {slot.Name}`");
        }

        List<(string Node, long Durable)> heirs = [];
        foreach (string node in slot.InSync)
        {
            string problem = Unfit(status, slot, node, out long durable);
            if (problem.Length == 0)
            {
                heirs.Add((node, durable));
            }
            else
            {
                reasons.Add($"{node} could not take it: {problem}");
            }
        }

        if (heirs.Count == 0)
        {
            reasons.Add(slot.InSync.Count == 0 ? "no standby is in sync" : "no standby that is in sync could take it");
            return new ClusterSlotCheck(slot.Name, false, $"if {Owner(slot)} died now, nobody would take it over", reasons);
        }

        string heir = heirs.OrderByDescending(h => h.Durable).First().Node;
        string outcome = $"if {Owner(slot)} died now, {heir} would claim it under epoch {slot.Epoch + 1} after {status.TakeoverNs / Millisecond} ms";

        // One candidate that is unfit beside one that is fit is worth saying and no failure.
        bool blocked = slot.Owner.Length == 0 || slot.IsReleased || reasons.Exists(r => r.Contains("permit", StringComparison.Ordinal));
        return new ClusterSlotCheck(slot.Name, !blocked, outcome, reasons);
    }

    private static string Unfit(ClusterStatus status, ClusterSlotStatus slot, string node, out long durable)
    {
        ClusterNodeStatus? known = status.Nodes.FirstOrDefault(n => n.Name == node);
        ClusterCopyStatus? copy = slot.Copies.FirstOrDefault(c => c.Node == node);
        durable = copy?.Durable ?? 0;
        if (known is null || (!known.IsSelf && known.State != "heard"))
        {
            return known is { State: "silent" } ? $"nothing is heard of it for {known.SilenceNs / Millisecond} ms" : "nothing was heard of it yet";
        }

        if (!known.Health.Contains("ready"))
        {
            return "it says that it is not ready";
        }

        int owned = status.Slots.Count(s => !s.IsControl && s.Copies.Any(c => c.Node == node && c.Role is "owner" or "taking_over"));
        return copy is not { IsWhole: true } ? "its copy is not whole"
            : !slot.IsControl && owned >= status.MaxSlots ? $"it owns {owned} of at most {status.MaxSlots} slots"
            : "";
    }

    private static string Owner(ClusterSlotStatus slot) => slot.Owner.Length == 0 ? "the owner" : slot.Owner;
}
