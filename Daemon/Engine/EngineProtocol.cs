namespace Basisd.Engine;

/// <summary>
/// The bounds of the engine protocol (SPEC 13; written out byte by byte in PROTOCOL.md, and for C in basis_engine.h). A change of any of
/// them is a change of <see cref="Version"/>.
/// </summary>
public static class EngineProtocol
{
    /// <summary>The first word of a hello: the bytes <c>BSEN</c>.</summary>
    public const uint Magic = 0x4E45_5342;

    /// <summary>Protocol version spoken here.</summary>
    public const uint Version = 1;

    /// <summary>Bytes of a record.</summary>
    public const int RecordBytes = 64;

    /// <summary>Most observations in one packet.</summary>
    public const int MaxRecordsPerPacket = 64;

    /// <summary>Bytes of the longest packet of observations.</summary>
    public const int MaxBatchBytes = RecordBytes * MaxRecordsPerPacket;

    /// <summary>Largest commit, bytes.</summary>
    public const int MaxCommitBytes = 1024 * 1024;

    /// <summary>Largest payload of one commit chunk, bytes.</summary>
    public const int MaxChunkBytes = 32 * 1024;

    /// <summary>Largest payload of one part of a state that is handed over, bytes: its packet is no longer than any other one down.</summary>
    public const int MaxStateBytes = MaxBatchBytes - RecordBytes;

    /// <summary>Bytes of the longest packet of all: a commit chunk with its record.</summary>
    public const int MaxPacketBytes = RecordBytes + MaxChunkBytes;

    /// <summary>Bytes that hold an engine's name in its hello.</summary>
    public const int EngineNameBytes = 32;

    /// <summary>Bytes of one entry of a page of names: a 16-bit length, then the name, then zeros.</summary>
    public const int NameEntryBytes = 64;

    /// <summary>Longest name in a page, UTF-8 bytes.</summary>
    public const int MaxNameBytes = NameEntryBytes - sizeof(ushort);

    /// <summary>Most names in one page.</summary>
    public const int NamesPerPage = 63;

    /// <summary>Longest text of a refusal, UTF-8 bytes.</summary>
    public const int MaxTextBytes = 192;

    /// <summary>Kinds from here on are control records, below are observations.</summary>
    public const ushort FirstControlKind = 0x8000;
}
