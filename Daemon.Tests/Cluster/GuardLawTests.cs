using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Cluster;
using Xunit;

namespace Basisd.Tests.Cluster;

/// <summary>
/// Guards whose absence shows in one node's own words: a history that breaks a law without the guard and keeps it with the guard. Where it takes a
/// whole cluster to see the harm, the campaign is the judge (<c>Simulation/Cluster</c>); some are judged by both.
/// </summary>
public sealed class GuardLawTests
{
    private const long Ms = ClusterRig.Ms;

    /// <summary>Each guard with its history, which gives back how the law was broken, or null.</summary>
    internal static IReadOnlyList<(ClusterGuards Guard, Func<ClusterGuards, string?> History)> Laws { get; } =
    [
        (ClusterGuards.CountsFromSend, LateAnswer),
        (ClusterGuards.UnknownStaysOpen, without => SilentJoiner(without, "mute")),
        (ClusterGuards.CommitWaitsForOpen, without => SilentJoiner(without, "hold")),
        (ClusterGuards.AdmitsCaughtUp, ShortFollower),
        (ClusterGuards.AcksOfTenure, EarlierAcknowledgement),
        (ClusterGuards.PressesClaim, LostClaim),
    ];

    public static TheoryData<string> Guards => new(Laws.Select(l => l.Guard.ToString()));

    [Theory]
    [MemberData(nameof(Guards))]
    public void ALawHoldsWithItsGuardAndBreaksWithoutIt(string name)
    {
        (ClusterGuards guard, Func<ClusterGuards, string?> history) = Laws.Single(l => l.Guard.ToString() == name);
        Assert.Null(history(ClusterGuards.None));
        Assert.NotNull(history(guard));
    }

    /// <summary>A deadline is never later than the sending of something confirmed + D.</summary>
    private static string? LateAnswer(ClusterGuards without)
    {
        ClusterRig rig = new(ClusterRig.Settings(), without: without);
        rig.Own();
        rig.Arbiter = "hold";
        rig.Run(400);
        int index = IndexOfSwap(rig);
        long sentAt = rig.Held[index].SentAt;
        rig.Run(700);
        rig.Answer(index, "ok");
        long until = rig.Seen.Last(s => s.Effect.Kind == ClusterEffectKind.Deadline).Effect.Until;
        return until > sentAt + rig.Core.Settings.FenceNs ? $"sent at {sentAt / Ms} ms, deadline {until / Ms} ms" : null;
    }

    /// <summary>Whatever record a call under way may still write, those it names have everything that was reported as committed.</summary>
    private static string? SilentJoiner(ClusterGuards without, string how)
    {
        ClusterRig rig = new(ClusterRig.Settings(), without: without);
        rig.Own(members: 0);
        rig.Run(50);
        rig.Arbiter = "hold";
        rig.Ack(1, 11);
        rig.Run(250);
        int index = IndexOfSwap(rig);
        (ArbiterCall call, long sentAt) = rig.Held[index];
        if (how == "mute")
        {
            rig.Answer(index, "mute");
            rig.Arbiter = "down";
        }

        // The joiner falls silent, and the owner writes.
        rig.Copy(0, 12, 5);
        rig.Run(1_300);
        rig.Copy(0, 13, 5);
        ulong committed = rig.Seen.Last(s => s.Effect.Kind == ClusterEffectKind.Committed).Effect.Sequence;
        rig.Carry(call, sentAt);
        return (rig.Record(0)!.InSync & 0b010) != 0 && committed > 11 ? $"node 1 is in sync with 11 entries, {committed} are committed" : null;
    }

    /// <summary>Nobody is named in sync before it has the first entry of the owner's epoch.</summary>
    private static string? ShortFollower(ClusterGuards without)
    {
        ClusterRig rig = new(ClusterRig.Settings(), without: without);
        rig.Own(members: 0);
        rig.Ack(1, 9);
        rig.Run(300);
        return (rig.Record(0)!.InSync & 0b010) != 0 ? "node 1 is in sync with 9 entries, 11 are committed" : null;
    }

    /// <summary>What was acknowledged under an earlier tenure commits nothing under a later one.</summary>
    private static string? EarlierAcknowledgement(ClusterGuards without)
    {
        ClusterRig rig = new(ClusterRig.Settings(), without: without);
        rig.Own(members: 0b100);
        rig.Copy(0, 11, 5, appended: 13);
        rig.Ack(2, 13);

        // Another node takes the slot over without the tail, which node 2 and we cut off, and lets it go.
        rig.Put(0, new(6, 1, 101, 3, 0b101, true, SlotRecord.None, 11, 0));
        rig.Run(300);
        rig.Say(ClusterInputKind.Stopped);
        rig.Copy(0, 11, 5);
        rig.Run(1_500);
        ulong epoch = rig.Seen.Last(s => s.Effect.Kind == ClusterEffectKind.TakeOver).Effect.Epoch;
        rig.Copy(0, 12, epoch);
        bool commits = rig.Seen.Any(s => s.Effect.Kind == ClusterEffectKind.Committed && s.Effect.Epoch == epoch);
        Assert.Equal(7UL, epoch);
        return commits ? "12 is committed under epoch 7, node 2 acknowledged nothing under it" : null;
    }

    /// <summary>A slot with a healthy copy and a healthy arbiter has an owner within 30 s, also when a claim got lost for good.</summary>
    private static string? LostClaim(ClusterGuards without)
    {
        ClusterRig rig = new(ClusterRig.Settings(), without: without);
        rig.PeersUp(10, 4);
        rig.Put(0, new(4, 1, 1, 0, 0b001, true, 0, 10, 0));
        rig.Arbiter = "hold";
        rig.Copy(0, 10, 4);
        rig.Run(20);
        while (rig.Held.Count > 0)
        {
            rig.Answer(0, rig.Held[0].Call.IsRead ? "ok" : "mute");
        }

        Assert.Equal(SlotRole.Claiming, rig.Core.Slot(0).Role);
        rig.Arbiter = "ok";
        rig.Run(30_000);
        return rig.Has(ClusterEffectKind.TakeOver) ? null : "nobody owns the slot after 30 s";
    }

    private static int IndexOfSwap(ClusterRig rig)
    {
        for (int i = 0; i < rig.Held.Count; i++)
        {
            if (rig.Held[i].Call.Value is SlotRecord)
            {
                return i;
            }
        }

        throw new InvalidOperationException("the node asked for no swap");
    }
}
