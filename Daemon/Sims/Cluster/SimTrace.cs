using System;
using System.Collections.Generic;
using Basisd.Cluster;

namespace Basisd.Sims.Cluster;

/// <summary>
/// What a run does, in the words of the model of the protocol (Daemon.Tests/Cluster/Model/ownership.pml): for each node and slot the outward state,
/// as the number that the model's <c>look</c> makes of its own, and every change of it. It only looks.
/// </summary>
internal sealed class SimTrace
{
    private const int Follower = 0;
    private const int Owner = 1;
    private const int Letting = 2;
    private const int Dead = 3;
    private const int Renew = 1;
    private const int Claim = 2;
    private const int Release = 3;

    private readonly Dictionary<(int From, int To), string> _steps = [];
    private readonly Dictionary<(int Node, int Slot), Seen> _seen = [];

    /// <summary>Each change that was seen, with where it was seen first.</summary>
    public IReadOnlyDictionary<(int From, int To), string> Steps => _steps;

    /// <summary>The number in words.</summary>
    public static string Words(int state)
    {
        string role = (state % 4) switch { Follower => "follower", Owner => "owner", Letting => "letting go", _ => "dead" };
        string gate = (state / 4 % 3) switch { 0 => "closed", 1 => "just closed", _ => "open" };
        string record = (state / 192 % 3) switch { 0 => "another's", 1 => "its own", _ => "its own, released" };
        string may = state / 576 > 0 ? ", may claim" : string.Empty;
        return $"[{role}, gate {gate}, call {state / 12 % 4}, unknown {state / 48 % 4}, record {record}{may}]";
    }

    /// <summary>Another run begins.</summary>
    public void Begin() => _seen.Clear();

    /// <summary>Time has passed, or somebody else has written the record: looks at one node.</summary>
    public void Look(SimWorld world, SimNode node, int slot)
    {
        if (world.Arbiter.Slot(slot) is not { } record)
        {
            return;
        }

        Seen before = _seen.GetValueOrDefault((node.Number, slot), Seen.Of(Dead));
        Seen now = node.SightOf(slot) is { } sight && !before.IsRetired ? Of(before, sight) : before;

        // What time alone does comes first, a step after the other: the right ends, its last order has arrived, the wait is over.
        long boottime = node.Clock.BoottimeOf(world.Now);
        Seen passing = before;
        if (passing.Gate == 2 && boottime >= passing.Deadline)
        {
            passing = passing with { Gate = 1, ShutAt = Math.Min(world.Now, node.Clock.LastBefore(passing.Deadline) + 1) };
            Step(world, node, slot, before, passing);
        }

        if (passing.Gate == 1 && world.Now - passing.ShutAt >= SimWorld.StopBound)
        {
            Seen shut = passing with { Gate = 0 };
            Step(world, node, slot, passing, shut);
            passing = shut;
        }

        Seen other = passing with { Record = record.Owner != node.Number ? 0 : record.Released ? 2 : 1 };
        Step(world, node, slot, passing, other);
        Seen waited = other with { May = now.May && other.Role == Follower };
        Step(world, node, slot, other, waited);
        _seen[(node.Number, slot)] = waited;
    }

    /// <summary>The node made a step.</summary>
    /// <param name="world">Where.</param>
    /// <param name="node">Which.</param>
    /// <param name="slot">For which slot.</param>
    /// <param name="hasSent">It sent a swap at the end of it.</param>
    public void Stepped(SimWorld world, SimNode node, int slot, bool hasSent)
    {
        if (world.Arbiter.Slot(slot) is null || node.SightOf(slot) is not { } sight)
        {
            return;
        }

        Seen before = _seen.GetValueOrDefault((node.Number, slot), Seen.Of(Dead)) with { IsRetired = false };
        Seen after = Of(before, sight);
        bool isOpen = sight.Deadline > node.Clock.BoottimeOf(world.Now);
        after = isOpen ? after with { Gate = 2, Deadline = sight.Deadline }
            : before.Gate == 2 ? after with { Gate = 1, ShutAt = world.Now } : after;
        Seen between = hasSent && after.Call != 0 ? after with { Call = 0 } : after;
        Step(world, node, slot, before, between);
        Step(world, node, slot, between, after);
        _seen[(node.Number, slot)] = after;
    }

    /// <summary>The gate pages of a life that died are closed: by the next life, or by the verb that releases.</summary>
    public void Retired(SimWorld world, SimNode node)
    {
        for (int slot = 0; slot < world.Plan.Slots; slot++)
        {
            Look(world, node, slot);
            if (_seen.TryGetValue((node.Number, slot), out Seen before))
            {
                Seen after = before with { Role = Dead, Call = 0, Unknown = 0, May = false, IsRetired = true };
                after = before.Gate == 2 ? after with { Gate = 1, ShutAt = world.Now } : after;
                Step(world, node, slot, before, after);
                _seen[(node.Number, slot)] = after;
            }
        }
    }

    private static Seen Of(Seen before, in SlotSight sight)
    {
        int kind = sight.Open is not { } open ? 0 : open.Released ? Release : open.Seq == 0 || sight.Role == SlotRole.Claiming ? Claim : Renew;
        int role = sight.Role switch
        {
            SlotRole.TakingOver or SlotRole.Owner => Owner,
            SlotRole.Releasing => Letting,
            _ => Follower,
        };
        return before with { Role = role, Call = sight.IsUnknown ? 0 : kind, Unknown = sight.IsUnknown ? kind : 0, May = sight.MayClaim };
    }

    private void Step(SimWorld world, SimNode node, int slot, in Seen from, in Seen to)
    {
        if (from.Number != to.Number)
        {
            _steps.TryAdd((from.Number, to.Number), $"seed {world.Plan.Seed}, node {node.Number}, slot {slot}, {world.Now} ns");
        }
    }

    private readonly record struct Seen(
        int Role, int Gate, int Call, int Unknown, int Record, bool May, long Deadline, long ShutAt, bool IsRetired)
    {
        /// <summary>As the model's <c>look</c> counts.</summary>
        public int Number => ((((((((May ? 1 : 0) * 3) + Record) * 4) + Unknown) * 4) + Call) * 3 + Gate) * 4 + Role;

        public static Seen Of(int role) => new(role, 0, 0, 0, 0, false, 0, 0, true);
    }
}
