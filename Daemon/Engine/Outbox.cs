using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Basisd.Linux;

namespace Basisd.Engine;

/// <summary>
/// The bounded queue of packets to one engine. Sending never waits: what the kernel does not take stays here, and what does not fit here
/// makes the engine a slow reader. Never grows.
/// </summary>
internal sealed unsafe class Outbox
{
    private const int PrefixBytes = sizeof(int);

    private readonly byte[] _buffer;
    private readonly byte* _start;
    private int _head;
    private int _tail;

    /// <summary>Reserves the room, in memory that does not move.</summary>
    public Outbox(int bytes)
    {
        _buffer = GC.AllocateUninitializedArray<byte>(bytes, pinned: true);
        _start = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_buffer, 0);
    }

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => _head == _tail;

    /// <summary>Forgets everything, for the next session.</summary>
    public void Clear() => _head = _tail = 0;

    /// <summary>Queues one packet: a record and its payload, padded to a whole record.</summary>
    /// <returns>False when there is no room: nothing was queued.</returns>
    public bool Enqueue(in ControlRecord record, ReadOnlySpan<byte> payload)
    {
        int padded = (payload.Length + EngineProtocol.RecordBytes - 1) / EngineProtocol.RecordBytes * EngineProtocol.RecordBytes;
        int length = EngineProtocol.RecordBytes + padded;
        if (_buffer.Length - _tail < PrefixBytes + length)
        {
            Compact();
            if (_buffer.Length - _tail < PrefixBytes + length)
            {
                return false;
            }
        }

        Span<byte> place = _buffer.AsSpan(_tail, PrefixBytes + length);
        BinaryPrimitives.WriteInt32LittleEndian(place, length);
        MemoryMarshal.Write(place[PrefixBytes..], in record);
        payload.CopyTo(place[(PrefixBytes + EngineProtocol.RecordBytes)..]);
        place[(PrefixBytes + EngineProtocol.RecordBytes + payload.Length)..].Clear();
        _tail += PrefixBytes + length;
        return true;
    }

    /// <summary>Sends what the kernel takes. 0 when it took everything, -errno otherwise.</summary>
    public int Flush(int fd)
    {
        while (_head < _tail)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_head));
            int sent = SocketCalls.Send(fd, _start + _head + PrefixBytes, length);
            if (sent < 0)
            {
                return sent;
            }

            _head += PrefixBytes + length;
        }

        Clear();
        return 0;
    }

    private void Compact()
    {
        _buffer.AsSpan(_head, _tail - _head).CopyTo(_buffer);
        _tail -= _head;
        _head = 0;
    }
}
