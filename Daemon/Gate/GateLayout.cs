namespace Basisd.Gate;

/// <summary>
/// The byte layout of the permission page, version 1 (SPEC 13). The same numbers stand in <c>LAYOUT.md</c> and in <c>basis_gate.h</c>;
/// a test compiles the C header and compares all three. Everything is little-endian and naturally aligned; a line is 64 bytes.
/// Never change a number here without raising <see cref="Version"/>: readers are compiled into other programs.
/// </summary>
public static class GateLayout
{
    /// <summary>First eight bytes of a page: the ASCII text <c>BASISGTE</c> read as a little-endian u64.</summary>
    public const ulong Magic = 0x4554_4753_4953_4142;

    /// <summary>Layout version. A reader of version 1 refuses every other version.</summary>
    public const uint Version = 1;

    /// <summary>Bytes of the header; the cells follow it, the platform's first, so that a check finds it without a pointer of its own.</summary>
    public const int HeaderSize = 256;

    /// <summary>Bytes of one cell: one cache line per scope, so that a change of one scope disturbs no reader of another.</summary>
    public const int CellSize = 64;

    /// <summary>Bytes of one entry of the name directory.</summary>
    public const int NameEntrySize = 64;

    /// <summary>Longest scope name in UTF-8 bytes.</summary>
    public const int MaxNameLength = 62;

    /// <summary>Most scopes on one page. Bounds every size that a reader computes from the file.</summary>
    public const int MaxCells = 4096;

    /// <summary>Actions that exist in version 1, bits 0 to 11 in the order of SPEC 3. Any other action is denied.</summary>
    public const int ActionCount = 12;

    /// <summary>Words that one check combines at most: platform, module, asset, venue, route.</summary>
    public const int MaxScopesPerCheck = 5;

    /// <summary>
    /// How far ahead of the clock <c>valid_until</c> may lie, in ns. Farther is malformed and reads as closed: it is a page of another boot,
    /// a broken writer, or a caller's time stamp that is much too old. Eight times the default validity of 250 ms, and whatever goes wrong,
    /// no page outlives its daemon by more. It fits a 32-bit immediate, which a check feels.
    /// </summary>
    public const ulong MaxHorizonNs = 2_000_000_000;

    /// <summary>
    /// <c>valid_until</c> of a page that is closed but may still be opened by its writer. Far from every time that a caller could
    /// pass by mistake: 0, a small negative number, the largest number.
    /// </summary>
    public const long ClosedUntilRenewed = long.MinValue / 2;

    /// <summary><c>valid_until</c> of a retired page: closed for ever. No writer renews a page that shows it.</summary>
    public const long ClosedForEver = 0;

    /// <summary>
    /// What the writer takes off a validity on the coarse clock, ns. The clock lags by up to two ticks of the slowest kernel that is offered it
    /// (100 Hz): without this a page would be open by so much longer.
    /// </summary>
    public const long CoarseLagNs = 20_000_000;

    /// <summary>State of a page whose writer renews it, or has died without a word.</summary>
    public const uint StateLive = 1;

    /// <summary>State of a page that will never open again: attach anew.</summary>
    public const uint StateRetired = 2;

    /// <summary>Bits of a permission word that may be set: the known actions in both halves.</summary>
    public const ulong KnownBits = ((1UL << ActionCount) - 1) | (((1UL << ActionCount) - 1) << 32);

    /// <summary>Offset of the magic, u64.</summary>
    public const int MagicOffset = 0;

    /// <summary>Offset of the layout version, u32.</summary>
    public const int VersionOffset = 8;

    /// <summary>Offset of the header size, u32.</summary>
    public const int HeaderSizeOffset = 12;

    /// <summary>Offset of the number of cells, u32.</summary>
    public const int CellCountOffset = 16;

    /// <summary>Offset of the cell size, u32.</summary>
    public const int CellSizeOffset = 20;

    /// <summary>Offset of the directory's offset, u64.</summary>
    public const int DirectoryOffsetOffset = 24;

    /// <summary>Offset of the directory's size in bytes, u64.</summary>
    public const int DirectorySizeOffset = 32;

    /// <summary>Offset of the cells' offset, u64.</summary>
    public const int CellsOffsetOffset = 40;

    /// <summary>Offset of the total size in bytes, u64.</summary>
    public const int TotalSizeOffset = 48;

    /// <summary>Offset of the size of a directory entry, u32.</summary>
    public const int NameEntrySizeOffset = 56;

    /// <summary>Offset of the number of actions, u32.</summary>
    public const int ActionCountOffset = 60;

    /// <summary>Offset of <c>valid_until</c>, i64, CLOCK_BOOTTIME ns, atomic, alone on its line.</summary>
    public const int ValidUntilOffset = 64;

    /// <summary>Offset of the kernel's boot id, 16 bytes.</summary>
    public const int BootIdOffset = 128;

    /// <summary>Offset of the generation, u64: CLOCK_BOOTTIME ns at creation, rising within a boot.</summary>
    public const int GenerationOffset = 144;

    /// <summary>Offset of the ownership epoch, u64.</summary>
    public const int EpochOffset = 152;

    /// <summary>Offset of the writer's process id, u32.</summary>
    public const int DaemonPidOffset = 160;

    /// <summary>Offset of the clock, u32: <see cref="GateClock"/>. Zero, the default, in pages of before it was defined.</summary>
    public const int ClockOffset = 164;

    /// <summary>Offset of the state, u32, atomic.</summary>
    public const int StateOffset = 192;

    /// <summary>Offset of the platform's mode, u32, informational.</summary>
    public const int PlatformModeOffset = 196;

    /// <summary>Offset of the journal sequence of the last change, u64, informational.</summary>
    public const int LastSequenceOffset = 200;

    /// <summary>Offset of the time of the last change, i64, CLOCK_BOOTTIME ns, informational.</summary>
    public const int UpdatedAtOffset = 208;

    /// <summary>Offset of the number of renewals, u64, informational.</summary>
    public const int RenewalsOffset = 216;

    /// <summary>In a directory entry: the kind, u8.</summary>
    public const int NameKindOffset = 0;

    /// <summary>In a directory entry: the name's length in bytes, u8.</summary>
    public const int NameLengthOffset = 1;

    /// <summary>In a directory entry: the name, UTF-8, zero-padded.</summary>
    public const int NameTextOffset = 2;

    /// <summary>In a cell: the permission word, u64, atomic.</summary>
    public const int CellWordOffset = 0;

    /// <summary>In a cell: the mode, u8, informational.</summary>
    public const int CellModeOffset = 8;

    /// <summary>In a cell: the recovery stage, u8, informational.</summary>
    public const int CellStageOffset = 9;

    /// <summary>In a cell: flags, u16, none defined in version 1.</summary>
    public const int CellFlagsOffset = 10;

    /// <summary>In a cell: the journal sequence of the last change, u64, informational.</summary>
    public const int CellSequenceOffset = 16;

    /// <summary>In a cell: the time of the last change, i64, CLOCK_BOOTTIME ns, informational.</summary>
    public const int CellChangedAtOffset = 24;

    /// <summary>Offset of the first cell, the platform's.</summary>
    public const int CellsOffset = HeaderSize;

    /// <summary>Offset of the name directory of a page with that many cells.</summary>
    /// <param name="cellCount">1 to <see cref="MaxCells"/>.</param>
    public static int DirectoryOffset(int cellCount) => CellsOffset + (cellCount * CellSize);

    /// <summary>Size in bytes of a page with that many cells.</summary>
    /// <param name="cellCount">1 to <see cref="MaxCells"/>.</param>
    public static int TotalSize(int cellCount) => DirectoryOffset(cellCount) + (cellCount * NameEntrySize);

    /// <summary>
    /// Whether a word may be published: no bit of an unknown action, and ALLOW only together with "at least QUEUE"
    /// (a word that allows what it would not even queue is a bug of its maker).
    /// </summary>
    public static bool IsWellFormed(ulong word) =>
        (word & ~KnownBits) == 0 && ((word & 0xFFFF_FFFF) & ~(word >> 32)) == 0;
}
