using System;

namespace Basisd.Cluster;

/// <summary>
/// The one exhaustive table of roles: (role, event) to the next role. What is not listed cannot happen, and stops the process if it does. There is
/// no way from Releasing or Fenced back to Owner: who let go, or was cut off, never acts again under the same epoch.
/// </summary>
internal static class RoleTable
{
    /// <summary>The role after an event.</summary>
    /// <exception cref="InvalidOperationException">The edge is not listed: a bug.</exception>
    public static SlotRole Next(SlotRole from, RoleEvent happened) => (from, happened) switch
    {
        (SlotRole.Follower, RoleEvent.ClaimSent) => SlotRole.Claiming,
        (SlotRole.Claiming, RoleEvent.ClaimWon) => SlotRole.TakingOver,
        (SlotRole.Claiming, RoleEvent.ClaimWonStopping) => SlotRole.Releasing,
        (SlotRole.Claiming, RoleEvent.ClaimLost) => SlotRole.Follower,
        (SlotRole.TakingOver, RoleEvent.Opened) => SlotRole.Owner,
        (SlotRole.TakingOver or SlotRole.Owner, RoleEvent.CloseAsked) => SlotRole.Releasing,
        (SlotRole.TakingOver or SlotRole.Owner or SlotRole.Releasing, RoleEvent.RightEnded) => SlotRole.Fenced,
        (SlotRole.Fenced, RoleEvent.LoopStopped) => SlotRole.Follower,
        (SlotRole.Releasing, RoleEvent.LetGo) => SlotRole.Follower,
        _ => throw new InvalidOperationException($"the role table has no edge from {from} by {happened}"),
    };
}
