using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Basisd.Linux;

namespace Basisd.Journal;

/// <summary>
/// The segment files of a log: names, which there are, and writing them ahead. A segment is filled with zeros and synced under another name before
/// it gets
/// its own, so a segment of the wrong length is damage and never a crash in between. It must never create a segment that FASTER has to extend.
/// </summary>
internal static class SegmentFiles
{
    /// <summary>The name before the segment's number; FASTER is given this path.</summary>
    public const string Prefix = "journal";

    private const string FreshSuffix = ".new";
    private const int ChunkBytes = 512 * 1024;
    private const int PacedBytes = 128 * 1024;
    private const int OwnerOnly = 0x180; // 0600
    private static readonly byte[] Zeros = new byte[ChunkBytes];

    /// <summary>Path of a segment.</summary>
    public static string PathOf(string directory, int segment) => Path.Combine(directory, NameOf(segment));

    /// <summary>File name of a segment.</summary>
    public static string NameOf(int segment) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}.{segment}");

    /// <summary>Numbers of the segments that are there, ascending. Other files are left alone.</summary>
    /// <returns>The set; empty too when the directory cannot be read, which opening it will say.</returns>
    public static SortedSet<int> List(string directory)
    {
        _ = TryList(LinuxDisk.Shared, directory, out SortedSet<int> found);
        return found;
    }

    /// <summary>Numbers of the segments that are there, ascending. Other files are left alone.</summary>
    /// <returns>0 or the errno.</returns>
    public static int TryList(IJournalDisk disk, string directory, out SortedSet<int> found)
    {
        found = [];
        int errno = disk.Names(directory, out List<string> names);
        foreach (string name in names)
        {
            if (name.StartsWith(Prefix + ".", StringComparison.Ordinal)
                && int.TryParse(name.AsSpan(Prefix.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int segment)
                && name == NameOf(segment))
            {
                found.Add(segment);
            }
        }

        return errno;
    }

    /// <summary>The first of the kept segments that has not the length of a segment.</summary>
    /// <returns>Its number, -1 for none; with an errno the one that could not be looked at.</returns>
    public static int FirstUnlike(
        IJournalDisk disk, string directory, in JournalGeometry geometry, SortedSet<int> present, int first, out int errno)
    {
        errno = 0;
        foreach (int segment in present)
        {
            if (segment < first)
            {
                continue;
            }

            errno = disk.Open(PathOf(directory, segment), FileCalls.ReadOnly, 0, out IDiskFile? file);
            long length = 0;
            using (file)
            {
                errno = errno != 0 ? errno : file!.Length(out length);
            }

            if (errno == Errno.NoEntry)
            {
                errno = 0; // A running node has just cut it off.
            }
            else if (errno != 0 || length != geometry.SegmentBytes)
            {
                return segment;
            }
        }

        return -1;
    }

    /// <summary>Writes a segment ahead; nothing happens when it is there.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="directory">The state directory.</param>
    /// <param name="segment">Number of the segment.</param>
    /// <param name="bytes">Its full length.</param>
    /// <param name="pace">
    /// Called behind each chunk with what is done, so that commits on the same device get their turn; true: there is no time, the rest is allocated
    /// instead of written where the file system can do that. Null writes all of it at once.
    /// </param>
    /// <returns>0 or the errno; what was begun is taken away again.</returns>
    public static int WriteAhead(IJournalDisk disk, string directory, int segment, int bytes, Func<long, bool>? pace)
    {
        string path = PathOf(directory, segment);
        if (disk.FileExists(path))
        {
            return 0;
        }

        string fresh = path + FreshSuffix;
        int errno = disk.Open(fresh, FileCalls.ReadWrite | FileCalls.Create, OwnerOnly, out IDiskFile? file);
        if (errno != 0)
        {
            return errno;
        }

        using (file)
        {
            errno = Fill(file!, bytes, pace);
            errno = errno != 0 ? errno : file!.Truncate(bytes);
            errno = errno != 0 ? errno : file!.Sync();
        }

        errno = errno != 0 ? errno : disk.Rename(fresh, path);
        if (errno != 0)
        {
            // The first error is the answer; that the remains could not be taken away changes nothing about it.
            _ = disk.Unlink(fresh);
            return errno;
        }

        return disk.SyncDirectory(directory);
    }

    private static int Fill(IDiskFile file, int bytes, Func<long, bool>? pace)
    {
        int chunk = pace is null ? ChunkBytes : PacedBytes;
        int errno = 0;
        bool urgent = pace?.Invoke(0) ?? false;
        for (long offset = 0; offset < bytes && errno == 0;)
        {
            if (urgent)
            {
                errno = file.Allocate(bytes);
                if (errno != Errno.NotSupported)
                {
                    return errno;
                }

                urgent = false;
                pace = null;
            }

            int length = (int)Math.Min(chunk, bytes - offset);
            errno = file.WriteAt(Zeros.AsSpan(0, length), offset);
            errno = errno != 0 || pace is null ? errno : file.SyncData();
            offset += length;
            urgent = pace?.Invoke(offset) ?? false;
        }

        return errno;
    }

    /// <summary>Zeroes [<paramref name="from"/>, <paramref name="until"/>) of the log and syncs it.</summary>
    public static int Zero(IJournalDisk disk, string directory, in JournalGeometry geometry, long from, long until)
    {
        long address = from;
        while (address < until)
        {
            int segment = geometry.SegmentOf(address);
            long segmentEnd = Math.Min(until, (long)(segment + 1) << geometry.SegmentBits);
            int errno = disk.Open(PathOf(directory, segment), FileCalls.ReadWrite, 0, out IDiskFile? file);
            if (errno != 0)
            {
                return errno;
            }

            using (file)
            {
                while (address < segmentEnd && errno == 0)
                {
                    int length = (int)Math.Min(ChunkBytes, segmentEnd - address);
                    errno = file!.WriteAt(Zeros.AsSpan(0, length), geometry.OffsetInSegment(address));
                    address += length;
                }

                errno = errno != 0 ? errno : file!.SyncData();
            }

            if (errno != 0)
            {
                return errno;
            }
        }

        return 0;
    }
}
