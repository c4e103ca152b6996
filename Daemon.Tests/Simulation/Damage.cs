using System;
using System.Globalization;
using System.Linq;
using Basisd.Journal;

namespace Basisd.Tests.Simulation;

/// <summary>Hurts a journal that nobody has open, and knows what may become of it.</summary>
internal sealed class Damage(SimDisk disk, SimRandom random)
{
    private const int Kinds = 16;
    private const int SectorBytes = 512;
    private static readonly Lazy<SimInode> s_foreign = new(Foreign);
    private readonly GroupMap _map = GroupMap.Read(disk);

    /// <summary>Opening it would be wrong.</summary>
    public bool MustRefuse { get; private set; }

    /// <summary>Nothing that counts was hurt: refusing would be wrong.</summary>
    public bool MustOpen { get; private set; }

    /// <summary>What was hurt is the last group and no anchor covers it: nothing tells it from a write that was cut short.</summary>
    public bool MayTakeForTornTail { get; private set; }

    /// <summary>First sequence of that group.</summary>
    public ulong LastGroupFirst { get; private set; } = ulong.MaxValue;

    /// <summary>One read gives a wrong bit.</summary>
    public bool Flaky { get; private set; }

    /// <summary>It is one of replay.</summary>
    public bool FlakyReplay { get; private set; }

    private Anchor Anchor => _map.Anchor.Anchor;

    private bool LastGroupAnchored => _map.Groups.Count == 0 || _map.Groups[^1].Last <= Anchor.Sequence;

    /// <summary>Does it.</summary>
    /// <returns>What was done, or null when this journal has nothing of the kind.</returns>
    public string? Do()
    {
        if (_map.Anchor.State != AnchorState.Valid || _map.Segments.Count == 0)
        {
            return null;
        }

        return random.Below(Kinds) switch
        {
            0 or 1 => FlipGroup(),
            2 => FlipGap(),
            3 => FlipAnchor(),
            4 => LoseAnchor(),
            5 or 6 => LoseSegment(),
            7 => ResizeSegment(),
            8 => ForeignSegment(),
            9 => ZeroSector(),
            10 => TamperPayload(),
            11 => TamperFrame(),
            12 => TamperChain(),
            13 => MakeHole(),
            14 => Stray(),
            _ => FlakyRead(),
        };
    }

    private string? FlipGroup()
    {
        if (_map.Groups.Count == 0)
        {
            return null;
        }

        int index = random.OneIn(3) ? _map.Groups.Count - 1 : random.Below(_map.Groups.Count);
        GroupMap.Group group = _map.Groups[index];
        int range = random.OneIn(3) ? GroupFormat.HeaderBytes : group.Bytes.Length;
        long offset = random.Below(range);
        int bit = random.Below(8);
        _map.FlipBit(group.Address + offset, bit);
        Hurt(index);
        return Say($"a flip of bit {bit} of byte {offset} in the group at {group.Address}");
    }

    /// <summary>A bit where nothing is written: behind the log, in the rest of a page, in the bytes that FASTER keeps.</summary>
    private string? FlipGap()
    {
        int next = _map.Groups.Count < 2 ? -1 : _map.Groups.FindIndex(1, g => (g.Address & (Anchor.Geometry.PageBytes - 1L)) == 0);
        if (next > 0 && _map.Groups[next].Address > _map.Groups[next - 1].End && random.OneIn(2))
        {
            long gap = _map.Groups[next - 1].End + random.Below(_map.Groups[next].Address - _map.Groups[next - 1].End);
            _map.FlipBit(gap, random.Below(8));
            MustRefuse = true;
            return Say($"a flip in the rest of a page at {gap}");
        }

        long end = (long)(_map.Segments[^1] + 1) << Anchor.Geometry.SegmentBits;
        long address = random.OneIn(8) && Anchor.BaseSegment == 0 ? random.Below(64) : _map.End + random.Below(end - _map.End);
        if (address >= end)
        {
            return null;
        }

        _map.FlipBit(address, random.Below(8));
        MustOpen = true;
        MayTakeForTornTail = true;
        return Say($"a flip in unwritten bytes at {address}");
    }

    private string FlipAnchor()
    {
        int slot = random.Below(2);
        int offset = random.OneIn(4) ? random.Below(JournalGeometry.BlockBytes) : random.Below(128);
        GroupMap.Flip(disk.Files.Find(AnchorFile.Name)!, (slot * JournalGeometry.BlockBytes) + offset, random.Below(8));
        bool left = AnchorFile.Read(new JournalGround { Disk = disk }, SimDisk.Root).State == AnchorState.Valid;
        MustOpen = left;
        MustRefuse = !left;
        return Say($"a flip of byte {offset} in anchor slot {slot}");
    }

    private string LoseAnchor()
    {
        SimInode anchor = disk.Files.Find(AnchorFile.Name)!;
        MustRefuse = true;
        switch (random.Below(4))
        {
            case 0:
                disk.Files.Put(AnchorFile.Name, null);
                return "the anchor was removed";
            case 1:
                anchor.Damage(b => b.SetLength(0));
                return "the anchor was emptied";
            case 2:
                anchor.Damage(b => b.SetLength(100));
                return "the anchor was cut short";
            default:
                anchor.Damage(b => b.Write(new byte[2 * JournalGeometry.BlockBytes], 0));
                return "the anchor was zeroed";
        }
    }

    private string? LoseSegment()
    {
        int[] kept = [.. _map.Segments.Where(s => s >= Anchor.BaseSegment)];
        if (kept.Length == 0)
        {
            return null;
        }

        int gone = kept[random.Below(kept.Length)];
        bool needed = gone < kept[^1] || (Anchor.EndAddress > 0 && gone <= Anchor.Geometry.SegmentOf(Anchor.EndAddress - 1));
        if (!needed && _map.Groups.Exists(g => Anchor.Geometry.SegmentOf(g.Address) == gone))
        {
            return null; // The whole last segment, all of it above the anchor: only an anchor outside could tell.
        }

        disk.Files.Put(SegmentFiles.NameOf(gone), null);
        MustRefuse = needed;
        MustOpen = !needed;
        return Say($"segment {gone} was removed");
    }

    private string? ResizeSegment()
    {
        int segment = _map.Segments[random.Below(_map.Segments.Count)];
        if (segment < Anchor.BaseSegment)
        {
            return null;
        }

        long length = random.Below(4) switch
        {
            0 => 0,
            1 => Anchor.Geometry.SegmentBytes + SectorBytes,
            _ => random.Below((long)Anchor.Geometry.SegmentBytes),
        };
        _map.Segment(segment).Damage(b => b.SetLength(length));
        MustRefuse = true;
        return Say($"segment {segment} has {length} bytes");
    }

    private string? ForeignSegment()
    {
        if (!_map.Segments.Contains(Anchor.BaseSegment))
        {
            return null;
        }

        disk.Files.Put(SegmentFiles.NameOf(Anchor.BaseSegment), s_foreign.Value.Copy());
        MustRefuse = true;
        return "the first segment is another journal's";
    }

    private string? ZeroSector()
    {
        int index = random.Below(Math.Max(_map.Groups.Count, 1));
        if (_map.Groups.Count == 0 || (index == _map.Groups.Count - 1 && !LastGroupAnchored))
        {
            return null; // A last group that is zeros altogether was never there, as far as a disk can tell.
        }

        GroupMap.Group group = _map.Groups[index];
        int sector = random.Below((group.Bytes.Length + SectorBytes - 1) / SectorBytes) * SectorBytes;
        int length = Math.Min(SectorBytes, group.Bytes.Length - sector);
        if (!group.Bytes.AsSpan(sector, length).ContainsAnyExcept((byte)0))
        {
            return null;
        }

        _map.Write(group.Address + sector, new byte[length]);
        Hurt(index);
        return Say($"{length} bytes at {group.Address + sector} are zero");
    }

    private string? TamperPayload()
    {
        int index = random.Below(Math.Max(_map.Groups.Count, 1));
        if (_map.Groups.Count == 0 || !Tamper.Payload(_map, _map.Groups[index], random.Below(_map.Groups[index].Frames)))
        {
            return null;
        }

        MustRefuse = true;
        return Say($"a payload in the group at {_map.Groups[index].Address} was changed, its checksum too");
    }

    private string? TamperFrame()
    {
        int index = random.Below(Math.Max(_map.Groups.Count, 1));
        if (_map.Groups.Count == 0)
        {
            return null;
        }

        GroupMap.Group group = _map.Groups[index];
        int frame = random.Below(group.Frames);
        bool last = index == _map.Groups.Count - 1;
        if (last && frame == group.Frames - 1 && !LastGroupAnchored)
        {
            return null; // Nothing behind it and no anchor: only a signature could tell.
        }

        Tamper.Frame(_map, group, frame);
        MustRefuse = true;
        return Say($"frame {frame} in the group at {group.Address} was changed, its checksum and hash too");
    }

    private string? TamperChain()
    {
        int index = random.Below(Math.Max(_map.Groups.Count, 1));
        if (_map.Groups.Count == 0 || _map.Groups[index].Last > Anchor.Sequence)
        {
            return null;
        }

        Tamper.Chain(_map, index, random.Below(_map.Groups[index].Frames));
        MustRefuse = true;
        return Say($"everything from {_map.Groups[index].Address} on was written anew");
    }

    private string? MakeHole()
    {
        if (_map.Groups.Count == 0)
        {
            return null;
        }

        Tamper.Hole(_map);
        MustRefuse = true;
        return "a sequence is missing before the last group";
    }

    private string Stray()
    {
        string[] names = ["journal.tmp", "journal.7x", "journal.01", "journal.", "log.tmp", "anchor.new", "journal.999.new", "commit.1.0"];
        foreach (string name in names)
        {
            SimInode inode = new();
            inode.Damage(b => b.Write(new byte[random.Below(100)], 0));
            disk.Files.Put(name, inode);
        }

        MustOpen = true;
        return "stray files were put there";
    }

    private string FlakyRead()
    {
        Flaky = true;
        FlakyReplay = random.OneIn(2);
        if (!FlakyReplay)
        {
            disk.FlipReadAt = disk.Reads + random.Below(14);
        }

        Loosen();
        return FlakyReplay ? "a flaky read of replay" : "a flaky read";
    }

    /// <summary>What may become of a journal whose group at <paramref name="index"/> is hurt.</summary>
    private void Hurt(int index)
    {
        bool last = index >= _map.Groups.Count - 1;
        MustRefuse = !last || LastGroupAnchored;
        if (!MustRefuse)
        {
            Loosen();
        }
    }

    private void Loosen()
    {
        MayTakeForTornTail = true;
        LastGroupFirst = LastGroupAnchored ? ulong.MaxValue : _map.Groups[^1].First;
    }

    private static SimInode Foreign()
    {
        SimDisk other = new(7);
        JournalGround ground = new() { Disk = other, Stepped = true, Identity = new JournalId(9, 9) };
        NodeJournal journal = NodeJournal.Open(
            new JournalOptions { Directory = SimDisk.Root, Geometry = CrashRun.Geometry, FreeFloorBytes = 0, Ground = ground }).Journal!;
        for (int i = 0; i < 5; i++)
        {
            _ = journal.TryAppend(1, 1, 1, [1, 2, 3], out _);
            journal.StepCommit();
        }

        _ = journal.Close(1_000);
        return other.Files.Find(SegmentFiles.NameOf(0))!;
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
