using System;
using System.Buffers.Binary;

namespace Basisd.Journal;

/// <summary>Payloads of the snapshot frames (FORMAT.md), little-endian.</summary>
internal static class SnapshotFormat
{
    /// <summary>Begin: total length (u64), SHA-256 of all bytes.</summary>
    public const int BeginBytes = 8 + ChainHash.Bytes;

    /// <summary>Chunk, before its bytes: sequence of the begin frame (u64), offset (u64).</summary>
    public const int ChunkHeaderBytes = 16;

    /// <summary>End: sequence of the begin frame (u64), total length (u64).</summary>
    public const int EndBytes = 16;

    /// <summary>Largest snapshot, 1 GiB: a length beyond it is damage or a bug, not a state.</summary>
    public const long MaxBytes = 1L << 30;

    /// <summary>Writes a begin payload.</summary>
    public static void WriteBegin(Span<byte> target, long total, in ChainHash hash)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, total);
        hash.Write(target[8..]);
    }

    /// <summary>Reads a begin payload.</summary>
    public static bool TryReadBegin(ReadOnlySpan<byte> payload, out long total, out ChainHash hash)
    {
        bool sound = payload.Length == BeginBytes;
        total = sound ? BinaryPrimitives.ReadInt64LittleEndian(payload) : 0;
        hash = sound ? ChainHash.Read(payload[8..]) : default;
        return sound && total is >= 0 and <= MaxBytes;
    }

    /// <summary>Writes two numbers: the header of a chunk, or an end.</summary>
    public static void WritePair(Span<byte> target, ulong beginSequence, long value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target, beginSequence);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], value);
    }

    /// <summary>Reads the header of a chunk, or an end.</summary>
    public static bool TryReadPair(ReadOnlySpan<byte> payload, out ulong beginSequence, out long value)
    {
        bool sound = payload.Length >= ChunkHeaderBytes;
        beginSequence = sound ? BinaryPrimitives.ReadUInt64LittleEndian(payload) : 0;
        value = sound ? BinaryPrimitives.ReadInt64LittleEndian(payload[8..]) : 0;
        return sound;
    }
}
