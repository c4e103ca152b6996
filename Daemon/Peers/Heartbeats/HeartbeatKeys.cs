using System;
using System.Security.Cryptography;

namespace Basisd.Peers.Heartbeats;

/// <summary>
/// The keys of the heartbeats (HEARTBEAT.md): the first one signs, every one verifies, so that a key is changed node by node without a moment in
/// which two nodes do not understand each other. Must never be printed.
/// </summary>
public sealed class HeartbeatKeys
{
    /// <summary>Shortest key, bytes: as long as the digest, below which HMAC-SHA256 loses strength (RFC 2104, 3).</summary>
    public const int MinBytes = 32;

    /// <summary>Longest key, bytes: HMAC-SHA256 shortens longer ones by hashing them, per datagram.</summary>
    public const int MaxBytes = 64;

    /// <summary>Most keys: what a flood costs grows with each.</summary>
    public const int MaxKeys = 4;

    /// <summary>Bytes of a tag.</summary>
    public const int TagBytes = HMACSHA256.HashSizeInBytes;

    private readonly byte[][] _keys;

    /// <summary>Takes the keys.</summary>
    /// <exception cref="ArgumentException">None or too many, or one of a length that is not allowed.</exception>
    public HeartbeatKeys(params byte[][] keys)
    {
        if (keys.Length is 0 or > MaxKeys || Array.Exists(keys, k => k.Length is < MinBytes or > MaxBytes))
        {
            throw new ArgumentException($"1 to {MaxKeys} keys of {MinBytes} to {MaxBytes} bytes", nameof(keys));
        }

        _keys = [.. keys];
    }

    /// <summary>How many keys verify.</summary>
    public int Count => _keys.Length;

    /// <summary>Loads the keys from a file: one key a line, in hexadecimal digits.</summary>
    /// <param name="path">The file; nobody else may read it.</param>
    /// <param name="problem">What is wrong, where, and how to mend it; empty when the keys were loaded.</param>
    /// <returns>The keys, or null.</returns>
    public static HeartbeatKeys? Load(string path, out string problem) =>
        SecretFile.Read(path, out problem) is { } text ? Parse(path, text, out problem) : null;

    /// <summary>The keys of a text: one a line, in hexadecimal digits.</summary>
    /// <param name="path">Where it was read, for what is said.</param>
    /// <param name="text">The text.</param>
    /// <param name="problem">What is wrong, where, and how to mend it; empty when there are keys.</param>
    /// <returns>The keys, or null.</returns>
    internal static HeartbeatKeys? Parse(string path, string text, out string problem)
    {
        problem = "";
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        byte[][] keys = new byte[lines.Length][];
        for (int i = 0; i < lines.Length; i++)
        {
            bool fits = lines[i].Length is >= 2 * MinBytes and <= 2 * MaxBytes && lines[i].Length % 2 == 0;
            byte[] key = new byte[lines[i].Length / 2];
            if (!fits || Convert.FromHexString(lines[i], key, out _, out _) != System.Buffers.OperationStatus.Done)
            {
                problem = $"{path}: key {i + 1} is not {2 * MinBytes} to {2 * MaxBytes} hexadecimal digits; "
                    + "`basisd pki heartbeat-key --out FILE` makes one";
                return null;
            }

            keys[i] = key;
        }

        if (keys.Length is 0 or > MaxKeys)
        {
            problem = $"{path} holds {keys.Length} keys, and must hold 1 to {MaxKeys}, one a line; `basisd pki heartbeat-key --out FILE` makes one";
            return null;
        }

        return new HeartbeatKeys(keys);
    }

    /// <summary>Writes the tag of <paramref name="bytes"/> by the first key.</summary>
    internal void Sign(ReadOnlySpan<byte> bytes, Span<byte> tag) => HMACSHA256.HashData(_keys[0], bytes, tag);

    /// <summary>Whether the tag is right by any key. Compares in constant time.</summary>
    internal bool Verify(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> tag)
    {
        Span<byte> expected = stackalloc byte[TagBytes];
        foreach (byte[] key in _keys)
        {
            HMACSHA256.HashData(key, bytes, expected);
            if (CryptographicOperations.FixedTimeEquals(expected, tag))
            {
                return true;
            }
        }

        return false;
    }
}
