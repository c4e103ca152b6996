using System;
using System.Buffers.Binary;
using Basisd.Journal;
using Basisd.Node;

namespace Basisd.Host.Reports;

/// <summary>The core time of an entry, read without decoding all of it: every payload has it near its begin.</summary>
internal static class CoreTime
{
    private const int BehindVersion = 1;
    private const int BehindKind = 2;
    private const int InCommand = 14;

    /// <summary>Core time, Unix nanoseconds; 0 where the entry has none.</summary>
    public static long Of(HeldFrame frame)
    {
        int at = (EntryKind)frame.Header.Kind switch
        {
            EntryKind.Safety => BehindKind,
            EntryKind.CommandIssued => InCommand,
            _ => BehindVersion,
        };
        bool has = frame.Header.Kind < ReservedKinds.First && frame.Payload.Length >= at + sizeof(long);
        return has ? BinaryPrimitives.ReadInt64LittleEndian(frame.Payload.AsSpan(at)) : 0;
    }
}
