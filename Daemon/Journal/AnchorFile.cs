using System;
using System.Buffers.Binary;
using System.IO;
using Basisd.Linux;

namespace Basisd.Journal;

/// <summary>
/// The anchor on disk: two slots of one block each, written in turn and synced, so that a torn write leaves the other one. It is written off the
/// commit
/// path. It must never be written with anything that is not durable yet, and never silently replaced when it cannot be read.
/// </summary>
public sealed class AnchorFile : IDisposable
{
    /// <summary>Name in the state directory.</summary>
    public const string Name = "anchor";

    private const int SlotBytes = JournalGeometry.BlockBytes;
    private const int Slots = 2;
    private const uint Magic = 0x31415342; // "BSA1"
    private const int VersionOffset = 8;
    private const int UsedBytes = 128;
    private readonly IDiskFile _file;
    private readonly byte[] _slot = new byte[SlotBytes];
    private ulong _generation;

    private AnchorFile(IDiskFile file, ulong generation)
    {
        _file = file;
        _generation = generation;
    }

    /// <summary>Reads the newest valid slot without a lock; fit for a running node.</summary>
    public static AnchorRead Read(string directory) => Read(JournalGround.Machine, directory);

    /// <inheritdoc cref="Read(string)"/>
    internal static AnchorRead Read(JournalGround ground, string directory)
    {
        string path = Path.Combine(directory, Name);
        int errno = ground.Disk.Open(path, FileCalls.ReadOnly, 0, out IDiskFile? file);
        if (errno == Errno.NoEntry)
        {
            return new AnchorRead(AnchorState.Missing, default, 0, 0);
        }

        if (errno != 0)
        {
            return new AnchorRead(AnchorState.Unreadable, default, 0, errno);
        }

        using (file)
        {
            byte[] bytes = new byte[(SlotBytes * Slots) + 1];
            errno = file!.ReadAt(bytes, 0, out int read);
            return errno != 0
                ? new AnchorRead(AnchorState.Unreadable, default, 0, errno)
                : Choose(bytes.AsSpan(0, Math.Min(read, SlotBytes * Slots)), ground.Has(JournalGuards.AnchorChecksum));
        }
    }

    /// <summary>Creates the file with both slots at <paramref name="anchor"/>, synced with its directory. The file must not exist.</summary>
    /// <returns>0 or the errno.</returns>
    internal static int Create(IJournalDisk disk, string directory, Anchor anchor, out AnchorFile? opened)
    {
        opened = null;
        string path = Path.Combine(directory, Name);
        string fresh = path + ".new";
        int errno = disk.Open(fresh, FileCalls.ReadWrite | FileCalls.Create, 0x180, out IDiskFile? file);
        if (errno != 0)
        {
            return errno;
        }

        AnchorFile candidate = new(file!, 0);
        errno = candidate.Write(anchor);
        errno = errno != 0 ? errno : candidate.Write(anchor);
        errno = errno != 0 ? errno : disk.Rename(fresh, path);
        errno = errno != 0 ? errno : disk.SyncDirectory(directory);
        if (errno != 0)
        {
            candidate.Dispose();
            return errno;
        }

        opened = candidate;
        return 0;
    }

    /// <summary>Opens the file for writing after <see cref="Read(string)"/> found <paramref name="generation"/>.</summary>
    internal static int Open(IJournalDisk disk, string directory, ulong generation, out AnchorFile? opened)
    {
        int errno = disk.Open(Path.Combine(directory, Name), FileCalls.ReadWrite, 0, out IDiskFile? file);
        opened = errno == 0 ? new AnchorFile(file!, generation) : null;
        return errno;
    }

    /// <summary>Writes the older slot and syncs it. Everything that <paramref name="anchor"/> names must be durable already.</summary>
    /// <returns>0 or the errno; after an error the other slot still holds.</returns>
    internal int Write(Anchor anchor)
    {
        ulong generation = _generation + 1;
        Encode(_slot, anchor with { Generation = generation });
        int errno = _file.WriteAt(_slot, (long)(generation % Slots) * SlotBytes);
        errno = errno != 0 ? errno : _file.Sync();
        if (errno == 0)
        {
            _generation = generation;
        }

        return errno;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static AnchorRead Choose(ReadOnlySpan<byte> bytes, bool checksum)
    {
        AnchorRead best = new(AnchorState.Invalid, default, 0, 0);
        int valid = 0;
        for (int slot = 0; slot < Slots; slot++)
        {
            if (bytes.Length < (slot + 1) * SlotBytes)
            {
                continue;
            }

            AnchorState state = Decode(bytes.Slice(slot * SlotBytes, SlotBytes), checksum, out Anchor anchor);
            if (state == AnchorState.NewerFormat)
            {
                return new AnchorRead(state, default, 0, 0)
                {
                    NewerFormat = BinaryPrimitives.ReadUInt16LittleEndian(bytes[((slot * SlotBytes) + VersionOffset)..]),
                };
            }

            if (state != AnchorState.Valid || anchor.Generation % Slots != (ulong)slot)
            {
                continue;
            }

            valid++;
            if (best.State != AnchorState.Valid || anchor.Generation > best.Anchor.Generation)
            {
                best = new AnchorRead(AnchorState.Valid, anchor, valid, 0);
            }
        }

        return best with { ValidSlots = valid };
    }

    private static void Encode(Span<byte> slot, in Anchor anchor)
    {
        slot.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(slot, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(slot[VersionOffset..], FrameFormat.Version);
        slot[10] = (byte)anchor.Geometry.PageBits;
        slot[11] = (byte)anchor.Geometry.SegmentBits;
        BinaryPrimitives.WriteInt32LittleEndian(slot[12..], anchor.BaseSegment);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[16..], anchor.Generation);
        anchor.Id.Write(slot[24..]);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[40..], anchor.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(slot[48..], anchor.EndAddress);
        anchor.Hash.Write(slot[56..]);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[88..], anchor.BaseSequence);
        anchor.BasePrevious.Write(slot[96..]);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[4..], Checksum(slot));
    }

    private static AnchorState Decode(ReadOnlySpan<byte> slot, bool checksum, out Anchor anchor)
    {
        anchor = default;
        if (BinaryPrimitives.ReadUInt32LittleEndian(slot) != Magic
            || (checksum && BinaryPrimitives.ReadUInt32LittleEndian(slot[4..]) != Checksum(slot)))
        {
            return AnchorState.Invalid;
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(slot[VersionOffset..]) > FrameFormat.Version)
        {
            return AnchorState.NewerFormat;
        }

        int baseSegment = BinaryPrimitives.ReadInt32LittleEndian(slot[12..]);
        if (!JournalGeometry.IsValid(slot[10], slot[11]) || baseSegment < 0 || slot[UsedBytes..].ContainsAnyExcept((byte)0))
        {
            return AnchorState.Invalid;
        }

        anchor = new Anchor(
            JournalId.Read(slot[24..]),
            new JournalGeometry(slot[10], slot[11]),
            BinaryPrimitives.ReadUInt64LittleEndian(slot[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(slot[40..]),
            ChainHash.Read(slot[56..]),
            BinaryPrimitives.ReadInt64LittleEndian(slot[48..]),
            baseSegment,
            BinaryPrimitives.ReadUInt64LittleEndian(slot[88..]),
            ChainHash.Read(slot[96..]));
        return AnchorState.Valid;
    }

    private static uint Checksum(ReadOnlySpan<byte> slot) => Crc32C.Append(Crc32C.Compute(slot[..4]), slot[8..]);
}
