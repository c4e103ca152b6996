using System.Collections.Generic;
using Basisd.Journal;

namespace Basisd.Tests.Simulation;

/// <summary>Where the valid groups of a journal lie, found by the room's own scanner.</summary>
internal sealed class GroupMap
{
    private readonly SimDisk _disk;

    private GroupMap(SimDisk disk) => _disk = disk;

    public List<Group> Groups { get; } = [];

    public AnchorRead Anchor { get; private init; }

    public List<int> Segments { get; private init; } = [];

    public long End { get; private set; }

    public static GroupMap Read(SimDisk disk)
    {
        JournalGround ground = new() { Disk = disk };
        _ = SegmentFiles.TryList(disk, SimDisk.Root, out SortedSet<int> segments);
        GroupMap map = new(disk)
        {
            Anchor = AnchorFile.Read(ground, SimDisk.Root),
            Segments = [.. segments],
        };
        if (map.Anchor.State != AnchorState.Valid)
        {
            return map;
        }

        Anchor anchor = map.Anchor.Anchor;
        using LogScanner scanner = new(
            ground, SimDisk.Root, anchor.Geometry, anchor.Id, anchor.Geometry.SegmentStart(anchor.BaseSegment), anchor.BaseSequence,
            anchor.BasePrevious);
        ChainHash before = scanner.Head;
        while (scanner.TryNextGroup())
        {
            map.Groups.Add(new Group(
                scanner.GroupAddress, scanner.GroupBytes.ToArray(), scanner.GroupFirstSequence, scanner.NextSequence - 1, before));
            before = scanner.Head;
        }

        map.End = scanner.End;
        return map;
    }

    public SimInode Segment(int number) => _disk.Files.Find(SegmentFiles.NameOf(number))!;

    public void Write(long address, byte[] bytes)
    {
        JournalGeometry geometry = Anchor.Anchor.Geometry;
        Segment(geometry.SegmentOf(address)).Damage(b => b.Write(bytes, geometry.OffsetInSegment(address)));
    }

    public void FlipBit(long address, int bit)
    {
        JournalGeometry geometry = Anchor.Anchor.Geometry;
        Flip(Segment(geometry.SegmentOf(address)), geometry.OffsetInSegment(address), bit);
    }

    public static void Flip(SimInode inode, long offset, int bit) => inode.Damage(blocks =>
    {
        byte[] one = new byte[1];
        blocks.Read(one, offset);
        one[0] ^= (byte)(1 << bit);
        blocks.Write(one, offset);
    });

    /// <summary>A group as it stands.</summary>
    internal sealed record Group(long Address, byte[] Bytes, ulong First, ulong Last, ChainHash Before)
    {
        public long End => Address + Bytes.Length;

        public int Frames => (int)(Last - First) + 1;
    }
}
