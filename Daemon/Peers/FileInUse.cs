using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace Basisd.Peers;

/// <summary>A file as it was read when it was taken into use: whoever replaces one can tell by the digest whether the new one is.</summary>
/// <param name="Path">The file.</param>
/// <param name="Sha256">SHA-256 of its bytes, lower-case hexadecimal. What it holds cannot be guessed from it: keys are random.</param>
public sealed record FileInUse(string Path, string Sha256)
{
    /// <summary>Of a text as <see cref="SecretFile"/> read it.</summary>
    internal static FileInUse Of(string path, string text) => new(path, Convert.ToHexStringLower(SHA256.HashData(Encoding.Latin1.GetBytes(text))));

    /// <summary>
    /// When a file was written last, ticks, to tell that it was replaced. One that is not there has a time of its own (1601), and no exception.
    /// </summary>
    internal static long WrittenAt(string path)
    {
        try
        {
            return File.GetLastWriteTimeUtc(path).Ticks;
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
