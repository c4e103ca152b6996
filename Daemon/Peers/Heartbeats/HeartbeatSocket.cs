using System;
using System.Net;
using Basisd.Cluster;
using Basisd.Linux;

namespace Basisd.Peers.Heartbeats;

/// <summary>
/// The UDP socket of the heartbeats, owned by the cluster's thread, which waits for <see cref="Descriptor"/> together with its timers. A round takes
/// a bounded number of datagrams, so that no flood keeps the thread from renewing; what the kernel cannot keep meanwhile it drops and counts.
/// Whatever the network does is counted and never thrown. Allocates nothing after it is open.
/// </summary>
public sealed class HeartbeatSocket : IDisposable
{
    private readonly int _fd;
    private readonly int _self;
    private readonly int _round;
    private readonly byte[]?[] _addresses;
    private readonly bool _checkAddress;
    private readonly HeartbeatCodec _codec;
    private readonly ReplayWindow _window;
    private readonly Heartbeat _beat;
    private readonly byte[] _in;
    private readonly byte[] _out;
    private readonly byte[] _from = new byte[DatagramCalls.AddressBytes];
    private int _left;
    private bool _closed;

    private HeartbeatSocket(int fd, HeartbeatOptions options, HeartbeatKeys keys, ClusterSettings cluster)
    {
        _fd = fd;
        _self = cluster.Self;
        _round = options.Round;
        _checkAddress = options.CheckAddress;
        _addresses = new byte[cluster.Nodes.Length][];
        for (int i = 0; i < _addresses.Length; i++)
        {
            _addresses[i] = i == _self ? null : Address(options.Nodes[i], options.Listen);
        }

        _codec = new HeartbeatCodec(keys, cluster);
        _window = new ReplayWindow(cluster.Nodes.Length, cluster.SuspectNs);
        _beat = new Heartbeat(cluster.Slots.Length);
        _in = new byte[_codec.Bytes + 1];
        _out = new byte[_codec.Bytes];
        Counters = new HeartbeatCounters(cluster.Nodes.Length);
        Port = DatagramCalls.Port(fd);
    }

    /// <summary>Becomes readable when a datagram waits; for epoll, level-triggered.</summary>
    public int Descriptor => _fd;

    /// <summary>Port that is listened on: the one that was taken for port 0.</summary>
    public int Port { get; }

    /// <summary>What went through.</summary>
    public HeartbeatCounters Counters { get; }

    /// <summary>Opens the socket.</summary>
    /// <param name="options">Addresses and bounds.</param>
    /// <param name="keys">Keys.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="problem">Why it cannot be opened, and what to look at; empty when it is open.</param>
    /// <returns>The socket, or null.</returns>
    public static HeartbeatSocket? Open(HeartbeatOptions options, HeartbeatKeys keys, ClusterSettings cluster, out string problem)
    {
        if (options.Round < 1 || options.Nodes.Length != cluster.Nodes.Length)
        {
            throw new ArgumentException("a round takes at least one datagram, and every node has an address", nameof(options));
        }

        int fd = DatagramCalls.OpenBound(Address(options.Listen, options.Listen));
        if (fd < 0)
        {
            problem = $"heartbeats cannot listen on UDP {options.Listen}: {Errno.Describe(-fd)}; "
                + "the address must be this machine's and the port free";
            return null;
        }

        int set = DatagramCalls.SetReceiveBuffer(fd, options.KernelBytes);
        if (set < 0)
        {
            SocketCalls.Close(fd);
            problem = $"the buffer of the heartbeat socket cannot be set: {Errno.Describe(-set)}";
            return null;
        }

        problem = "";
        return new HeartbeatSocket(fd, options, keys, cluster);
    }

    /// <summary>Begins a round: from now on <see cref="Next"/> takes at most <see cref="HeartbeatOptions.Round"/> datagrams.</summary>
    public void BeginRound()
    {
        _left = _round;
        long drops = DatagramCalls.Drops(_fd);
        if (drops >= 0)
        {
            Counters.SetDrops(drops);
        }
    }

    /// <summary>The next heartbeat of this round that counts, or null when nothing is there or the round is used up.</summary>
    /// <param name="now">CLOCK_BOOTTIME, ns.</param>
    /// <returns>Valid until the next call; the same object each time.</returns>
    public Heartbeat? Next(long now)
    {
        while (_left > 0)
        {
            _left--;
            int length = DatagramCalls.Receive(_fd, _in, _from);
            if (length == -Errno.WouldBlock)
            {
                _left = 0;
                return null;
            }

            if (length < 0)
            {
                // An earlier sending met a closed port, for example: it concerns that sending alone, and the next call is served.
                Counters.CountReceiveError();
                continue;
            }

            Counters.CountReceived();
            HeartbeatReject reject = Judge(length, now);
            if (reject == HeartbeatReject.None)
            {
                Counters.CountAccepted(_beat.Node);
                return _beat;
            }

            Counters.CountRejected(reject);
        }

        return null;
    }

    /// <summary>Takes other keys, between two calls of the thread that owns the socket.</summary>
    public void Take(HeartbeatKeys keys) => _codec.Take(keys);

    /// <summary>Signs a heartbeat and sends it to every peer. Errors are counted, by peer.</summary>
    public void Send(Heartbeat beat)
    {
        if (!_codec.TryWrite(beat, _out))
        {
            Counters.CountUnfit();
            return;
        }

        for (int node = 0; node < _addresses.Length; node++)
        {
            if (_addresses[node] is not { } to)
            {
                continue;
            }

            int sent = DatagramCalls.Send(_fd, _out, to);
            if (sent < 0)
            {
                Counters.CountSendError(node, -sent);
            }
            else
            {
                Counters.CountSent();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            SocketCalls.Close(_fd);
        }
    }

    /// <summary>The kernel's bytes of an address; an IPv4 one is mapped where the socket speaks IPv6.</summary>
    private static byte[] Address(IPEndPoint to, IPEndPoint listen)
    {
        bool isMapped = to.AddressFamily != listen.AddressFamily && listen.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        SocketAddress address = (isMapped ? new IPEndPoint(to.Address.MapToIPv6(), to.Port) : to).Serialize();
        return address.Buffer[..address.Size].ToArray();
    }

    private HeartbeatReject Judge(int length, long now)
    {
        // Longer than the buffer means longer than any heartbeat of this cluster: one byte more says so.
        ReadOnlySpan<byte> datagram = _in.AsSpan(0, Math.Min(length, _in.Length));
        HeartbeatReject reject = _codec.Glance(datagram);
        if (reject == HeartbeatReject.None && _checkAddress && !IsFromItsAddress(datagram[HeartbeatFormat.NodeAt]))
        {
            // Before the tag: whoever has no address of the cluster costs no hash. An own one that comes back is told apart below.
            reject = HeartbeatReject.Address;
        }

        if (reject == HeartbeatReject.None)
        {
            reject = _codec.Read(datagram, _beat);
        }

        return reject == HeartbeatReject.None ? _window.Judge(_beat, now) : reject;
    }

    private bool IsFromItsAddress(int node)
    {
        if (node >= _addresses.Length || _addresses[node] is not { } expected)
        {
            return node == _self;
        }

        ushort family = BitConverter.ToUInt16(_from);
        return BitConverter.ToUInt16(expected) == family
            && (family == DatagramCalls.FamilyInternet ? _from.AsSpan(4, 4).SequenceEqual(expected.AsSpan(4, 4))
            : family == DatagramCalls.FamilyInternet6 && _from.AsSpan(8, 16).SequenceEqual(expected.AsSpan(8, 16)));
    }
}
