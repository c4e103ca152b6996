using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Basisd.Cluster;
using Basisd.Linux;
using Basisd.Peers.Heartbeats;
using Xunit;

namespace Basisd.Tests.Peers;

public sealed class HeartbeatSocketTests
{
    private const int Patience = 10_000;
    private static readonly HeartbeatKeys Keys = new(TestCluster.Key(1));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Nodes_hear_each_other(string address)
    {
        using HeartbeatSocket b = Open(1, address);
        using HeartbeatSocket a = Open(0, address, peer: b.Port);
        Heartbeat said = TestCluster.Beat(2, 5, 6);
        a.Send(said);
        Assert.NotEqual(0, EventCalls.WaitOne(b.Descriptor, EventCalls.In, Patience));
        b.BeginRound();
        Heartbeat? heard = b.Next(now: 1);
        Assert.NotNull(heard);
        Assert.Equal((0, 5UL, 6UL), (heard.Node, heard.Boot, heard.Seq));
        Assert.Equal(said.Slots, heard.Slots);
        Assert.Null(b.Next(1));
        Assert.Equal((1L, 1L), (b.Counters.Received, b.Counters.Accepted(0)));
        Assert.Equal(0, Enum.GetValues<HeartbeatReject>().Sum(b.Counters.Rejected));
        Assert.Equal(2, a.Counters.Sent + a.Counters.SendErrors(2));
    }

    [Fact]
    public void A_heartbeat_that_comes_twice_counts_once_and_from_elsewhere_never()
    {
        using HeartbeatSocket b = Open(1, "127.0.0.1");
        byte[] datagram = Datagram(5, 6);
        using Socket stranger = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        stranger.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        stranger.SendTo(datagram, new IPEndPoint(IPAddress.Loopback, b.Port));
        using Socket known = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        known.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        known.SendTo(datagram, new IPEndPoint(IPAddress.Loopback, b.Port));
        known.SendTo(datagram, new IPEndPoint(IPAddress.Loopback, b.Port));
        known.SendTo([.. datagram, .. datagram], new IPEndPoint(IPAddress.Loopback, b.Port));
        known.SendTo([], new IPEndPoint(IPAddress.Loopback, b.Port));
        int accepted = 0;
        while (b.Counters.Received < 5)
        {
            Assert.NotEqual(0, EventCalls.WaitOne(b.Descriptor, EventCalls.In, Patience));
            b.BeginRound();
            while (b.Next(1) is not null)
            {
                accepted++;
            }
        }

        Assert.Equal(1, accepted);
        Assert.Equal((1L, 1L, 2L), (
            b.Counters.Rejected(HeartbeatReject.Address), b.Counters.Rejected(HeartbeatReject.Replayed),
            b.Counters.Rejected(HeartbeatReject.Length)));
    }

    [Fact]
    public async Task A_flood_is_bounded_in_every_round_counted_whole_and_changes_nothing()
    {
        const int Flood = 200_000;
        const int Round = 64;
        using HeartbeatSocket b = Open(1, "127.0.0.1", round: Round);
        IPEndPoint target = new(IPAddress.Loopback, b.Port);
        byte[] forged = Datagram(5, 6);
        forged[^1] ^= 1;
        using Socket source = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Task<int> flood = Task.Run(
            () =>
            {
                int sent = 0;
                for (int i = 0; i < Flood; i++)
                {
                    sent += source.SendTo(i % 2 == 0 ? forged : [1, 2, 3], target) > 0 ? 1 : 0;
                }

                return sent;
            },
            TestContext.Current.CancellationToken);

        long most = 0;
        int accepted = 0;
        bool isOver = false;
        while (!isOver)
        {
            // Looked at before the round: what was sent by then is in the kernel's buffer or dropped.
            isOver = flood.IsCompleted;
            long before = b.Counters.Received;
            b.BeginRound();
            while (b.Next(1) is not null)
            {
                accepted++;
            }

            long taken = b.Counters.Received - before;
            most = Math.Max(most, taken);
            isOver &= taken == 0;
            if (!isOver && taken == 0)
            {
                EventCalls.WaitOne(b.Descriptor, EventCalls.In, 10);
            }
        }

        Assert.Equal(Flood, await flood);
        Assert.Equal(0, accepted);
        Assert.InRange(most, 1, Round);
        Assert.Equal(Flood, b.Counters.Received + b.Counters.KernelDrops);
        Assert.Equal(b.Counters.Received, b.Counters.Rejected(HeartbeatReject.Length) + b.Counters.Rejected(HeartbeatReject.Tag));

        // What comes after the flood is heard: nothing of it was remembered.
        source.SendTo(Datagram(5, 1), target);
        Assert.NotEqual(0, EventCalls.WaitOne(b.Descriptor, EventCalls.In, Patience));
        b.BeginRound();
        Assert.Equal(1UL, b.Next(1)?.Seq);
    }

    [Fact]
    public void Receiving_and_sending_allocate_nothing()
    {
        using HeartbeatSocket b = Open(1, "127.0.0.1");
        using HeartbeatSocket a = Open(0, "127.0.0.1", peer: b.Port);
        Heartbeat said = TestCluster.Beat(2, 5, 0);
        int heard = 0;
        long allocated = SteadyAllocation.Least(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                said.Seq++;
                a.Send(said);
                EventCalls.WaitOne(b.Descriptor, EventCalls.In, Patience);
                b.BeginRound();
                heard += b.Next(1) is null ? 0 : 1;
            }
        });
        Assert.Equal(0, allocated);
        Assert.InRange(heard, 100, SteadyAllocation.MostRounds * 100);
    }

    [Fact]
    public void What_cannot_be_sent_is_counted_and_does_not_stop_the_others()
    {
        using HeartbeatSocket b = Open(1, "127.0.0.1");
        HeartbeatOptions options = new()
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Nodes = [new(IPAddress.Loopback, 1), new(IPAddress.Loopback, b.Port), new(IPAddress.Parse("255.255.255.255"), 9)],
        };
        using HeartbeatSocket? a = HeartbeatSocket.Open(options, Keys, TestCluster.Settings(0), out string problem);
        Assert.True(a is not null, problem);
        a.Send(TestCluster.Beat(2, 5, 6));
        Assert.Equal((1L, 0L, 1L), (a.Counters.SendErrors(2), a.Counters.SendErrors(1), a.Counters.Sent));
        Assert.NotEqual(0, a.Counters.LastErrno(2));
        a.Send(TestCluster.Beat(2, boot: 0, seq: 6));
        Assert.Equal(1, a.Counters.Unfit);
    }

    [Fact]
    public void An_address_that_is_taken_is_told()
    {
        using HeartbeatSocket b = Open(1, "127.0.0.1");
        HeartbeatOptions options = new() { Listen = new IPEndPoint(IPAddress.Loopback, b.Port), Nodes = new IPEndPoint[3] };
        options = options with { Nodes = [.. options.Nodes.Select(_ => new IPEndPoint(IPAddress.Loopback, 1))] };
        Assert.Null(HeartbeatSocket.Open(options, Keys, TestCluster.Settings(0), out string problem));
        Assert.Contains($"127.0.0.1:{b.Port}", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_come_from_a_file_that_nobody_else_reads()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("basisd-keys-");
        try
        {
            string path = Path.Combine(folder.FullName, "heartbeat.key");
            string one = Convert.ToHexStringLower(TestCluster.Key(1));
            string two = Convert.ToHexString(TestCluster.Key(9));
            Assert.Null(HeartbeatKeys.Load(path, out string problem));
            Assert.Contains(path, problem, StringComparison.Ordinal);
            File.WriteAllText(path, $"{one}\n{two}\r\n\n");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            Assert.Null(HeartbeatKeys.Load(path, out problem));
            Assert.Contains("chmod 0600", problem, StringComparison.Ordinal);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Assert.Equal(2, HeartbeatKeys.Load(path, out problem)?.Count);
            foreach (string bad in (string[])["", "abc", one[2..], one + "z", $"{one}\n{one[1..]}x", string.Join('\n', Enumerable.Repeat(one, 5))])
            {
                File.WriteAllText(path, bad);
                Assert.Null(HeartbeatKeys.Load(path, out problem));
                Assert.Contains("pki heartbeat-key", problem, StringComparison.Ordinal);
                Assert.DoesNotContain(one[2..40], problem, StringComparison.Ordinal);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static HeartbeatSocket Open(int self, string address, int peer = 9, int round = HeartbeatOptions.DefaultRound)
    {
        IPAddress ip = IPAddress.Parse(address);
        HeartbeatOptions options = new()
        {
            Listen = new IPEndPoint(ip, 0),
            Nodes = [new(ip, peer), new(ip, peer), new(ip, 9)],
            Round = round,
        };
        HeartbeatSocket? socket = HeartbeatSocket.Open(options, Keys, TestCluster.Settings(self), out string problem);
        Assert.True(socket is not null, problem);
        return socket;
    }

    private static byte[] Datagram(ulong boot, ulong seq)
    {
        HeartbeatCodec codec = new(Keys, TestCluster.Settings(0));
        byte[] datagram = new byte[codec.Bytes];
        Assert.True(codec.TryWrite(TestCluster.Beat(2, boot, seq), datagram));
        return datagram;
    }
}
