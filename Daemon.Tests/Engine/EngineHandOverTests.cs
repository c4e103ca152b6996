using System;
using System.Collections.Generic;
using Basisd.Engine;
using Xunit;

namespace Basisd.Tests.Engine;

/// <summary>The committed state comes down whole before the activate, for who asked for it, and nothing of it for anybody else.</summary>
public sealed class EngineHandOverTests
{
    private const SessionFlags Asking = SessionFlags.Commands | SessionFlags.HandOver;

    [Theory]
    [InlineData(1)]
    [InlineData(EngineProtocol.MaxStateBytes)]
    [InlineData(EngineProtocol.MaxStateBytes + 1)]
    [InlineData(EngineProtocol.MaxCommitBytes)]
    public void A_state_arrives_whole_and_then_the_activate(int length)
    {
        using EngineHarness node = new(new EngineOptions { IsCluster = true });
        using EngineClient client = node.Connect(Asking);
        Assert.Equal(Asking | SessionFlags.Cluster, client.Reply.Flags);
        byte[] state = new byte[length];
        new Random(length).NextBytes(state);
        Assert.Equal(1, node.Endpoint.Activate(0, Activate(9), 77, state));
        List<byte> got = [];
        ulong sequence = 1;
        while (true)
        {
            node.Poll();
            if (!client.TryReceive(0, out ControlRecord record))
            {
                continue;
            }

            Assert.Equal(++sequence, record.Sequence);
            if (record.Kind == ControlKind.Command)
            {
                Assert.Equal((9L, 4L), (record.V0, record.V1));
                break;
            }

            Assert.Equal((ControlKind.State, 77L, (long)got.Count, (long)length), (record.Kind, record.V0, record.V1, record.V2));
            Assert.True(record.Index <= EngineProtocol.MaxStateBytes);
            got.AddRange(client.Payload[..(int)record.Index]);
        }

        Assert.Equal(state, got);
        using EngineClient next = node.Connect();
        Assert.Equal(77, next.Reply.LastCommitId);
    }

    [Fact]
    public void Who_did_not_ask_hears_the_activate_alone_and_of_no_cluster()
    {
        using EngineHarness node = new(new EngineOptions { IsCluster = true });
        using EngineClient client = node.Connect(SessionFlags.Commands);
        Assert.Equal(SessionFlags.Commands, client.Reply.Flags);
        node.Endpoint.Activate(0, Activate(9), 77, new byte[9_999]);
        Assert.True(client.TryReceive(EngineHarness.Patience, out ControlRecord record));
        Assert.Equal((ControlKind.Command, 9L), (record.Kind, record.V0));
    }

    [Fact]
    public void A_deactivate_voids_an_activate_whose_state_is_still_on_its_way()
    {
        using EngineHarness node = new(new EngineOptions { IsCluster = true });
        using EngineClient client = node.Connect(Asking);
        node.Endpoint.Activate(0, Activate(9), 77, new byte[EngineProtocol.MaxCommitBytes]);
        node.Endpoint.Command(Activate(10) with { Kind = EngineCommandKind.Deactivate });
        ControlRecord record = default;
        while (record.Kind != ControlKind.Command)
        {
            node.Poll();
            client.TryReceive(0, out record);
        }

        Assert.Equal(10, record.V0);
        node.Sync(client);
    }

    [Fact]
    public void A_state_that_came_before_does_not_come_again_and_a_later_one_does()
    {
        using EngineHarness node = new(new EngineOptions { IsCluster = true });
        using EngineClient client = node.Connect(Asking);
        using EngineClient other = node.Connect(SessionFlags.Commands);
        node.Endpoint.HandOver(client.Reply.SessionId, 77, new byte[100]);
        node.Endpoint.HandOver(other.Reply.SessionId, 77, new byte[100]);
        node.Endpoint.Activate(0, Activate(9), 77, new byte[100]);
        node.Endpoint.Activate(0, Activate(10), 78, new byte[200]);
        (ControlKind, long, long)[] asked =
        [
            (ControlKind.State, 77, 100), (ControlKind.Command, 9, 0), (ControlKind.State, 78, 200), (ControlKind.Command, 10, 0),
        ];
        Assert.Equal(asked, Received(client, asked.Length));
        Assert.Equal([(ControlKind.Command, 9, 0), (ControlKind.Command, 10, 0)], Received(other, 2));
    }

    [Fact]
    public void An_activate_comes_behind_the_rest_of_a_state_that_is_on_its_way()
    {
        using EngineHarness node = new(new EngineOptions { IsCluster = true });
        using EngineClient client = node.Connect(Asking);
        byte[] state = new byte[EngineProtocol.MaxCommitBytes];
        node.Endpoint.HandOver(client.Reply.SessionId, 77, state);
        node.Endpoint.Activate(0, Activate(9), 77, state);
        int parts = 0;
        ControlRecord record = default;
        while (record.Kind != ControlKind.Command)
        {
            node.Poll();
            parts += client.TryReceive(0, out record) && record.Kind == ControlKind.State ? 1 : 0;
        }

        Assert.Equal((state.Length + EngineProtocol.MaxStateBytes - 1) / EngineProtocol.MaxStateBytes, parts);
    }

    private static (ControlKind, long, long)[] Received(EngineClient client, int count)
    {
        (ControlKind, long, long)[] got = new (ControlKind, long, long)[count];
        for (int i = 0; i < count; i++)
        {
            Assert.True(client.TryReceive(EngineHarness.Patience, out ControlRecord record));
            got[i] = (record.Kind, record.V0, record.Kind == ControlKind.State ? record.V2 : 0);
        }

        return got;
    }

    private static EngineCommand Activate(long id) => new(id, 4, EngineCommandKind.Activate, 0, EngineHarness.Now, 2, 0);
}
