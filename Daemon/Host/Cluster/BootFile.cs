using System;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;

namespace Basisd.Host.Cluster;

/// <summary>
/// The life of the latest process, in the state directory: <c>basisd release</c> lets go in etcd what that life owned, and never anything of another.
/// </summary>
internal static class BootFile
{
    private const string Name = "cluster.boot";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A new life: random, not 0.</summary>
    public static ulong Create()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        ulong boot;
        do
        {
            RandomNumberGenerator.Fill(bytes);
            boot = BitConverter.ToUInt64(bytes);
        }
        while (boot == 0);
        return boot;
    }

    /// <summary>Writes it, as a whole or not at all.</summary>
    /// <returns>Why not; empty when it is written.</returns>
    public static string Write(string stateDirectory, ulong boot)
    {
        string path = Path.Combine(stateDirectory, Name);
        try
        {
            File.WriteAllText(path + ".new", $"{boot:x16}\n");
            File.SetUnixFileMode(path + ".new", OwnerOnly);
            File.Move(path + ".new", path, overwrite: true);
            return "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be written: {e.Message}";
        }
    }

    /// <summary>Reads it.</summary>
    /// <returns>0 where there is none that can be read.</returns>
    public static ulong Read(string stateDirectory)
    {
        try
        {
            string text = File.ReadAllText(Path.Combine(stateDirectory, Name)).Trim();
            return ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong boot) ? boot : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No life is remembered: nothing is let go.
            return 0;
        }
    }
}
