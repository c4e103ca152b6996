using System.Runtime.InteropServices;

namespace Basisd.Node;

/// <summary>
/// One fact that the node is told or measures, with a source time (SPEC 4): the 64-byte record of the engine protocol, one cache line.
/// What V0 to V4 mean is said at each <see cref="ObservationKind"/>. Carries no decision and no mode.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = SizeInBytes)]
public struct Observation
{
    /// <summary>Bytes of a record.</summary>
    public const int SizeInBytes = 64;

    /// <summary>What it is.</summary>
    public ObservationKind Kind;

    /// <summary>Reserved, 0.</summary>
    public ushort Flags;

    /// <summary>Index of what it is about, in the table that its kind names.</summary>
    public uint Index;

    /// <summary>Number within its session, from 1, without a gap .</summary>
    public ulong Sequence;

    /// <summary>When the source says that it was so, Unix nanoseconds.</summary>
    public long SourceTime;

    /// <summary>First value.</summary>
    public long V0;

    /// <summary>Second value.</summary>
    public long V1;

    /// <summary>Third value.</summary>
    public long V2;

    /// <summary>Fourth value.</summary>
    public long V3;

    /// <summary>Fifth value, reserved, 0.</summary>
    public long V4;
}
