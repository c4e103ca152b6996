using System;
using System.Linq;
using Basisd.Cluster;

namespace Basisd.Tests.Peers;

/// <summary>Clusters for the tests of the peers' room.</summary>
internal static class TestCluster
{
    public const string Id = "desk";
    public const ulong Fingerprint = 0x1122_3344_5566_7788;

    public static ClusterSettings Settings(int self, int nodes = 3, int slots = 2) => new()
    {
        Self = self,
        Nodes = [.. Enumerable.Range(0, nodes).Select(i => ((char)('a' + (i % 26))).ToString() + (i < 26 ? "" : i.ToString()))],
        Slots = [.. Enumerable.Range(0, slots).Select(i => $"s{i}")],
        Preferred = new int[slots],
        Control = 0,
        Fingerprint = Fingerprint,
    };

    public static byte[] Key(byte first) => [.. Enumerable.Range(0, 32).Select(i => (byte)(first + i))];

    /// <summary>A heartbeat with something else in every field.</summary>
    public static Heartbeat Beat(int slots, ulong boot, ulong seq)
    {
        Heartbeat beat = new(slots) { Boot = boot, Seq = seq, Health = NodeHealth.Ready | NodeHealth.Dmm, DmmEpoch = seq + 3 };
        for (int i = 0; i < slots; i++)
        {
            beat.Slots[i] = new SlotBeat
            {
                Role = (SlotRole)(i % 6),
                IsWhole = i % 2 == 0,
                Released = i % 3 == 0,
                Successor = (i % 4) - 1,
                Epoch = (ulong)(i + 1) << 40,
                Durable = ulong.MaxValue - (ulong)i,
                Committed = (ulong)i * 1_000,
                StateHash = 0x9E37_79B9_7F4A_7C15UL + (ulong)i,
                HashedAt = (ulong)i,
            };
        }

        return beat;
    }
}
