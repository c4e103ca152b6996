using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using Basisd.Linux;
using Basisd.Node;

namespace Basisd.Engine;

/// <summary>
/// The engine's side of the socket, for <c>basisd feed</c>, tests and measurements. Sending waits while the daemon has no room, which is its
/// back-pressure; whoever sends must also receive, or is dropped as a slow reader. For one thread.
/// </summary>
public sealed unsafe partial class EngineClient : IDisposable
{
    private const int ReceiveBytes = EngineProtocol.MaxPacketBytes;

    private readonly byte[] _in = GC.AllocateUninitializedArray<byte>(ReceiveBytes, pinned: true);
    private readonly byte[] _out = GC.AllocateUninitializedArray<byte>(EngineProtocol.MaxPacketBytes, pinned: true);
    private readonly string _path;
    private int _fd;
    private int _payload;

    private EngineClient(string path, int fd)
    {
        _path = path;
        _fd = fd;
    }

    /// <summary>The daemon's answer to the hello.</summary>
    public HelloReply Reply { get; private set; }

    /// <summary>Sequence of the last observation sent.</summary>
    public ulong LastSequence { get; private set; }

    /// <summary>Payload of the last packet received, its padding included. Valid until the next one.</summary>
    public ReadOnlySpan<byte> Payload => _in.AsSpan(EngineProtocol.RecordBytes, _payload);

    /// <summary>Connects without a hello: for tests of the gateway.</summary>
    /// <exception cref="EngineClientException">Nobody listens, or the path is out of reach.</exception>
    public static EngineClient ConnectRaw(string path)
    {
        if (path.Length == 0 || Encoding.UTF8.GetByteCount(path) > SocketCalls.MaxPathBytes)
        {
            throw new EngineClientException(
                RejectReason.None, $"engine socket '{path}': a Unix socket's path has 1 to {SocketCalls.MaxPathBytes} bytes");
        }

        int fd = SocketCalls.Open(blocking: true);
        int result = fd < 0 ? fd : SocketCalls.Connect(fd, path);
        if (result < 0)
        {
            if (fd >= 0)
            {
                SocketCalls.Close(fd);
            }

            string mend = -result is Errno.ConnectionRefused or Errno.NoEntry ? "; is the daemon running?" : string.Empty;
            throw new EngineClientException(RejectReason.None, $"engine socket: {new LinuxException("connect", path, -result).Message}{mend}");
        }

        return new EngineClient(path, fd);
    }

    /// <summary>Connects and says hello.</summary>
    /// <param name="path">Path of the socket.</param>
    /// <param name="name">The engine's name, 1 to 32 printable ASCII characters.</param>
    /// <param name="flags">What the session is for.</param>
    /// <param name="timeoutMs">Longest wait for the answer, ms.</param>
    /// <exception cref="EngineClientException">Nobody listens, the daemon refuses, or it does not answer in time.</exception>
    public static EngineClient Connect(string path, string name, SessionFlags flags, int timeoutMs)
    {
        EngineClient client = ConnectRaw(path);
        try
        {
            client.SayHello(name, flags);
            client.TakeReply(timeoutMs);
            return client;
        }
        catch (EngineClientException)
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>The hello record of a name.</summary>
    /// <exception cref="EngineClientException">The name does not fit.</exception>
    public static ControlRecord Hello(string name, SessionFlags flags)
    {
        ControlRecord hello = new() { Kind = ControlKind.Hello, Flags = (ushort)flags, Index = EngineProtocol.Magic, V0 = EngineProtocol.Version };
        if (name.Length is 0 or > EngineProtocol.EngineNameBytes || !Ascii.IsValid(name))
        {
            throw new EngineClientException(
                RejectReason.BadHello, $"the engine's name '{name}' must have 1 to {EngineProtocol.EngineNameBytes} printable ASCII characters");
        }

        Span<byte> field = MemoryMarshal.AsBytes(new Span<ControlRecord>(ref hello))[^EngineProtocol.EngineNameBytes..];
        Encoding.ASCII.GetBytes(name, field);
        return hello;
    }

    /// <summary>
    /// Numbers the records on and sends them in packets of at most <see cref="EngineProtocol.MaxRecordsPerPacket"/>. Waits for room.
    /// </summary>
    /// <exception cref="EngineClientException">The session ended.</exception>
    public void Send(Span<Observation> records)
    {
        for (int at = 0; at < records.Length; at += EngineProtocol.MaxRecordsPerPacket)
        {
            Span<Observation> batch = records.Slice(at, Math.Min(EngineProtocol.MaxRecordsPerPacket, records.Length - at));
            foreach (ref Observation record in batch)
            {
                LastSequence++;
                record.Sequence = LastSequence;
            }

            SendRaw(MemoryMarshal.AsBytes(batch));
        }
    }

    /// <summary>Sends a commit in chunks. <see cref="ControlKind.CommitDone"/> says when it is durable.</summary>
    /// <param name="id">Commit id, larger than every one before.</param>
    /// <param name="state">1 to <see cref="EngineProtocol.MaxCommitBytes"/> bytes.</param>
    /// <exception cref="EngineClientException">The session ended.</exception>
    public void SendCommit(long id, ReadOnlySpan<byte> state)
    {
        if (state.Length is 0 or > EngineProtocol.MaxCommitBytes)
        {
            throw new EngineClientException(
                RejectReason.CommitLength, $"a commit has 1 to {EngineProtocol.MaxCommitBytes} bytes, commit {id} has {state.Length}");
        }

        for (int at = 0; at < state.Length; at += EngineProtocol.MaxChunkBytes)
        {
            SendChunk(id, at, state.Length, state.Slice(at, Math.Min(EngineProtocol.MaxChunkBytes, state.Length - at)));
        }
    }

    /// <summary>Sends one chunk, right or wrong.</summary>
    public void SendChunk(long id, long offset, long total, ReadOnlySpan<byte> chunk)
    {
        ControlRecord record = new() { Kind = ControlKind.CommitChunk, Index = (uint)chunk.Length, V0 = id, V1 = offset, V2 = total };
        Send(record, chunk);
    }

    /// <summary>Sends a control record with its payload, padded to a whole record.</summary>
    public void Send(in ControlRecord record, ReadOnlySpan<byte> payload)
    {
        int padded = (payload.Length + EngineProtocol.RecordBytes - 1) / EngineProtocol.RecordBytes * EngineProtocol.RecordBytes;
        Span<byte> packet = _out.AsSpan(0, EngineProtocol.RecordBytes + padded);
        MemoryMarshal.Write(packet, in record);
        payload.CopyTo(packet[EngineProtocol.RecordBytes..]);
        packet[(EngineProtocol.RecordBytes + payload.Length)..].Clear();
        SendRaw(packet);
    }

    /// <summary>Sends a packet as it is.</summary>
    /// <exception cref="EngineClientException">The session ended.</exception>
    public void SendRaw(ReadOnlySpan<byte> packet)
    {
        fixed (byte* start = packet)
        {
            int sent = SocketCalls.Send(_fd, start, packet.Length);
            if (sent < 0)
            {
                ThrowEnded("send", -sent);
            }
        }
    }

    /// <summary>Waits for the next packet down.</summary>
    /// <param name="timeoutMs">Longest wait, ms; 0 not to wait.</param>
    /// <param name="record">Its record; its payload is in <see cref="Payload"/>.</param>
    /// <returns>False on timeout.</returns>
    /// <exception cref="EngineClientException">The session ended.</exception>
    public bool TryReceive(int timeoutMs, out ControlRecord record)
    {
        record = default;
        int ready = EventCalls.WaitOne(_fd, EventCalls.In, timeoutMs);
        if (ready < 0)
        {
            ThrowEnded("poll", -ready);
        }

        if (ready == 0)
        {
            return false;
        }

        int length = Receive();
        if (length <= 0)
        {
            throw new EngineClientException(RejectReason.None, length == 0
                ? $"engine socket {_path}: the daemon closed the session"
                : $"engine socket: {new LinuxException("recv", _path, -length).Message}");
        }

        if (length < EngineProtocol.RecordBytes || length > ReceiveBytes)
        {
            throw new EngineClientException(RejectReason.PacketLength, $"engine socket {_path}: the daemon sent a packet of {length} bytes");
        }

        record = MemoryMarshal.Read<ControlRecord>(_in);
        _payload = length - EngineProtocol.RecordBytes;
        return true;
    }

    /// <summary>Asks for all names of a table, in the order of their indexes. Other records that come meanwhile are dropped: ask first.</summary>
    /// <exception cref="EngineClientException">The daemon knows no such table, or does not answer in time.</exception>
    public IReadOnlyList<string> Names(IndexTable table, int timeoutMs)
    {
        List<string> names = [];
        long total;
        do
        {
            ControlRecord request = new() { Kind = ControlKind.NamesRequest, Index = (uint)names.Count, V0 = (long)table };
            Send(request, []);
            ControlRecord page = Await(ControlKind.NamesReply, timeoutMs);
            total = page.V1;
            for (int i = 0; i < page.Flags; i++)
            {
                ReadOnlySpan<byte> entry = Payload.Slice(i * EngineProtocol.NameEntryBytes, EngineProtocol.NameEntryBytes);
                names.Add(Encoding.UTF8.GetString(entry.Slice(sizeof(ushort), MemoryMarshal.Read<ushort>(entry))));
            }
        }
        while (names.Count < total);
        return names;
    }

    /// <summary>Receives until a record of a kind comes.</summary>
    /// <exception cref="EngineClientException">The daemon rejects or refuses, ends the session, or does not answer in time.</exception>
    public ControlRecord Await(ControlKind kind, int timeoutMs)
    {
        long deadline = Environment.TickCount64 + timeoutMs;
        while (true)
        {
            int left = (int)Math.Max(0, deadline - Environment.TickCount64);
            bool received = TryReceive(left, out ControlRecord record);
            if (received && record.Kind == kind)
            {
                return record;
            }

            if (received && record.Kind is ControlKind.Refused or ControlKind.Rejected)
            {
                RejectReason reason = (RejectReason)record.Flags;
                throw new EngineClientException(reason, $"the daemon refuses, waiting for {kind}: {reason} {RefusalText(record)}".TrimEnd());
            }

            if (!received && left == 0)
            {
                throw new EngineClientException(RejectReason.None, $"engine socket {_path}: no {kind} within {timeoutMs} ms");
            }
        }
    }

    /// <summary>Leaves.</summary>
    public void Dispose()
    {
        Ring?.Dispose();
        Ring = null;
        if (_fd >= 0)
        {
            SocketCalls.Close(_fd);
            _fd = -1;
        }
    }

    /// <summary>First half of a hello, for tests that serve both ends with one thread.</summary>
    internal void SayHello(string name, SessionFlags flags)
    {
        ControlRecord hello = Hello(name, flags);
        Send(hello, []);
    }

    /// <summary>Second half of a hello.</summary>
    internal void TakeReply(int timeoutMs) => Reply = HelloReply.From(Await(ControlKind.HelloReply, timeoutMs));

    private string RefusalText(in ControlRecord record) => record.Kind == ControlKind.Refused
        ? Encoding.UTF8.GetString(Payload[..(int)Math.Min(record.Index, (uint)Payload.Length)])
        : string.Empty;

    private int Receive()
    {
        byte* start = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_in, 0);
        int length = SocketCalls.Receive(_fd, start, ReceiveBytes);

        // A daemon that closes with packets of ours unread leaves this error in front of what it said last.
        return length == -Errno.ConnectionReset ? SocketCalls.Receive(_fd, start, ReceiveBytes) : length;
    }

    private void ThrowEnded(string call, int errno)
    {
        // A refusal that waits says more than the broken pipe.
        if (errno is Errno.BrokenPipe or Errno.ConnectionReset && Receive() >= EngineProtocol.RecordBytes)
        {
            ControlRecord record = MemoryMarshal.Read<ControlRecord>(_in);
            if (record.Kind == ControlKind.Refused)
            {
                _payload = _in.Length - EngineProtocol.RecordBytes;
                RejectReason reason = (RejectReason)record.Flags;
                throw new EngineClientException(reason, $"the daemon refuses: {reason} {RefusalText(record)}");
            }
        }

        throw new EngineClientException(RejectReason.None, $"engine socket: {new LinuxException(call, _path, errno).Message}");
    }
}
