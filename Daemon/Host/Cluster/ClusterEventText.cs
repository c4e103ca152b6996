using Basisd.Cluster;
using Basisd.Host.Logging;
using Basisd.Host.Metrics;
using Serilog.Events;

namespace Basisd.Host.Cluster;

/// <summary>What a <see cref="ClusterEvent"/> says to people, under which kind of log entry, and how loud.</summary>
internal static class ClusterEventText
{
    /// <summary>The event for machines, for example <c>claimed_silent</c>.</summary>
    public static string Kind(ClusterEvent happened) => NodeMetrics.SnakeCase(happened.ToString());

    /// <summary>The event for people.</summary>
    /// <param name="happened">What.</param>
    /// <param name="slot">Name of the slot; empty for none.</param>
    /// <param name="node">Name of the node; empty for none.</param>
    /// <param name="epoch">The epoch; 0 for none.</param>
    public static string Of(ClusterEvent happened, string slot, string node, ulong epoch) => happened switch
    {
        ClusterEvent.Created => $"{slot}: its record was created, epoch {epoch}",
        ClusterEvent.ClaimedReleased => $"{slot}: claimed under epoch {epoch} after its owner let it go",
        ClusterEvent.ClaimedSilent => $"{slot}: claimed under epoch {epoch} because its owner gave no sign",
        ClusterEvent.ClaimedOwn => $"{slot}: claimed under epoch {epoch} from an earlier life of this node",
        ClusterEvent.ClaimLost => $"{slot}: somebody else claimed first",
        ClusterEvent.FencedByDeadline => $"{slot}: no renewal was confirmed in time; this node acts for it no more",
        ClusterEvent.FencedByRecord => $"{slot}: the arbiter shows another owner; this node acts for it no more",
        ClusterEvent.Released => node.Length > 0 ? $"{slot}: let go, {node} may claim first" : $"{slot}: let go",
        ClusterEvent.SyncLost => $"{slot}: {node} left the in-sync set",
        ClusterEvent.SyncGained => $"{slot}: {node} is in sync",
        ClusterEvent.Alone => $"{slot}: nobody is in sync; this node goes on alone, and no one could take over",
        ClusterEvent.ArbiterLost => "the arbiter does not answer",
        ClusterEvent.ArbiterBack => "the arbiter answers again",
        ClusterEvent.FailsafeHeld => $"{slot}: without the arbiter, this node goes on by the word of all others",
        ClusterEvent.NeedsPermit => $"{slot}: has no owner, and a second takeover within cluster.flap needs `basisd cluster permit {slot}`",
        ClusterEvent.NotEligible => $"{slot}: has no owner, and the copy here may not own it: it is not in sync, or not whole",
        ClusterEvent.Paused => "takeovers are paused",
        ClusterEvent.PauseEnded => "takeovers are possible again",
        ClusterEvent.EngineSilent => $"{slot}: its engine is silent",
        ClusterEvent.NotOwner => $"this node does not own {slot}: ask its owner",
        ClusterEvent.TargetNotReady => "the target is not in sync, or silent",
        ClusterEvent.Busy => "something of the kind is under way",
        ClusterEvent.ForeignConfiguration => $"{node} has another configuration of the cluster; its heartbeats are refused",
        ClusterEvent.DamagedRecord => "a key of the arbiter cannot be read; nothing of it is believed",
        ClusterEvent.PeerRestarted => $"{node} restarted",
        ClusterEvent.HashDiffers => $"{slot}: the state of {node} differs at the same entry",
        ClusterEvent.RecordAbsent => $"{slot}: has no record although journals of it exist; it is created once every node is heard",
        ClusterEvent.ArbiterWentBack => "the arbiter is at an older state than it was: it was restored; nothing of it is believed until it is newer",
        ClusterEvent.RecordBehind => $"{slot}: its record is of an older epoch than journals or heartbeats show; nobody claims by it",
        ClusterEvent.NoRoom => $"{slot}: has no owner, and this node owns cluster.max_slots already",
        _ => $"{Kind(happened)} {slot} {node}".TrimEnd(),
    };

    /// <summary>Under which kind it is logged.</summary>
    public static Logging.LogEvent LogOf(ClusterEvent happened) => happened switch
    {
        ClusterEvent.Created or ClusterEvent.ClaimedReleased or ClusterEvent.ClaimedSilent or ClusterEvent.ClaimedOwn => LogEvents.SlotClaimed,
        ClusterEvent.FencedByDeadline or ClusterEvent.FencedByRecord => LogEvents.SlotFenced,
        ClusterEvent.Released or ClusterEvent.EngineSilent => LogEvents.SlotReleased,
        ClusterEvent.SyncLost or ClusterEvent.SyncGained or ClusterEvent.Alone => LogEvents.SyncChanged,
        ClusterEvent.ArbiterLost or ClusterEvent.FailsafeHeld or ClusterEvent.DamagedRecord => LogEvents.ArbiterLost,
        ClusterEvent.ArbiterBack => LogEvents.ArbiterBack,
        ClusterEvent.Paused or ClusterEvent.PauseEnded => LogEvents.TakeoversPaused,
        ClusterEvent.ForeignConfiguration => LogEvents.ForeignPeer,
        ClusterEvent.PeerRestarted => LogEvents.PeerBack,
        ClusterEvent.HashDiffers => LogEvents.CopyDamaged,
        _ => LogEvents.SlotOwnerless,
    };

    /// <summary>How loud it is.</summary>
    public static LogEventLevel LevelOf(ClusterEvent happened) => happened switch
    {
        ClusterEvent.HashDiffers or ClusterEvent.ForeignConfiguration or ClusterEvent.DamagedRecord or ClusterEvent.NeedsPermit
            or ClusterEvent.FencedByDeadline or ClusterEvent.FencedByRecord or ClusterEvent.Alone => LogEventLevel.Error,
        ClusterEvent.ClaimedSilent or ClusterEvent.SyncLost or ClusterEvent.ArbiterLost or ClusterEvent.FailsafeHeld or ClusterEvent.NotEligible
            or ClusterEvent.Paused or ClusterEvent.EngineSilent or ClusterEvent.PeerRestarted or ClusterEvent.RecordAbsent => LogEventLevel.Warning,
        _ => LogEventLevel.Information,
    };
}
