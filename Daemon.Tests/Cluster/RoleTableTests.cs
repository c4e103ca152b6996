using System;
using System.Collections.Generic;
using Basisd.Cluster;
using Xunit;

namespace Basisd.Tests.Cluster;

/// <summary>The table of roles, whole: what is listed here, and an assertion for everything else.</summary>
public sealed class RoleTableTests
{
    [Fact]
    public void What_is_not_listed_is_an_assertion()
    {
        Dictionary<(int, int), SlotRole> listed = new()
        {
            [(0, 0)] = SlotRole.Claiming,
            [(1, 1)] = SlotRole.TakingOver,
            [(1, 2)] = SlotRole.Releasing,
            [(1, 3)] = SlotRole.Follower,
            [(2, 4)] = SlotRole.Owner,
            [(2, 5)] = SlotRole.Releasing,
            [(3, 5)] = SlotRole.Releasing,
            [(2, 6)] = SlotRole.Fenced,
            [(3, 6)] = SlotRole.Fenced,
            [(4, 6)] = SlotRole.Fenced,
            [(5, 7)] = SlotRole.Follower,
            [(4, 8)] = SlotRole.Follower,
        };
        foreach (SlotRole role in Enum.GetValues<SlotRole>())
        {
            foreach (RoleEvent happened in Enum.GetValues<RoleEvent>())
            {
                if (listed.TryGetValue(((int)role, (int)happened), out SlotRole next))
                {
                    Assert.Equal(next, RoleTable.Next(role, happened));
                }
                else
                {
                    Assert.Throws<InvalidOperationException>(() => RoleTable.Next(role, happened));
                }
            }
        }
    }
}
