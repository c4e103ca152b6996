using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Basisd.Journal;

namespace Basisd.Tests.Simulation;

/// <summary>Changes frames with as many of their checks made to fit as wanted: what each check is there for.</summary>
internal static class Tamper
{
    /// <summary>Another payload, the frame's CRC32C made to fit.</summary>
    public static bool Payload(GroupMap map, GroupMap.Group group, int frame)
    {
        byte[] bytes = (byte[])group.Bytes.Clone();
        Span<byte> target = FrameAt(bytes, frame);
        if (target.Length == FrameFormat.OverheadBytes)
        {
            return false;
        }

        // The last byte: in a piece of a snapshot one that only the piece's digest covers.
        target[^(ChainHash.Bytes + 1)] ^= 1;
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], Crc32C.Append(Crc32C.Compute(target[..4]), target[8..]));
        map.Write(group.Address, bytes);
        return true;
    }

    /// <summary>Another time in one frame, its CRC32C and its own hash made to fit, those behind it not.</summary>
    public static void Frame(GroupMap map, GroupMap.Group group, int frame)
    {
        byte[] bytes = (byte[])group.Bytes.Clone();
        Span<byte> target = FrameAt(bytes, frame);
        FrameHeader old = FrameFormat.ReadHeader(target, 0);
        Rewrite(target, old, old.Sequence, ChainHash.Read(target[40..]));
        map.Write(group.Address, bytes);
    }

    /// <summary>Another time in one frame, and every check of it and of all behind it made to fit.</summary>
    public static void Chain(GroupMap map, int from, int frame)
    {
        ChainHash previous = default;
        for (int index = from; index < map.Groups.Count; index++)
        {
            GroupMap.Group group = map.Groups[index];
            byte[] bytes = (byte[])group.Bytes.Clone();
            for (int i = index == from ? frame : 0; i < group.Frames; i++)
            {
                Span<byte> target = FrameAt(bytes, i);
                FrameHeader old = FrameFormat.ReadHeader(target, 0);
                bool first = index == from && i == frame;
                previous = Rewrite(target, old, old.Sequence, first ? ChainHash.Read(target[40..]) : previous, first ? 1 : 0);
            }

            map.Write(group.Address, bytes);
        }
    }

    /// <summary>Every snapshot announces another hash of itself, and every check of all frames is made to fit.</summary>
    /// <returns>How many there were.</returns>
    public static int Seals(GroupMap map, out ChainHash head)
    {
        int changed = 0;
        head = map.Anchor.Anchor.BasePrevious;
        foreach (GroupMap.Group group in map.Groups)
        {
            byte[] bytes = (byte[])group.Bytes.Clone();
            for (int i = 0; i < group.Frames; i++)
            {
                Span<byte> target = FrameAt(bytes, i);
                FrameHeader old = FrameFormat.ReadHeader(target, 0);
                if (ReservedKinds.EndsSnapshot(old.Kind))
                {
                    target[FrameFormat.HeaderBytes + SnapshotFormat.ChunkHeaderBytes] ^= 1;
                    changed++;
                }

                head = Rewrite(target, old, old.Sequence, head, later: 0);
            }

            map.Write(group.Address, bytes);
        }

        return changed;
    }

    /// <summary>The last group counts one sequence further, everything in it made to fit: a hole before it.</summary>
    public static void Hole(GroupMap map)
    {
        GroupMap.Group group = map.Groups[^1];
        byte[] bytes = (byte[])group.Bytes.Clone();
        ChainHash previous = group.Before;
        int frames = 0;
        for (int i = 0; i < group.Frames; i++)
        {
            Span<byte> target = FrameAt(bytes, i);
            FrameHeader old = FrameFormat.ReadHeader(target, 0);
            previous = Rewrite(target, old, old.Sequence + 1, previous);
            frames += target.Length;
        }

        GroupFormat.Write(bytes, group.Address, map.Anchor.Anchor.Id, group.First + 1, group.Frames, frames);
        map.Write(group.Address, bytes);
    }

    /// <summary>Log addresses of the payload bytes of all snapshot frames.</summary>
    public static List<(long Address, int Length)> SnapshotFrames(GroupMap map)
    {
        List<(long, int)> found = [];
        foreach (GroupMap.Group group in map.Groups)
        {
            int offset = GroupFormat.HeaderBytes;
            for (int i = 0; i < group.Frames; i++)
            {
                FrameHeader header = FrameFormat.ReadHeader(group.Bytes.AsSpan(offset), 0);
                int length = FrameFormat.OverheadBytes + header.PayloadLength;
                if (header.Kind >= ReservedKinds.First)
                {
                    found.Add((group.Address + offset, length));
                }

                offset += length;
            }
        }

        return found;
    }

    private static Span<byte> FrameAt(byte[] group, int index)
    {
        int offset = GroupFormat.HeaderBytes;
        for (int i = 0; i < index; i++)
        {
            offset += BinaryPrimitives.ReadInt32LittleEndian(group.AsSpan(offset));
        }

        return group.AsSpan(offset, BinaryPrimitives.ReadInt32LittleEndian(group.AsSpan(offset)));
    }

    private static ChainHash Rewrite(Span<byte> target, in FrameHeader old, ulong sequence, in ChainHash previous, long later = 1)
    {
        byte[] payload = target.Slice(FrameFormat.HeaderBytes, old.PayloadLength).ToArray();
        return FrameFormat.Write(target, old.Kind, sequence, old.Epoch, old.WallNs + later, previous, payload);
    }
}
