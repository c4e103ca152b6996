using System;
using Basisd.Safety;

namespace Basisd.Sims.Cluster;

/// <summary>One fault or act of a plan.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">When, true time in ns.</param>
/// <param name="Duration">For how long, ns.</param>
/// <param name="Node">To which node.</param>
/// <param name="Other">And which other one, or a set of nodes.</param>
/// <param name="Slot">Which slot.</param>
/// <param name="Amount">How much; its meaning depends on the kind.</param>
internal readonly record struct SimFault(SimFaultKind Kind, long At, long Duration, int Node, int Other, int Slot, long Amount)
{
    /// <summary>By what an owner is struck.</summary>
    public static SimFaultKind Strike(long amount) => (amount % 5) switch
    {
        0 => SimFaultKind.PowerCut,
        1 => SimFaultKind.Freeze,
        2 => SimFaultKind.ArbiterCut,
        3 => SimFaultKind.Partition,
        _ => SimFaultKind.Kill,
    };

    /// <inheritdoc/>
    public override string ToString()
    {
        string at = $"{At / FixedPoint.Second}.{At % FixedPoint.Second / FixedPoint.Millisecond:000} s";
        string span = $"{Duration / FixedPoint.Millisecond} ms";
        return Kind switch
        {
            SimFaultKind.Partition => $"{at} {Kind} nodes {Convert.ToString(Other, 2)} (mask) for {span}",
            SimFaultKind.OneWay => $"{at} {Kind} from {Node} to {Other} for {span}",
            SimFaultKind.QuorumLost or SimFaultKind.LeaderChange or SimFaultKind.OddArbiter or SimFaultKind.StaleArbiter
                or SimFaultKind.SlowArbiter or SimFaultKind.PauseTakeovers or SimFaultKind.Lossy => $"{at} {Kind} for {span} ({Amount})",
            SimFaultKind.Switchover => $"{at} {Kind} of slot {Slot} to {Node}",
            SimFaultKind.EngineSilent or SimFaultKind.EnterDmm => $"{at} {Kind} at slot {Slot} for {span}",
            SimFaultKind.StrikeAtChange => $"{at} {Kind} within {span}, by {Strike(Amount)}",
            SimFaultKind.Resume => $"{at} {Kind}",
            SimFaultKind.Damage => $"{at} {Kind} of slot {Slot} on {Node}",
            _ => $"{at} {Kind} of {Node} for {span} ({Amount})",
        };
    }
}
