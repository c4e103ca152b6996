using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>
/// Accounts for every order at the venue and every commit that an engine was told is durable. What it holds the cluster to: nothing is accepted under
/// an old epoch once a newer one was claimed, and what was acknowledged is known to whoever takes over.
/// </summary>
internal static class OrderAccounts
{
    /// <summary>Fails unless everything is accounted for.</summary>
    /// <returns>A line that counts it.</returns>
    public static async Task<string> SettleAsync(ClusterBed bed)
    {
        long accepted = 0;
        long refused = 0;
        List<string> wrong = [.. bed.Gates.Overlaps];
        foreach (string slot in ClusterBed.Slots)
        {
            EpochDeeds? before = null;
            foreach (EpochDeeds epoch in await bed.Venue.EpochsAsync(slot))
            {
                accepted += epoch.Accepted;
                refused += epoch.Refused;
                if (before is { } old && epoch.First > 0 && old.Last >= epoch.First)
                {
                    wrong.Add($"{slot}: an order of epoch {old.Epoch} was accepted {Ms(old.Last - epoch.First)} after one of epoch {epoch.Epoch}");
                }

                if (before is { } earlier && bed.Claims.TryGetValue((slot, epoch.Epoch), out long claimed) && earlier.Last > claimed)
                {
                    wrong.Add(
                        $"{slot}: an order of epoch {earlier.Epoch} was accepted {Ms(earlier.Last - claimed)} after {epoch.Epoch} was claimed");
                }

                before = epoch.First > 0 ? epoch : before;
            }
        }

        (long commits, string lost) = Commits(bed);
        if (lost.Length > 0)
        {
            wrong.Add(lost);
        }

        Assert.True(wrong.Count == 0, $"not accounted for:\n{string.Join('\n', wrong)}\n{bed.Said()}");
        return $"{accepted} orders and cancellations accepted, {refused} stopped by the venue's fence, {commits} commits acknowledged, none lost";
    }

    // By wall time over all engines of a slot: what a session is told at its start is at least what any engine of the slot was acknowledged before.
    private static (long Commits, string Lost) Commits(ClusterBed bed)
    {
        long count = 0;
        for (int slot = 0; slot < ClusterBed.Slots.Length; slot++)
        {
            List<(long At, bool IsHello, long Commit, string Node)> told = [];
            foreach (BedNode node in bed.Nodes)
            {
                told.AddRange(Told(node.Engines[slot].Output, node.Name));
            }

            long acknowledged = 0;
            foreach ((long at, bool isHello, long commit, string node) in told.OrderBy(t => t.At))
            {
                if (!isHello)
                {
                    count++;
                    acknowledged = Math.Max(acknowledged, commit);
                }
                else if (commit < acknowledged)
                {
                    return (count, $"{ClusterBed.Slots[slot]}: {node} was told of commit {commit} as the last, and {acknowledged} was acknowledged");
                }
            }
        }

        return (count, "");
    }

    private static IEnumerable<(long At, bool IsHello, long Commit, string Node)> Told(string output, string node)
    {
        const string LastCommit = "last commit ";
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l[0] == '{'))
        {
            using JsonDocument json = JsonDocument.Parse(line);
            string kind = json.RootElement.GetProperty("event").GetString()!;
            string text = json.RootElement.GetProperty("text").GetString()!;
            long at = json.RootElement.GetProperty("time").GetInt64();
            int mark = text.IndexOf(LastCommit, StringComparison.Ordinal);
            if (kind == "commit")
            {
                yield return (at, false, long.Parse(text), node);
            }
            else if (kind == "connected" && mark >= 0)
            {
                yield return (at, true, long.Parse(text[(mark + LastCommit.Length)..]), node);
            }
        }
    }

    private static string Ms(long ns) => $"{ns / 1_000_000} ms";
}
