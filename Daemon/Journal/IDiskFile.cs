using System;

namespace Basisd.Journal;

/// <summary>
/// An open file of a state directory. The calls are those of <see cref="Linux.FileCalls"/>, with the same answers: 0 or the errno, never an
/// exception. It is the seam behind which a simulated disk stands in tests.
/// </summary>
internal interface IDiskFile : IDisposable
{
    /// <summary>Reads until the buffer is full or the file ends.</summary>
    int ReadAt(Span<byte> buffer, long offset, out int read);

    /// <summary>Writes all of the bytes; after an error the range is in an unknown state.</summary>
    int WriteAt(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Sets the length.</summary>
    int Truncate(long length);

    /// <summary>Makes the file this long with room on the device for all of it; what was never written reads as zeros (fallocate).</summary>
    int Allocate(long length);

    /// <summary>Data and metadata are on the device when this returns 0.</summary>
    int Sync();

    /// <summary>Data is on the device when this returns 0.</summary>
    int SyncData();

    /// <summary>Length in bytes.</summary>
    int Length(out long length);

    /// <summary>Takes an exclusive flock without waiting.</summary>
    int TryLock();

    /// <summary>Gives the flock back.</summary>
    int Unlock();
}
