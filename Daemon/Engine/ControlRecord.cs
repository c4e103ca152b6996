using System.Runtime.InteropServices;

namespace Basisd.Engine;

/// <summary>
/// A control record: the shape of an observation with fields that its <see cref="ControlKind"/> names. Little-endian. Must never grow:
/// payloads follow a record, they are not part of it.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = EngineProtocol.RecordBytes)]
public struct ControlRecord
{
    /// <summary>What it is; byte 0.</summary>
    public ControlKind Kind;

    /// <summary>By kind; byte 2.</summary>
    public ushort Flags;

    /// <summary>By kind; byte 4.</summary>
    public uint Index;

    /// <summary>Up: 0. Down: number of this record in its session, from 1; byte 8.</summary>
    public ulong Sequence;

    /// <summary>Reserved, 0; byte 16.</summary>
    public long Reserved;

    /// <summary>By kind; byte 24.</summary>
    public long V0;

    /// <summary>By kind; byte 32.</summary>
    public long V1;

    /// <summary>By kind; byte 40.</summary>
    public long V2;

    /// <summary>By kind; byte 48.</summary>
    public long V3;

    /// <summary>By kind; byte 56.</summary>
    public long V4;
}
