using System;
using System.IO;
using System.Text;

namespace Basisd.Commands;

/// <summary>
/// A file that <c>basisd pki</c> writes: made exclusively with its final permissions, so that a key is never readable by others for a moment.
/// </summary>
/// <param name="Path">Where it goes.</param>
/// <param name="Text">What it holds.</param>
/// <param name="IsSecret">Whether it is its owner's alone.</param>
internal sealed record PkiFile(string Path, string Text, bool IsSecret)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everybody = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Writes all of the files or, as far as that can be known before, none.</summary>
    /// <param name="directory">Their directory, which is made if it is not there; empty for none to make.</param>
    /// <param name="force">Whether files that exist are replaced.</param>
    /// <param name="files">The files.</param>
    /// <returns>What is wrong, where, and how to mend it; empty when they are written.</returns>
    public static string Write(string directory, bool force, params ReadOnlySpan<PkiFile> files)
    {
        string at = directory;
        try
        {
            if (directory.Length > 0)
            {
                Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
            }

            foreach (PkiFile file in files)
            {
                if (!force && File.Exists(file.Path))
                {
                    return $"{file.Path} exists, and nothing is overwritten: name another place, or give --force if what it holds may go";
                }
            }

            foreach (PkiFile file in files)
            {
                at = file.Path;
                file.Put(force);
            }

            return "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{at} cannot be written: {e.Message.TrimEnd('.')}; name a place that you may write";
        }
    }

    private void Put(bool force)
    {
        // What is replaced is replaced whole: a reader sees the old file or the new one.
        string target = force ? $"{Path}.new" : Path;
        if (force)
        {
            File.Delete(target);
        }

        FileStreamOptions exclusive = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = IsSecret ? OwnerOnly : Everybody,
        };
        using (FileStream file = new(target, exclusive))
        {
            file.Write(Encoding.ASCII.GetBytes(Text));
            file.Flush(flushToDisk: true);
        }

        if (force)
        {
            File.Move(target, Path, overwrite: true);
        }
    }
}
