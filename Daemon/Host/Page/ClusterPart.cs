using System.Linq;
using Basisd.Host.Http;

namespace Basisd.Host.Page;

/// <summary>
/// The cluster as this node sees it: what stands in the way of a takeover, who owns which slot, who is heard. Nothing where a node is alone.
/// </summary>
internal static class ClusterPart
{
    /// <summary>Writes it.</summary>
    public static void Add(HtmlText html, StatusSnapshot status)
    {
        if (status.Cluster is not { } cluster)
        {
            return;
        }

        html.Add($"<section aria-labelledby=\"cluster-h\"><h2 id=\"cluster-h\">Cluster</h2><div id=\"cluster\" data-part>");
        ClusterCheckReply check = ClusterCheck.Of(cluster);
        if (check.Ready)
        {
            html.Add($"<p class=\"good\">Every slot could be taken over now.</p>");
        }

        foreach (string reason in check.Reasons)
        {
            html.Add($"<p class=\"bad\"><b>Takeovers:</b> {reason}</p>");
        }

        Slots(html, cluster, check);
        Nodes(html, cluster);
        string dmm = cluster.Dmm is { Active: true } active ? $"DMM of the cluster holds, epoch {active.Epoch}, latched by {active.Origin}; " : "";
        html.Add($"<p class=\"sub\">{dmm}cluster {cluster.Id}, seen from {cluster.Node}; only etcd's records decide.</p></div></section>");
    }

    private static void Slots(HtmlText html, ClusterStatus cluster, ClusterCheckReply check)
    {
        PageTable table = PageTable.Open(html, "Slots with their owners", "Slot", "Owner", "In sync", "If the owner died");
        foreach (ClusterSlotStatus slot in cluster.Slots)
        {
            ClusterSlotCheck found = check.Slots.First(s => s.Slot == slot.Name);
            table.Row();
            table.Cell().Add($"{slot.Name} <span class=\"sub\">epoch {slot.Epoch}{(slot.IsControl ? ", control" : "")}</span>");
            table.EndCell();
            string owner = slot.Owner.Length == 0 ? "nobody" : slot.IsReleased ? $"nobody, {slot.Owner} let it go" : slot.Owner;
            table.Cell().Add($"<b>{owner}</b>");
            table.EndCell();
            table.Cell().Add($"{(slot.InSync.Count == 0 ? "nobody" : string.Join(", ", slot.InSync))}");
            table.EndCell();
            string reasons = found.Ready ? "" : string.Join("; ", found.Reasons);
            string heir = found.Ready ? $"{slot.Heir} would take over" : "nobody would take over";
            table.Cell().Add($"<span class=\"{(found.Ready ? "good" : "bad")}\">{heir}</span> <span class=\"sub\">{reasons}</span>");
            table.EndCell();
            table.EndRow();
        }

        table.Close();
    }

    private static void Nodes(HtmlText html, ClusterStatus cluster)
    {
        PageTable table = PageTable.Open(html, "Nodes as they are heard", "Node", "State", "Says of itself");
        foreach (ClusterNodeStatus node in cluster.Nodes)
        {
            table.Row();
            table.Cell().Add($"{node.Name} <span class=\"sub\">{(node.IsSelf ? "this node" : node.Address)}</span>");
            table.EndCell();
            table.Cell().Add($"<b class=\"{(node.State == "heard" ? "good" : "bad")}\">{node.State}</b>");
            table.EndCell();
            table.Cell().Add($"{string.Join(", ", node.Health).Replace('_', ' ')}");
            table.EndCell();
            table.EndRow();
        }

        table.Close();
    }
}
