using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Basisd.Linux;

namespace Basisd.Journal;

/// <summary>
/// Puts a repaired log in the place of a damaged one. The new segments have numbers behind all old ones, so both can lie side by side; the old
/// files get second names in a directory of their own first; then one rename of the anchor decides. A crash at any moment leaves either the
/// damaged log as it was, closed to every daemon, or the repaired one. It must never remove the last name of a damaged file.
/// </summary>
internal sealed class RepairSwap : IDisposable
{
    private const string FreshName = "repair.new";
    private const uint OwnerOnly = 0x1C0; // 0700
    private const int MostNames = 100;
    private readonly string _directory;
    private readonly string _why;
    private readonly SortedSet<int> _old;

    /// <summary>Looks at what is there.</summary>
    /// <param name="directory">The state directory.</param>
    /// <param name="anchoredBase">First segment according to the anchor.</param>
    /// <param name="why">What the old log is, for the name under which it is kept.</param>
    public RepairSwap(string directory, int anchoredBase, string why = "damaged")
    {
        _why = why;
        _directory = directory;
        _old = SegmentFiles.List(directory);
        Fresh = Path.Combine(directory, FreshName);
        BaseSegment = Math.Max(anchoredBase, _old.Count == 0 ? -1 : _old.Max) + 1;
    }

    /// <summary>Where the new log is written.</summary>
    public string Fresh { get; }

    /// <summary>Its first segment.</summary>
    public int BaseSegment { get; }

    /// <summary>Where the damaged log is kept, once it is.</summary>
    public string? Kept { get; private set; }

    /// <summary>What failed, for people; empty when nothing did.</summary>
    public string Problem { get; private set; } = string.Empty;

    /// <summary>Makes an empty directory for the new log; what a broken-off repair left in it goes.</summary>
    public bool Prepare()
    {
        Clear();
        return Done(LinkCalls.MakeDirectory(Fresh, OwnerOnly), Fresh);
    }

    /// <summary>Keeps the damaged files, puts the new ones in place, lets the anchor decide, removes the old names.</summary>
    public bool Commit(int lastSegment)
    {
        string anchor = Path.Combine(_directory, AnchorFile.Name);
        if (!Keep(anchor))
        {
            return false;
        }

        for (int segment = BaseSegment; segment <= lastSegment; segment++)
        {
            string target = SegmentFiles.PathOf(_directory, segment);
            if (!Done(FileCalls.Rename(SegmentFiles.PathOf(Fresh, segment), target), target))
            {
                return false;
            }
        }

        bool decided = Done(FileCalls.SyncDirectory(_directory), _directory)
            && Done(FileCalls.Rename(Path.Combine(Fresh, AnchorFile.Name), anchor), anchor)
            && Done(FileCalls.SyncDirectory(_directory), _directory);
        foreach (int segment in _old)
        {
            string path = SegmentFiles.PathOf(_directory, segment);
            decided = decided && Done(FileCalls.Unlink(path), path);
        }

        return decided && Done(FileCalls.SyncDirectory(_directory), _directory);
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private bool Keep(string anchor)
    {
        DateTimeOffset now = DateTimeOffset.FromUnixTimeMilliseconds(BootClock.WallNs() / 1_000_000L);
        string stamp = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        string name = Path.Combine(_directory, $"{SegmentFiles.Prefix}.{_why}-{stamp}");
        int errno = LinkCalls.MakeDirectory(name, OwnerOnly);
        for (int i = 2; errno == Errno.Exists && i < MostNames; i++)
        {
            name = Path.Combine(_directory, string.Create(CultureInfo.InvariantCulture, $"{SegmentFiles.Prefix}.{_why}-{stamp}-{i}"));
            errno = LinkCalls.MakeDirectory(name, OwnerOnly);
        }

        if (!Done(errno, name))
        {
            return false;
        }

        Kept = name;
        if (File.Exists(anchor) && !Done(LinkCalls.Link(anchor, Path.Combine(name, AnchorFile.Name)), name))
        {
            return false;
        }

        foreach (int segment in _old)
        {
            if (!Done(LinkCalls.Link(SegmentFiles.PathOf(_directory, segment), SegmentFiles.PathOf(name, segment)), name))
            {
                return false;
            }
        }

        return Done(FileCalls.SyncDirectory(name), name) && Done(FileCalls.SyncDirectory(_directory), _directory);
    }

    private void Clear()
    {
        if (!Directory.Exists(Fresh))
        {
            return;
        }

        // Only what a repair makes, one level deep. Should something stay, making the directory says so.
        foreach (string path in Directory.EnumerateFiles(Fresh))
        {
            _ = FileCalls.Unlink(path);
        }

        _ = LinkCalls.RemoveDirectory(Fresh);
    }

    private bool Done(int errno, string path)
    {
        Problem = errno == 0 ? Problem : $"{path}: {Errno.Describe(errno)}";
        return errno == 0;
    }
}
