using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Threading;
using Basisd.Engine;
using Basisd.Linux;
using Basisd.Node;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Engine;

public sealed class EngineRoundTripTests
{
    [Fact]
    public void Hello_is_answered_with_what_an_engine_must_know()
    {
        using EngineHarness node = new(new EngineOptions { LastCommitId = 41, DaemonVersion = (3, 2, 65_535), TimeScalePpm = 60_000_000 });
        using EngineClient client = node.Connect(SessionFlags.Commits, "an-engine-name-of-32-characters!");
        Assert.Equal(EngineHarness.Now, client.Reply.CoreTimeNs);
        Assert.Equal(60_000_000, client.Reply.TimeScalePpm);
        Assert.Equal(41, client.Reply.LastCommitId);
        Assert.Equal(EngineProtocol.MaxPacketBytes, client.Reply.MaxPacketBytes);
        Assert.Equal(new Version(3, 2, 65_535), client.Reply.DaemonVersion);
        Assert.Equal(SessionFlags.Commits, client.Reply.Flags);
        InboxItem opened = Assert.Single(node.Items);
        Assert.Equal(InboxItemKind.SessionOpened, opened.Kind);
        Assert.Equal(client.Reply.SessionId, opened.Session);
        Assert.True(node.Endpoint.TryGetSession(opened.Session, out EngineSessionInfo info));
        Assert.Equal("an-engine-name-of-32-characters!", info.Name);
        Assert.Equal(Environment.ProcessId, info.Peer.ProcessId);
        Assert.False(node.Endpoint.TryGetSession(opened.Session + 256, out _));
    }

    [Fact]
    public void Observations_arrive_whole_in_order_and_numbered()
    {
        using EngineHarness node = new();
        using EngineClient client = node.Connect();
        Observation[] sent = [.. Enumerable.Range(1, 200).Select(i => EngineHarness.Price(price: i))];
        client.Send(sent);
        ControlRecord pong = node.Sync(client);
        Observation[] came = [.. node.Of(InboxItemKind.Observation).Select(i => i.Record)];
        Assert.Equal(sent, came);
        Assert.Equal(200, pong.V1);
        Assert.Equal(0, pong.V3);
        Assert.Equal(200, node.Endpoint.Counters.Accepted(ObservationKind.Price));
        Assert.All(node.Of(InboxItemKind.Observation), i => Assert.Equal((EngineHarness.Now, client.Reply.SessionId), (i.ReceivedAt, i.Session)));
    }

    [Fact]
    public void Names_come_in_pages_and_agree_with_the_topology()
    {
        using EngineHarness node = new(modules: 150);
        using EngineClient client = node.Connect();
        using CancellationTokenSource stop = new();
        Thread loop = new(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                node.Poll(5);
            }
        });
        loop.Start();
        Dictionary<IndexTable, IReadOnlyList<string>> names = [];
        foreach (IndexTable table in Enum.GetValues<IndexTable>().Where(t => t != IndexTable.None))
        {
            names[table] = client.Names(table, EngineHarness.Patience);
        }

        stop.Cancel();
        loop.Join();
        Assert.Equal(node.Topology.Scopes.Select(s => s.Name), names[IndexTable.Scopes]);
        Assert.Equal(155, names[IndexTable.Scopes].Count);
        Assert.Equal(["kraken", "binance"], names[IndexTable.Venues]);
        Assert.Equal(["BTC"], names[IndexTable.Assets]);
        Assert.Equal(["BTC@kraken"], names[IndexTable.Routes]);
        Assert.Equal(node.Topology.Instruments.Select(i => i.Name), names[IndexTable.Instruments]);
        Assert.Equal(node.Topology.UnitReferences.Select(i => i.Name), names[IndexTable.UnitReferences]);
        Assert.Equal(node.Topology.Positions.Select(i => i.Name), names[IndexTable.Positions]);
    }

    [Fact]
    public void Commands_reach_only_sessions_that_asked_and_are_acknowledged()
    {
        using EngineHarness node = new();
        using EngineClient acting = node.Connect(SessionFlags.Commands);
        using EngineClient watching = node.Connect(SessionFlags.None);
        EngineCommand command = new(9, 4, EngineCommandKind.Reduce, 3, EngineHarness.Now + FixedPoint.Second, -5, 1);
        Assert.Equal(1, node.Endpoint.Command(command));
        ControlRecord came = acting.Await(ControlKind.Command, EngineHarness.Patience);
        Assert.Equal(
            ((ushort)EngineCommandKind.Reduce, 3U, 9L, 4L, command.DeadlineNs, -5L, 1L),
            (came.Flags, came.Index, came.V0, came.V1, came.V2, came.V3, came.V4));
        Assert.Equal(2UL, came.Sequence);
        Assert.False(watching.TryReceive(0, out _));
        acting.Send([new Observation { Kind = ObservationKind.CommandAck, SourceTime = EngineHarness.Now, V0 = 9 }]);
        node.Sync(acting);
        Assert.Equal(9, Assert.Single(node.Of(InboxItemKind.Observation)).Record.V0);
        Assert.False(node.Endpoint.Command(12345L, command));
    }

    [Fact]
    public void Leaving_and_being_sent_away_are_told_apart()
    {
        using EngineHarness node = new();
        EngineClient leaver = node.Connect();
        leaver.Send([EngineHarness.Price()]);
        leaver.Dispose();
        node.PollUntil(() => node.Of(InboxItemKind.SessionClosed).Any());
        Assert.Equal([InboxItemKind.SessionOpened, InboxItemKind.Observation, InboxItemKind.SessionClosed], node.Items.Select(i => i.Kind));
        using EngineClient other = node.Connect();
        node.Endpoint.Close(other.Reply.SessionId);
        node.PollUntil(() => node.Of(InboxItemKind.SessionClosed).Count() == 2);
        Assert.Equal([RejectReason.None, RejectReason.Closing], node.Of(InboxItemKind.SessionClosed).Select(i => i.Reason));
        EngineClientException e = Assert.Throws<EngineClientException>(() => other.Await(ControlKind.Pong, EngineHarness.Patience));
        Assert.Equal(RejectReason.Closing, e.Reason);
        Assert.Equal(0, node.Endpoint.OpenSessions);
    }

    [Fact]
    public void The_loop_waits_for_other_descriptors_and_for_a_wake_up()
    {
        using EngineHarness node = new();
        int other = EventFd.Open();
        try
        {
            node.Endpoint.Watch(other, 31);
            Assert.Equal(0, node.Endpoint.Poll(0));
            Assert.False(node.Endpoint.IsReady(31) || node.Endpoint.Woken);
            Thread waker = new(() => node.Endpoint.Wake());
            waker.Start();
            node.PollUntil(() => node.Endpoint.Woken);
            waker.Join();
            EventFd.Signal(other);
            node.Endpoint.Poll(EngineHarness.Patience);
            Assert.True(node.Endpoint.IsReady(31));
            Assert.False(node.Endpoint.IsReady(30) || node.Endpoint.Woken);
            Assert.True(EventFd.Take(other));
            node.Endpoint.Poll(0);
            Assert.False(node.Endpoint.IsReady(31));
            node.Endpoint.Unwatch(other);
            EventFd.Signal(other);
            node.Endpoint.Poll(0);
            Assert.False(node.Endpoint.IsReady(31));
        }
        finally
        {
            EventFd.Close(other);
        }
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void The_socket_is_for_its_group_and_goes_when_the_daemon_stops()
    {
        EngineHarness node = new();
        using EngineClient client = node.Connect();
        UnixFileMode mode = File.GetUnixFileMode(node.Path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, mode);
        node.Endpoint.Dispose();
        Assert.False(File.Exists(node.Path));
        EngineClientException e = Assert.Throws<EngineClientException>(() => client.Await(ControlKind.Pong, EngineHarness.Patience));
        Assert.Equal(RejectReason.Closing, e.Reason);
        node.Dispose();
    }

    [Fact]
    public void A_path_is_taken_over_only_from_nobody()
    {
        using EngineHarness node = new();
        var used = Assert.Throws<EngineEndpointException>(() => EngineEndpoint.Open(node.Path, node.Options, node.Topology, node));
        Assert.Contains("another process listens", used.Message, StringComparison.Ordinal);

        string stale = node.Path + "2";
        int dead = SocketCalls.Open(blocking: false);
        Assert.Equal(0, SocketCalls.Bind(dead, stale, 0b110_110_000));
        SocketCalls.Close(dead);
        Assert.True(File.Exists(stale));
        EngineEndpoint.Open(stale, node.Options, node.Topology, node).Dispose();

        string file = node.Path + "3";
        File.WriteAllText(file, "precious");
        EngineEndpointException taken = Assert.Throws<EngineEndpointException>(() => EngineEndpoint.Open(file, node.Options, node.Topology, node));
        Assert.Contains("not a socket", taken.Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(file));
    }

    [Theory]
    [InlineData("", "1 to 107 bytes")]
    [InlineData("/nowhere/at/all/engine.sock", "does not exist")]
    [InlineData("/tmp/ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", "1 to 107 bytes")]
    public void An_impossible_path_is_explained(string path, string says)
    {
        using EngineHarness node = new();
        EngineEndpointException e = Assert.Throws<EngineEndpointException>(() => EngineEndpoint.Open(path, node.Options, node.Topology, node));
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Assert.Throws<EngineClientException>(() => EngineClient.ConnectRaw(path));
    }
}
