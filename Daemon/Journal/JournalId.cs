using System;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Basisd.Journal;

/// <summary>Sixteen random bytes that a journal is given at creation; every group carries them, so that segments of two journals cannot be
/// mixed.</summary>
public readonly record struct JournalId(ulong High, ulong Low)
{
    /// <summary>Length in bytes.</summary>
    public const int Bytes = 16;

    /// <summary>A new identity.</summary>
    public static JournalId Create()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        RandomNumberGenerator.Fill(bytes);
        return Read(bytes);
    }

    /// <summary>Reads 16 bytes.</summary>
    public static JournalId Read(ReadOnlySpan<byte> source) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(source), BinaryPrimitives.ReadUInt64BigEndian(source[8..]));

    /// <summary>Writes 16 bytes.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target, High);
        BinaryPrimitives.WriteUInt64BigEndian(target[8..], Low);
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";
}
