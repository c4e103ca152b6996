using System.Threading;

namespace Basisd.Gate;

/// <summary>
/// The stores that close a page. Plain atomic stores over a mapping, nothing else: no lock, no allocation, no call, so that
/// they are right in a signal handler, in a failing process, and on a page that another process wrote.
/// </summary>
internal static unsafe class GateStores
{
    /// <summary>Closes for ever: validity first, because it alone closes every scope at once; then the state, then the words.</summary>
    /// <param name="start">A writable mapping.</param>
    /// <param name="length">Its bytes, at least a page of one cell.</param>
    public static void Retire(byte* start, int length)
    {
        Volatile.Write(ref *(long*)(start + GateLayout.ValidUntilOffset), GateLayout.ClosedForEver);
        Volatile.Write(ref *(uint*)(start + GateLayout.StateOffset), GateLayout.StateRetired);
        if (GatePage.Judge(new System.ReadOnlySpan<byte>(start, length), out int cells) == GateAttachResult.Attached)
        {
            ZeroWords(start, cells);
            return;
        }

        // No page any more, but it may have been one when a reader attached: whatever it resolved lies behind the header.
        for (int offset = GateLayout.HeaderSize; offset <= length - sizeof(ulong); offset += sizeof(ulong))
        {
            Volatile.Write(ref *(ulong*)(start + offset), 0);
        }
    }

    /// <summary>Takes every permission away, cell by cell.</summary>
    public static void ZeroWords(byte* start, int cells)
    {
        byte* cell = start + GateLayout.CellsOffset;
        for (int i = 0; i < cells; i++, cell += GateLayout.CellSize)
        {
            Volatile.Write(ref *(ulong*)(cell + GateLayout.CellWordOffset), 0);
        }
    }
}
