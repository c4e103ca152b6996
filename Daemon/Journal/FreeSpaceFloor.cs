namespace Basisd.Journal;

/// <summary>
/// Whether the disk has less room than the floor. Once below, a quarter more than the floor must be free before it counts as mended: a
/// node that goes back and forth between taking and refusing commits is worse than one that refuses. It must never let a measurement that failed
/// count as room.
/// </summary>
internal sealed class FreeSpaceFloor(long floorBytes)
{
    private const int MarginDivisor = 4;

    /// <summary>The state after the last measurement.</summary>
    public bool IsBelow { get; private set; }

    /// <summary>Takes a measurement.</summary>
    /// <returns><see cref="IsBelow"/>.</returns>
    public bool Take(long freeBytes)
    {
        long needed = IsBelow ? floorBytes + (floorBytes / MarginDivisor) : floorBytes;
        return IsBelow = freeBytes < needed;
    }

    /// <summary>Whether so many bytes can be taken for what is only convenient: the floor and its margin stay untouched.</summary>
    public bool Spares(long freeBytes, long bytes) => !IsBelow && freeBytes - bytes >= floorBytes + (floorBytes / MarginDivisor);
}
