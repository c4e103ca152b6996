using System;
using Basisd.Cluster;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Sims.Cluster;
using Xunit;

namespace Basisd.Tests.Simulation.Cluster;

/// <summary>Each checker sees what it is for: a checker that nothing can offend would pass every seed.</summary>
public sealed class ClusterCheckerTests
{
    private static readonly SlotRecord Record = new(5, 1, 77, 10, 0b100, false, SlotRecord.None, 40, 0);

    [Fact]
    public void ALowerEpochThatReadsOpenAfterAHigherOneIsSeen()
    {
        ActingChecker checker = new(1);
        checker.Read(0, 1, 5, 100);
        checker.Read(0, 2, 6, 200);
        Assert.Throws<SimViolationException>(() => checker.Read(0, 1, 5, 201));
        Assert.Throws<SimViolationException>(() => checker.Read(0, 1, 6, 202));
    }

    [Fact]
    public void AnOrderOfAnEarlierEpochBehindOneOfALaterEpochIsSeen()
    {
        ActingChecker checker = new(1);
        checker.Read(0, 1, 5, 100);
        checker.Arrives(0, 5, 250);
        checker.Read(0, 2, 6, 200);
        Assert.Throws<SimViolationException>(() => checker.Arrives(0, 6, 240));
        checker.Arrives(0, 6, 251);
    }

    [Fact]
    public void ATenureThatGoesBackIsSeen()
    {
        EpochChecker checker = new();
        checker.Written(0, Record, Record with { Seq = 11 });
        checker.Written(0, Record, Record with { Epoch = 6, Owner = 2, Boot = 78, Seq = 0 });
        Assert.Throws<SimViolationException>(() => checker.Written(0, Record, Record with { Epoch = 4 }));
        Assert.Throws<SimViolationException>(() => checker.Written(0, Record, Record with { Owner = 2 }));
        Assert.Throws<SimViolationException>(() => checker.Written(0, Record, Record with { Boot = 78 }));
        Assert.Throws<SimViolationException>(() => checker.Written(0, Record, Record with { Seq = 9 }));
        Assert.Throws<SimViolationException>(() => checker.Written(0, Record with { Released = true }, Record with { Seq = 11 }));
        Assert.Throws<SimViolationException>(() => checker.TakenOver(0, 1, 5, 5));
    }

    [Fact]
    public void AnOwnerWithoutWhatWasAcknowledgedIsSeen()
    {
        SimJournal owner = Journal(1, 3);
        CommitChecker checker = new(1);
        checker.Committed(0, 1, 3, owner);
        checker.TakenOver(0, 2, Journal(1, 4));
        Assert.Throws<SimViolationException>(() => checker.TakenOver(0, 3, Journal(1, 2)));
        Assert.Throws<SimViolationException>(() => checker.TakenOver(0, 3, Journal(2, 3)));
        Assert.Throws<SimViolationException>(() => checker.Committed(0, 1, 9, owner));
    }

    [Fact]
    public void WhatAnEarlierOwnerAcknowledgesBehindTheLaterOnesBackIsSeen()
    {
        CommitChecker checker = new(1);
        SimJournal earlier = Journal(1, 3);
        checker.Committed(0, 1, 3, earlier);
        checker.TakenOver(0, 2, Journal(1, 3));
        earlier.Append(SimEntryKind.Resolve, 1, 9);
        Assert.Throws<SimViolationException>(() => checker.Committed(0, 1, 4, earlier));
    }

    [Fact]
    public void AGateThatShowsMoreThanItMayIsSeen()
    {
        AuthorityChecker checker = new(1);
        checker.TakenOver(0, 1, SimState.All);
        checker.Opens(0, 1, SimState.Reduce);
        Assert.Throws<SimViolationException>(() => checker.Opens(0, 1, 2));
        checker.Committed(0, 1, 3);
        checker.Read(0, 1, 1, 3);
        Assert.Throws<SimViolationException>(() => checker.Read(0, 1, 1, 4));
        checker.TakenOver(0, 2, 0);
        Assert.Throws<SimViolationException>(() => checker.Opens(0, 2, SimState.Reduce));
    }

    [Fact]
    public void DmmThatEndsUnsignedOrGoesBackIsSeen()
    {
        DmmChecker checker = new();
        DmmRecord active = new(2, true, 0, null);
        byte[] resumption = DmmChecker.Resumption(2);
        checker.Written(null, active);
        Assert.Throws<SimViolationException>(() => checker.Written(active, new DmmRecord(2, false, 0, resumption)));
        checker.Sign(2);
        Assert.Throws<SimViolationException>(() => checker.Written(active, new DmmRecord(2, false, 0, [1, 2, 3])));
        Assert.Throws<SimViolationException>(() => checker.Written(active, new DmmRecord(1, true, 0, null)));
        Assert.Throws<SimViolationException>(() => checker.Written(new DmmRecord(3, true, 0, null), new DmmRecord(2, false, 0, resumption)));
        checker.Written(active, new DmmRecord(2, false, 0, resumption));
        checker.Left(2, resumption);
        Assert.Throws<SimViolationException>(() => checker.Left(3, DmmChecker.Resumption(3)));
    }

    [Fact]
    public void AnotherStateHashBehindTheSameEntriesIsSeen()
    {
        HashChecker checker = new();
        checker.Said(0, 7, 11, 100, 0);
        checker.Said(0, 7, 11, 100, 1);
        checker.Said(0, 7, 12, 101, 2);
        checker.Said(1, 7, 11, 101, 2);
        Assert.Throws<SimViolationException>(() => checker.Said(0, 7, 11, 101, 2));
    }

    [Fact]
    public void AnEngineWhoseCommitIsLostIsSeen()
    {
        SimCores cores = new(3, escalates: false, NodeGuards.None);
        SimCore core = new(cores);
        EngineCommitChecker checker = new(1);
        checker.TakenOver(0, 1, core.Node);
        checker.Acknowledged(0, 1);
        Assert.Throws<SimViolationException>(() => checker.TakenOver(0, 1, core.Node));
    }

    [Fact]
    public void AnOrderThatATakeoverLeavesOpenIsSeen()
    {
        SimCores cores = new(3, escalates: false, NodeGuards.None);
        SimCore core = new(cores);
        SimExchange exchange = new(1, false);
        SettlementChecker checker = new(1, exchange);
        exchange.Send(0, 10, 1);
        Assert.Contains("1 orders", checker.Unresolved(0, core.Node, 10), StringComparison.Ordinal);
    }

    [Fact]
    public void APageThatShowsMoreThanTheCommittedStateAllowsIsSeen()
    {
        SimCores cores = new(3, escalates: false, NodeGuards.None);
        PermissionChecker checker = new(cores, new SimWitness(1, cores));
        ulong[] page = new ulong[cores.Topology.Scopes.Length];
        checker.Read(0, 1, 5, page);
        page[0] = PermissionWord.AllowAll;
        Assert.Throws<SimViolationException>(() => checker.Read(0, 1, 5, page));
    }

    [Fact]
    public void TheExchangeRefusesALowerEpochOnlyWhereItIsAskedTo()
    {
        foreach (bool refuses in new[] { false, true })
        {
            SimExchange exchange = new(1, refuses);
            exchange.Send(0, 30, 5);
            exchange.Send(0, 10, 6);
            exchange.Send(0, 20, 6);
            Assert.Equal(2UL, exchange.Accepted(0, 25));
            Assert.Equal(refuses ? 2UL : 3UL, exchange.Accepted(0, 30));
            Assert.Equal(refuses ? 1 : 0, exchange.Refused);
        }
    }

    private static SimJournal Journal(ulong epoch, int entries)
    {
        SimJournal made = new();
        for (int i = 0; i < entries; i++)
        {
            made.Append(SimEntryKind.Resolve, epoch, (ulong)i);
        }

        made.Synced(made.Appended);
        return made;
    }
}
