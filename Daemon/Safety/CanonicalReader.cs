using System;
using System.Buffers.Binary;
using System.Text;

namespace Basisd.Safety;

/// <summary>
/// Reads what <see cref="CanonicalWriter"/> wrote. Never reads past the end and never trusts a length: what does not fit is refused.
/// </summary>
public ref struct CanonicalReader
{
    // Strict: with replacement characters two byte strings would read as one text, and a form would not be the only one.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest;

    /// <summary>Starts at the first byte.</summary>
    public CanonicalReader(ReadOnlySpan<byte> source) => _rest = source;

    /// <summary>Bytes not yet read.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>Reads one byte.</summary>
    /// <exception cref="CanonicalFormatException">The bytes end here.</exception>
    public byte U8() => Take(1)[0];

    /// <summary>Reads a boolean; anything but 0 and 1 is refused.</summary>
    /// <exception cref="CanonicalFormatException">Neither 0 nor 1, or the bytes end here.</exception>
    public bool Bool() => U8() switch
    {
        0 => false,
        1 => true,
        byte other => throw new CanonicalFormatException($"boolean has the value {other}"),
    };

    /// <summary>Reads a 16-bit value.</summary>
    public ushort U16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    /// <summary>Reads a signed 32-bit value.</summary>
    public int I32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    /// <summary>Reads a signed 64-bit value.</summary>
    public long I64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>Reads an unsigned 64-bit value.</summary>
    public ulong U64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>Reads a count that may not exceed a bound.</summary>
    /// <exception cref="CanonicalFormatException">Negative or above <paramref name="most"/>.</exception>
    public int Count(int most)
    {
        int count = I32();
        return count >= 0 && count <= most ? count : throw new CanonicalFormatException($"count {count} is outside 0 to {most}");
    }

    /// <summary>Reads raw bytes of a known length.</summary>
    public ReadOnlySpan<byte> Raw(int count) => Take(count);

    /// <summary>Reads bytes behind their 32-bit length.</summary>
    public ReadOnlySpan<byte> Bytes() => Take(Count(_rest.Length));

    /// <summary>Reads a UTF-8 text behind its 32-bit length.</summary>
    /// <exception cref="CanonicalFormatException">Not UTF-8, or the bytes end here.</exception>
    public string Text()
    {
        ReadOnlySpan<byte> bytes = Bytes();
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new CanonicalFormatException($"text of {bytes.Length} bytes is not UTF-8: {e.Message}");
        }
    }

    /// <summary>Ends the reading.</summary>
    /// <exception cref="CanonicalFormatException">Bytes are left over.</exception>
    public readonly void End()
    {
        if (_rest.Length != 0)
        {
            throw new CanonicalFormatException($"{_rest.Length} bytes are left over");
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _rest.Length)
        {
            throw new CanonicalFormatException($"{count} bytes wanted where {_rest.Length} are left");
        }

        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
