using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Basisd.Engine;
using Basisd.Linux;
using Basisd.Node;
using Xunit;

namespace Basisd.Tests.Engine;

public sealed class EngineFloodTests
{
    private const string ChildVariable = "BASISD_TEST_OUT_OF_DESCRIPTORS";

    [Fact]
    public void Ten_thousand_connections_leave_the_session_alone()
    {
        using EngineHarness node = new();
        using EngineClient engine = node.Connect();
        long connected = 0;
        Exception? failure = null;
        Thread crowd = new(() =>
        {
            try
            {
                while (Interlocked.Read(ref connected) < 10_000)
                {
                    using EngineClient visitor = EngineClient.ConnectRaw(node.Path);
                    Interlocked.Increment(ref connected);
                }
            }
            catch (EngineClientException e)
            {
                failure = e;
            }
        });
        crowd.Start();
        while (crowd.IsAlive)
        {
            node.Poll(1);
        }

        Assert.Null(failure);
        engine.Send([EngineHarness.Price()]);
        node.Sync(engine);
        Assert.Equal([InboxItemKind.SessionOpened, InboxItemKind.Observation], node.Items.Select(i => i.Kind));
        EngineCounters counters = node.Endpoint.Counters;
        node.PollUntil(() => counters.Closed(RejectReason.None) + counters.Closed(RejectReason.TooManySessions) == 10_000);
    }

    [Fact]
    public void Connections_held_open_are_bounded_refused_and_expire()
    {
        using EngineHarness node = new(new EngineOptions { MaxSessions = 1, MaxHandshakes = 3, HandshakeTimeoutMs = 300 });
        using EngineClient engine = node.Connect();
        EngineClient[] silent = [.. Enumerable.Range(0, 40).Select(_ => EngineClient.ConnectRaw(node.Path))];
        node.PollUntil(() => node.Endpoint.Counters.Closed(RejectReason.TooManySessions) == 37);
        node.PollUntil(() => node.Endpoint.Counters.Closed(RejectReason.HandshakeTimeout) == 3);
        int late = 0;
        foreach (EngineClient one in silent)
        {
            Assert.True(one.TryReceive(EngineHarness.Patience, out ControlRecord record));
            Assert.Equal(ControlKind.Refused, record.Kind);
            late += record.Flags == (ushort)RejectReason.HandshakeTimeout ? 1 : 0;
            one.Dispose();
        }

        Assert.Equal(3, late);

        // A second engine gets as far as its hello.
        using EngineClient second = EngineClient.ConnectRaw(node.Path);
        second.SayHello("second", SessionFlags.None);
        node.PollUntil(() => node.Endpoint.Counters.Closed(RejectReason.TooManySessions) == 38);
        EngineClientException e = Assert.Throws<EngineClientException>(() => second.TakeReply(EngineHarness.Patience));
        Assert.Equal(RejectReason.TooManySessions, e.Reason);
        Assert.Equal(1, node.Endpoint.OpenSessions);
        node.Sync(engine);
    }

    [Fact]
    public void A_slow_reader_is_dropped_and_harms_nobody()
    {
        using EngineHarness node = new();
        using EngineClient slow = node.Connect();
        using EngineClient good = node.Connect(SessionFlags.None);
        int sent = 0;
        EngineCommand command = new(1, 1, EngineCommandKind.Halt, 0, EngineHarness.Now, 0, 0);
        while (node.Endpoint.Command(slow.Reply.SessionId, command))
        {
            sent++;
            Assert.True(sent < 100_000, "a reader that does not read was never dropped");
        }

        Assert.True(sent > EngineProtocol.MaxRecordsPerPacket);
        node.PollUntil(() => node.Of(InboxItemKind.SessionClosed).Any());
        InboxItem closed = node.Of(InboxItemKind.SessionClosed).Single();
        Assert.Equal((RejectReason.SlowReader, slow.Reply.SessionId), (closed.Reason, closed.Session));
        Assert.Equal(1, node.Endpoint.Counters.Closed(RejectReason.SlowReader));
        good.Send([EngineHarness.Price()]);
        node.Sync(good);
        Assert.Single(node.Of(InboxItemKind.Observation));
    }

    [Fact]
    public void A_reader_that_catches_up_gets_everything_in_order()
    {
        using EngineHarness node = new();
        using EngineClient client = node.Connect();
        const int Commands = 900;
        for (int i = 1; i <= Commands; i++)
        {
            Assert.True(node.Endpoint.Command(client.Reply.SessionId, new EngineCommand(i, 1, EngineCommandKind.Halt, 0, 0, 0, 0)));
        }

        long next = 1;
        node.PollUntil(() =>
        {
            while (client.TryReceive(0, out ControlRecord record))
            {
                Assert.Equal((next, (ulong)next + 1), (record.V0, record.Sequence));
                next++;
            }

            return next > Commands;
        });
        node.Sync(client);
    }

    [Fact]
    public void A_full_inbox_leaves_the_rest_in_the_kernel_and_is_fair()
    {
        using EngineHarness node = new(new EngineOptions { InboxItems = EngineOptions.SmallestInbox });
        using EngineClient loud = node.Connect();
        using EngineClient quiet = node.Connect();
        Observation[] many = [.. Enumerable.Range(0, 64 * 20).Select(_ => EngineHarness.Price())];
        loud.Send(many);
        quiet.Send([EngineHarness.Price(price: 1)]);
        int polls = 0;
        node.Items.Clear();
        while (node.Items.Count < (64 * 20) + 1)
        {
            Assert.InRange(node.Poll(), 1, EngineOptions.SmallestInbox);
            polls++;
            Assert.True(polls < 20);
        }

        Assert.True(polls > 2);
        Assert.InRange(node.Items.FindIndex(i => i.Session == quiet.Reply.SessionId), 0, 64);
        Assert.Equal(many, node.Items.Where(i => i.Session == loud.Reply.SessionId).Select(i => i.Record));
    }

    [Fact]
    public void A_session_that_never_pauses_does_not_starve_the_others()
    {
        using EngineHarness node = new(new EngineOptions { InboxItems = EngineOptions.SmallestInbox });
        EngineClient[] loud = [.. Enumerable.Range(0, 12).Select(_ => node.Connect())];
        using EngineClient quiet = node.Connect();
        Observation[] batch = [.. Enumerable.Range(0, 64 * 10).Select(_ => EngineHarness.Price())];
        foreach (EngineClient client in loud)
        {
            client.Send(batch);
        }

        quiet.Send([EngineHarness.Price(price: 1)]);
        node.Items.Clear();
        for (int poll = 0; poll < 3; poll++)
        {
            node.Poll();
        }

        Assert.Contains(node.Items, i => i.Session == quiet.Reply.SessionId);
        Array.ForEach(loud, c => c.Dispose());
    }

    [Fact]
    public void A_steady_stream_allocates_nothing()
    {
        using EngineHarness node = new();
        using EngineClient client = node.Connect();
        Observation[] batch = [.. Enumerable.Range(0, 16).Select(_ => EngineHarness.Price())];
        byte[] state = new byte[1000];
        long taken = 0;
        long commit = 0;
        EngineCommand command = new(1, 1, EngineCommandKind.Limit, 0, 0, 0, 0);
        byte[] bad = new byte[96];
        int turn = 0;
        long allocated = SteadyAllocation.Least(() =>
        {
            for (int end = turn + 1_000; turn < end; turn++)
            {
                Turn();
            }
        });
        Assert.Equal(16 * turn, taken);
        Assert.Equal(0, allocated);

        void Turn()
        {
            client.Send(batch);
            client.SendRaw(bad);
            commit++;
            client.SendCommit(commit, state);
            node.Endpoint.Poll(1_000);
            foreach (ref readonly InboxItem item in node.Endpoint.Inbox)
            {
                taken += item.Kind == InboxItemKind.Observation ? 1 : 0;
                if (item.Kind == InboxItemKind.Commit)
                {
                    taken += node.Endpoint.CommitBytes(item).Length - state.Length;
                    node.Endpoint.CommitDone(item.Session, item.Record.V0, turn);
                }
            }

            node.Endpoint.Command(command);
            while (client.TryReceive(0, out _))
            {
                taken += 0;
            }
        }
    }

    [Fact]
    public void Without_descriptors_the_endpoint_neither_spins_nor_dies()
    {
        if (Environment.GetEnvironmentVariable(ChildVariable) is not null)
        {
            ExhaustDescriptors();
            return;
        }

        // In a process of its own with a low limit, because a limit binds every test that runs beside this one.
        using Process child = new();
        child.StartInfo.FileName = "/bin/sh";
        child.StartInfo.RedirectStandardOutput = true;
        child.StartInfo.RedirectStandardError = true;
        child.StartInfo.Environment[ChildVariable] = "1";
        string method = $"{typeof(EngineFloodTests).FullName}.{nameof(Without_descriptors_the_endpoint_neither_spins_nor_dies)}";
        child.StartInfo.ArgumentList.Add("-c");
        child.StartInfo.ArgumentList.Add("ulimit -n 400 && exec \"$0\" -method \"$1\"");
        child.StartInfo.ArgumentList.Add(Environment.ProcessPath!);
        child.StartInfo.ArgumentList.Add(method);
        Assert.SkipUnless(Environment.ProcessPath!.EndsWith("Daemon.Tests", StringComparison.Ordinal), "not run from the test executable");
        child.Start();
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.True(child.ExitCode == 0 && output.Contains("Total: 1", StringComparison.Ordinal), output);
    }

    private static void ExhaustDescriptors()
    {
        using EngineHarness node = new();
        using EngineClient engine = node.Connect();
        node.Sync(engine);
        int[] visitors = [.. Enumerable.Range(0, 20).Select(_ => SocketCalls.Open(blocking: true))];
        int[] fill = new int[1_000];
        int count = 0;

        // Assertions wait until there are descriptors again: they load assemblies.
        while ((fill[count] = EventFd.TryOpen()) >= 0)
        {
            count++;
        }

        int connected = 0;
        foreach (int visitor in visitors)
        {
            connected += SocketCalls.Connect(visitor, node.Path) == 0 ? 1 : 0;
        }

        int polls = 0;
        while (node.Endpoint.Counters.Closed(RejectReason.TooManySessions) < visitors.Length && polls < 500)
        {
            node.Endpoint.Poll(100);
            polls++;
        }

        Array.ForEach(visitors, v => SocketCalls.Close(v));
        Array.ForEach(fill[..count], f => SocketCalls.Close(f));
        Assert.Equal(-Errno.TooManyFiles, fill[count]);
        Assert.Equal(visitors.Length, connected);
        Assert.Equal(visitors.Length, node.Endpoint.Counters.Closed(RejectReason.TooManySessions));
        Assert.Equal(visitors.Length, node.Endpoint.Counters.OutOfDescriptors);
        Assert.InRange(polls, 1, 10 * visitors.Length);
        node.Sync(engine);
        using EngineClient after = node.Connect();
        node.Sync(after);
    }
}
