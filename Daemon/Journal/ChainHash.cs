using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Basisd.Linux;

namespace Basisd.Journal;

/// <summary>
/// A SHA-256 value of the chain, 32 bytes by value so that it is copied and compared without allocation. The hash of a frame covers
/// the hash before it: whoever knows the last one can tell any change in the whole log. It is no signature.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ChainHash(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>Length in bytes.</summary>
    public const int Bytes = 32;

    /// <summary>The hash before the first frame of a journal: all zero.</summary>
    public static ChainHash Genesis => default;

    /// <summary>SHA-256 of <paramref name="bytes"/>.</summary>
    public static ChainHash Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[Bytes];
        if (!DigestCalls.TrySha256(bytes, hash))
        {
            SHA256.HashData(bytes, hash);
        }

        return Read(hash);
    }

    /// <summary>Reads 32 bytes.</summary>
    public static ChainHash Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt64BigEndian(source),
        BinaryPrimitives.ReadUInt64BigEndian(source[8..]),
        BinaryPrimitives.ReadUInt64BigEndian(source[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(source[24..]));

    /// <summary>Writes 32 bytes.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target, A);
        BinaryPrimitives.WriteUInt64BigEndian(target[8..], B);
        BinaryPrimitives.WriteUInt64BigEndian(target[16..], C);
        BinaryPrimitives.WriteUInt64BigEndian(target[24..], D);
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => $"{A:x16}{B:x16}{C:x16}{D:x16}";
}
