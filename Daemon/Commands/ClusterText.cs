using System;
using System.Globalization;
using System.Text;
using Basisd.Host.Audit;
using Basisd.Host.Http;

namespace Basisd.Commands;

/// <summary>The cluster as tables for people.</summary>
internal static class ClusterText
{
    private const long Millisecond = 1_000_000;

    /// <summary>Nodes, slots and copies.</summary>
    public static string Status(ClusterStatus status)
    {
        StringBuilder text = new();
        string arbiter = status.ArbiterSilenceNs < 0 ? "has not answered yet" : Line($"answered {status.ArbiterSilenceNs / Millisecond} ms ago");
        text.Append(Line($"cluster {status.Id}, seen from {status.Node}; arbiter {arbiter}\n"));
        if (status.Pause is { Paused: true } pause)
        {
            text.Append(Line($"TAKEOVERS ARE PAUSED by {pause.By} since {AuditTime.Short(pause.At)} UTC: {pause.Reason}\n"));
        }

        if (status.Dmm is { Active: true } dmm)
        {
            text.Append(Line($"DMM of the cluster, epoch {dmm.Epoch}, latched by {dmm.Origin}\n"));
        }

        text.Append("\nnode              state    heard      says\n");
        foreach (ClusterNodeStatus node in status.Nodes)
        {
            string heard = node.IsSelf ? "here" : node.SilenceNs < 0 ? "never" : Line($"{node.SilenceNs / Millisecond} ms ago");
            text.Append(Line($"{node.Name,-16}  {node.State,-7}  {heard,-9}  {string.Join(' ', node.Health)}\n"));
        }

        text.Append("\nslot              owner             epoch  committed  in sync\n");
        foreach (ClusterSlotStatus slot in status.Slots)
        {
            string owner = slot.Owner.Length == 0 ? "-" : slot.IsReleased ? slot.Owner + " (let go)" : slot.Owner;
            string members = slot.InSync.Count == 0 ? "NOBODY" : string.Join(' ', slot.InSync);
            string control = slot.IsControl ? "  (control)" : "";
            text.Append(Line($"{slot.Name,-16}  {owner,-16}  {slot.Epoch,5}  {slot.Committed,9}  {members}{control}\n"));
            foreach (ClusterCopyStatus copy in slot.Copies)
            {
                string whole = copy.IsWhole ? "whole" : "NOT WHOLE";
                text.Append(Line($"  {copy.Node,-14}  {copy.Role,-16}  {copy.Epoch,5}  {copy.Durable,9}  {whole}\n"));
            }

            if (slot.Problem.Length > 0)
            {
                text.Append(Line($"  here: {slot.Problem}\n"));
            }
        }

        return text.ToString();
    }

    /// <summary>One event.</summary>
    public static string Event(ClusterEventView happened) => $"{AuditTime.Short(happened.At)}  {happened.Text}";

    /// <summary>Whether it could fail over.</summary>
    public static string Check(ClusterCheckReply reply)
    {
        StringBuilder text = new();
        foreach (string reason in reply.Reasons)
        {
            text.Append(Line($"no   {reason}\n"));
        }

        foreach (ClusterSlotCheck slot in reply.Slots)
        {
            text.Append(Line($"{(slot.Ready ? "yes" : "no "),-3}  {slot.Slot}: {slot.Outcome}\n"));
            foreach (string reason in slot.Reasons)
            {
                text.Append(Line($"     {reason}\n"));
            }
        }

        return text.ToString();
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
