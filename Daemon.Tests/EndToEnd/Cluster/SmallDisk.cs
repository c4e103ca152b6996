using System;
using System.IO;
using System.Linq;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>
/// A small file system in the place of a node's state directory, with what the directory held; when it goes, what it holds is put back. The node must
/// be down both times.
/// </summary>
internal sealed class SmallDisk : IDisposable
{
    private const string Size = "640m";

    private readonly string _directory;
    private readonly string _aside;
    private bool _isGone;

    public SmallDisk(string directory)
    {
        _directory = directory;
        _aside = directory + ".aside";
        Tool.Run("mv", directory, _aside);
        Directory.CreateDirectory(directory);
        Tool.Run("mount", "-t", "tmpfs", "-o", $"size={Size},mode=700", "tmpfs", directory);
        Tool.Run("cp", "-a", "--sparse=never", $"{_aside}/.", directory);
    }

    private string Ballast => Path.Combine(_directory, "ballast");

    /// <summary>Takes every byte that is left.</summary>
    public void Fill()
    {
        using FileStream file = new(Ballast, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        byte[] piece = [.. Enumerable.Repeat((byte)1, 1 << 20)];
        try
        {
            while (true)
            {
                file.Write(piece);
            }
        }
        catch (IOException)
        {
            return; // full
        }
    }

    /// <summary>Gives it back.</summary>
    public void Clear() => File.Delete(Ballast);

    public void Dispose()
    {
        if (_isGone)
        {
            return;
        }

        _isGone = true;
        File.Delete(Ballast);
        Directory.Delete(_aside, recursive: true);
        Directory.CreateDirectory(_aside);
        Tool.Run("cp", "-a", $"{_directory}/.", _aside);
        Tool.Run("umount", "-l", _directory);
        Directory.Delete(_directory);
        Tool.Run("mv", _aside, _directory);
    }
}
