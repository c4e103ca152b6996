namespace Basisd.Engine;

/// <summary>
/// The byte layout of a ring of observations in shared memory, version 1 (SPEC 15; written out in PROTOCOL.md, and for C in basis_engine.h). One
/// producer, the engine; one consumer, the daemon; each writes lines of its own. Never change a number without raising <see cref="Version"/>.
/// </summary>
public static class RingLayout
{
    /// <summary>First eight bytes: the ASCII text <c>BASISRNG</c> read as a little-endian u64.</summary>
    public const ulong Magic = 0x474E_5253_4953_4142;

    /// <summary>Layout version.</summary>
    public const uint Version = 1;

    /// <summary>Bytes before the first record: four lines of 64.</summary>
    public const int HeaderBytes = 256;

    /// <summary>Fewest records of a ring: one packet's worth.</summary>
    public const int LeastSlots = EngineProtocol.MaxRecordsPerPacket;

    /// <summary>Most records of a ring, whatever is configured.</summary>
    public const int MostSlots = 65_536;

    /// <summary>Offset of the magic, u64.</summary>
    public const int MagicOffset = 0;

    /// <summary>Offset of the version, u32.</summary>
    public const int VersionOffset = 8;

    /// <summary>Offset of the number of records, u32, a power of two.</summary>
    public const int SlotsOffset = 12;

    /// <summary>Offset of the header's bytes, u32.</summary>
    public const int HeaderBytesOffset = 16;

    /// <summary>Offset of a record's bytes, u32.</summary>
    public const int RecordBytesOffset = 20;

    /// <summary>Offset of the session id, i64.</summary>
    public const int SessionOffset = 24;

    /// <summary>Offset of the number of records published, u64, atomic, written by the producer alone.</summary>
    public const int HeadOffset = 64;

    /// <summary>Offset of a flag of the producer, u32, atomic: it waits for room.</summary>
    public const int WaitingOffset = 72;

    /// <summary>Offset of the number of records taken, u64, atomic, written by the consumer alone. Its low half is the futex word.</summary>
    public const int TailOffset = 128;

    /// <summary>Offset of a flag of the consumer, u32, atomic: it sleeps, and hears of new records by a bell.</summary>
    public const int SleepingOffset = 192;

    /// <summary>Bytes of a ring.</summary>
    /// <param name="slots">Records.</param>
    public static int TotalBytes(int slots) => HeaderBytes + (slots * EngineProtocol.RecordBytes);

    /// <summary>Whether a ring may have so many records.</summary>
    /// <param name="slots">Wanted.</param>
    /// <param name="most">Configured bound.</param>
    public static bool IsPossible(long slots, int most) => slots >= LeastSlots && slots <= most && slots <= MostSlots && (slots & (slots - 1)) == 0;
}
