using System;
using System.IO;
using System.Text;

namespace Basisd.Probes.Gateway;

/// <summary>
/// Loads the bearer token of a gateway from its file: one line of printable characters that others cannot read. Must never put the token, or a
/// part of it, into a message.
/// </summary>
public static class GatewayToken
{
    /// <summary>Longest token, in bytes.</summary>
    public const int MaxBytes = 4_096;

    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;

    /// <summary>Loads a token.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">Why there is none, and how to mend it; empty when there is.</param>
    /// <returns>The token, or null.</returns>
    public static string? Load(string path, out string problem)
    {
        byte[] bytes = new byte[MaxBytes + 2];
        int length;
        try
        {
            if (File.Exists(path) && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
            {
                problem = $"{path} can be read by others or changed by its group: a token is a secret; `chmod 0600 {path}`";
                return null;
            }

            using FileStream file = File.OpenRead(path);
            length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"{path} cannot be read: {e.Message.TrimEnd('.')}";
            return null;
        }

        string token = Encoding.Latin1.GetString(bytes, 0, length).TrimEnd('\r', '\n');
        bool fits = token.Length is > 0 and <= MaxBytes && !token.AsSpan().ContainsAnyExceptInRange('!', '~');
        problem = fits ? "" : $"{path} must hold one line of 1 to {MaxBytes} printable characters without spaces: the token alone";
        return fits ? token : null;
    }
}
