using Basisd.Safety;

namespace Basisd.Sims.Cluster;

/// <summary>
/// At most one acting epoch per slot, judged twice: by the moments at which a gate reads open, and by the moments at which orders reach the
/// exchange. Once a higher
/// epoch was seen, a lower one must never be seen again, whether or not the exchange would refuse it.
/// </summary>
internal sealed class ActingChecker(int slots)
{
    private readonly Seen[] _seen = new Seen[slots];

    /// <summary>A gate of an epoch read open.</summary>
    public void Read(int slot, int node, ulong epoch, long now)
    {
        ref Seen seen = ref _seen[slot];
        if (epoch < seen.Epoch)
        {
            throw new SimViolationException(
                "at most one acting epoch per slot",
                $"at {Ms(now)} the gate of slot {slot} on node {node} reads open under epoch {epoch}, {seen.Epoch} acts already");
        }

        if (epoch > seen.Epoch)
        {
            seen.Earlier = long.Max(seen.Earlier, seen.LastArrival);
            seen.Epoch = epoch;
            seen.Node = node;
        }

        if (node != seen.Node)
        {
            throw new SimViolationException(
                "at most one acting epoch per slot",
                $"at {Ms(now)} the gates of slot {slot} on nodes {node} and {seen.Node} read open under one epoch {epoch}");
        }
    }

    /// <summary>An order that a gate of an epoch let through will reach the exchange. Called in the order of sending.</summary>
    public void Arrives(int slot, ulong epoch, long at)
    {
        ref Seen seen = ref _seen[slot];
        if (at <= seen.Earlier)
        {
            throw new SimViolationException(
                "at most one acting epoch per slot",
                $"an order of epoch {epoch} of slot {slot} reaches the exchange at {Ms(at)}, one of an earlier epoch only at {Ms(seen.Earlier)}");
        }

        seen.LastArrival = long.Max(seen.LastArrival, at);
    }

    private static string Ms(long now) => $"{now / FixedPoint.Millisecond} ms";

    private struct Seen
    {
        public ulong Epoch;
        public int Node;

        /// <summary>Latest arrival under this epoch.</summary>
        public long LastArrival;

        /// <summary>Latest arrival under any earlier one.</summary>
        public long Earlier;
    }
}
