using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace Basisd.Gate;

/// <summary>
/// A page as bytes: builds a closed one, and judges one that somebody else wrote. Pure over the bytes it is given, and mistrustful: it never
/// reads outside them whatever they say. What it accepts is exactly what version 1 can be, because every size follows from the cell count.
/// </summary>
internal static class GatePage
{
    /// <summary>Builds a complete page: live, closed until renewed, every permission word zero.</summary>
    public static byte[] Build(IReadOnlyList<string> names, in GateIdentity identity)
    {
        int count = names.Count;
        byte[] page = new byte[GateLayout.TotalSize(count)];
        Span<byte> b = page;
        BinaryPrimitives.WriteUInt64LittleEndian(b[GateLayout.MagicOffset..], GateLayout.Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(b[GateLayout.VersionOffset..], GateLayout.Version);
        BinaryPrimitives.WriteUInt32LittleEndian(b[GateLayout.HeaderSizeOffset..], GateLayout.HeaderSize);
        BinaryPrimitives.WriteUInt32LittleEndian(b[GateLayout.CellCountOffset..], (uint)count);
        BinaryPrimitives.WriteUInt32LittleEndian(b[GateLayout.CellSizeOffset..], GateLayout.CellSize);
        BinaryPrimitives.WriteUInt64LittleEndian(b[GateLayout.DirectoryOffsetOffset..], (ulong)GateLayout.DirectoryOffset(count));
        BinaryPrimitives.WriteUInt64LittleEndian(b[GateLayout.DirectorySizeOffset..], (ulong)(count * GateLayout.NameEntrySize));
        BinaryPrimitives.WriteUInt64LittleEndian(b[GateLayout.CellsOffsetOffset..], GateLayout.CellsOffset);
        BinaryPrimitives.WriteUInt64LittleEndian(b[GateLayout.TotalSizeOffset..], (ulong)page.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(b[GateLayout.NameEntrySizeOffset..], GateLayout.NameEntrySize);
        BinaryPrimitives.WriteUInt32LittleEndian(b[GateLayout.ActionCountOffset..], GateLayout.ActionCount);
        BinaryPrimitives.WriteInt64LittleEndian(b[GateLayout.ValidUntilOffset..], GateLayout.ClosedUntilRenewed);
        identity.BootId.Write(b[GateLayout.BootIdOffset..]);
        BinaryPrimitives.WriteUInt64LittleEndian(b[GateLayout.GenerationOffset..], identity.Generation);
        BinaryPrimitives.WriteUInt64LittleEndian(b[GateLayout.EpochOffset..], identity.Epoch);
        BinaryPrimitives.WriteUInt32LittleEndian(b[GateLayout.DaemonPidOffset..], identity.DaemonPid);
        BinaryPrimitives.WriteUInt32LittleEndian(b[GateLayout.ClockOffset..], (uint)identity.Clock);
        BinaryPrimitives.WriteUInt32LittleEndian(b[GateLayout.StateOffset..], GateLayout.StateLive);
        BinaryPrimitives.WriteInt64LittleEndian(b[GateLayout.UpdatedAtOffset..], (long)identity.Generation);
        for (int i = 0; i < count; i++)
        {
            Span<byte> entry = b.Slice(GateLayout.DirectoryOffset(count) + (i * GateLayout.NameEntrySize), GateLayout.NameEntrySize);
            entry[GateLayout.NameKindOffset] = (byte)GateNames.KindOf(names[i]);
            int length = Encoding.UTF8.GetBytes(names[i], entry[GateLayout.NameTextOffset..]);
            entry[GateLayout.NameLengthOffset] = (byte)length;
        }

        return page;
    }

    /// <summary>Whether these bytes are a page of version 1. State and boot are judged elsewhere.</summary>
    /// <param name="b">The mapped file.</param>
    /// <param name="cellCount">The number of cells when the answer is <see cref="GateAttachResult.Attached"/>, else 0.</param>
    public static GateAttachResult Judge(ReadOnlySpan<byte> b, out int cellCount)
    {
        cellCount = 0;
        if (b.Length < GateLayout.TotalSize(1))
        {
            return GateAttachResult.TooShort;
        }

        if (BinaryPrimitives.ReadUInt64LittleEndian(b[GateLayout.MagicOffset..]) != GateLayout.Magic)
        {
            return GateAttachResult.NotAPage;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(b[GateLayout.VersionOffset..]) != GateLayout.Version)
        {
            return GateAttachResult.OtherVersion;
        }

        uint declared = BinaryPrimitives.ReadUInt32LittleEndian(b[GateLayout.CellCountOffset..]);
        if (declared is 0 or > GateLayout.MaxCells)
        {
            return GateAttachResult.BadLayout;
        }

        int count = (int)declared;
        if (!SizesAgree(b, count))
        {
            return GateAttachResult.BadLayout;
        }

        if (GateLayout.TotalSize(count) > b.Length)
        {
            return GateAttachResult.TooShort;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(b[GateLayout.ClockOffset..]) > (uint)GateClock.Coarse)
        {
            return GateAttachResult.OtherVersion; // a later writer's clock: what this reader would compare says nothing
        }

        if (!NamesAgree(b, count))
        {
            return GateAttachResult.BadNames;
        }

        cellCount = count;
        return GateAttachResult.Attached;
    }

    /// <summary>The name bytes of one entry of a page that was judged.</summary>
    public static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> b, int cellCount, int index)
    {
        ReadOnlySpan<byte> entry = Entry(b, cellCount, index);
        int length = Math.Min(entry[GateLayout.NameLengthOffset], (byte)GateLayout.MaxNameLength);
        return entry.Slice(GateLayout.NameTextOffset, length);
    }

    /// <summary>One entry of the name directory of a page that was judged.</summary>
    public static ReadOnlySpan<byte> Entry(ReadOnlySpan<byte> b, int cellCount, int index) =>
        b.Slice(GateLayout.DirectoryOffset(cellCount) + (index * GateLayout.NameEntrySize), GateLayout.NameEntrySize);

    private static bool SizesAgree(ReadOnlySpan<byte> b, int count) =>
        BinaryPrimitives.ReadUInt32LittleEndian(b[GateLayout.HeaderSizeOffset..]) == GateLayout.HeaderSize
        && BinaryPrimitives.ReadUInt32LittleEndian(b[GateLayout.CellSizeOffset..]) == GateLayout.CellSize
        && BinaryPrimitives.ReadUInt64LittleEndian(b[GateLayout.DirectoryOffsetOffset..]) == (ulong)GateLayout.DirectoryOffset(count)
        && BinaryPrimitives.ReadUInt64LittleEndian(b[GateLayout.DirectorySizeOffset..]) == (ulong)(count * GateLayout.NameEntrySize)
        && BinaryPrimitives.ReadUInt64LittleEndian(b[GateLayout.CellsOffsetOffset..]) == GateLayout.CellsOffset
        && BinaryPrimitives.ReadUInt64LittleEndian(b[GateLayout.TotalSizeOffset..]) == (ulong)GateLayout.TotalSize(count)
        && BinaryPrimitives.ReadUInt32LittleEndian(b[GateLayout.NameEntrySizeOffset..]) == GateLayout.NameEntrySize
        && BinaryPrimitives.ReadUInt32LittleEndian(b[GateLayout.ActionCountOffset..]) == GateLayout.ActionCount;

    private static bool NamesAgree(ReadOnlySpan<byte> b, int count)
    {
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = Entry(b, count, i);
            bool platform = entry[GateLayout.NameKindOffset] == (byte)GateScopeKind.Platform;
            if (entry[GateLayout.NameKindOffset] is 0 or > (byte)GateScopeKind.Route
                || entry[GateLayout.NameLengthOffset] is 0 or > GateLayout.MaxNameLength
                || platform != (i == 0))
            {
                return false;
            }
        }

        return Name(b, count, 0).SequenceEqual("platform"u8);
    }
}
