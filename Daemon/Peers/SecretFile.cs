using System;
using System.IO;
using System.Text;

namespace Basisd.Peers;

/// <summary>
/// Reads the files that hold secrets of the cluster: bounded, and only where others cannot read them. Must never put what they hold, or a part of
/// it, into a message.
/// </summary>
internal static class SecretFile
{
    /// <summary>Longest file, bytes: a PEM key has 241, four heartbeat keys have less than a thousand.</summary>
    public const int MaxBytes = 16 * 1024;

    // The group may read: systemd and packaging hand credentials over like that. It may not write, and others may do nothing.
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;

    /// <summary>Reads a secret.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">What is wrong, where, and how to mend it; empty when the text was read.</param>
    /// <returns>The text, or null.</returns>
    public static string? Read(string path, out string problem)
    {
        try
        {
            if (File.Exists(path) && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
            {
                problem = $"{path} can be read by others or changed by its group, and so proves nothing; `chmod 0600 {path}`";
                return null;
            }

            return ReadPublic(path, out problem);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"{path} cannot be read: {e.Message.TrimEnd('.')}";
            return null;
        }
    }

    /// <summary>Reads a file that is no secret, bounded the same way.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">What is wrong; empty when the text was read.</param>
    /// <returns>The text, or null.</returns>
    public static string? ReadPublic(string path, out string problem)
    {
        byte[] bytes = new byte[MaxBytes + 1];
        int length;
        try
        {
            using FileStream file = File.OpenRead(path);
            length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"{path} cannot be read: {e.Message.TrimEnd('.')}";
            return null;
        }

        problem = length > MaxBytes ? $"{path} is longer than {MaxBytes} bytes" : "";
        return length > MaxBytes ? null : Encoding.Latin1.GetString(bytes, 0, length);
    }
}
