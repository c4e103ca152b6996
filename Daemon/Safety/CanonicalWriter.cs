using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Basisd.Safety;

/// <summary>
/// The canonical byte form of state and journal payloads: little-endian, fixed widths, no padding, counts before lists. The same state has
/// exactly one form, so its SHA-256 is the state hash. Grows its buffer once and is reused.
/// </summary>
public sealed class CanonicalWriter
{
    private byte[] _buffer;

    /// <summary>Creates a writer with a first capacity in bytes.</summary>
    public CanonicalWriter(int capacity = 4096) => _buffer = new byte[capacity];

    /// <summary>Bytes written since the last <see cref="Clear"/>.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>The same, to be kept: it stays as it is until <see cref="Clear"/> and the next write.</summary>
    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, Length);

    /// <summary>Forgets what was written, keeps the buffer.</summary>
    public void Clear() => Length = 0;

    /// <summary>Writes one byte.</summary>
    public void U8(byte value) => Take(1)[0] = value;

    /// <summary>Writes a boolean as 0 or 1.</summary>
    public void Bool(bool value) => U8(value ? (byte)1 : (byte)0);

    /// <summary>Writes a 16-bit value.</summary>
    public void U16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);

    /// <summary>Writes a signed 32-bit value.</summary>
    public void I32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);

    /// <summary>Writes a signed 64-bit value.</summary>
    public void I64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    /// <summary>Writes an unsigned 64-bit value.</summary>
    public void U64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    /// <summary>Writes signed 64-bit values, one behind the other, without a count.</summary>
    public void I64s(ReadOnlySpan<long> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            Raw(MemoryMarshal.AsBytes(values));
            return;
        }

        foreach (long value in values)
        {
            I64(value);
        }
    }

    /// <summary>Writes raw bytes without a length.</summary>
    public void Raw(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    /// <summary>Writes a 32-bit length and the bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        I32(value.Length);
        Raw(value);
    }

    /// <summary>Begins bytes behind their 32-bit length where that is not known yet.</summary>
    /// <returns>What <see cref="EndBytes"/> needs.</returns>
    public int BeginBytes()
    {
        I32(0);
        return Length;
    }

    /// <summary>Ends bytes: what was written since <see cref="BeginBytes"/> is their content.</summary>
    public void EndBytes(int begun) => BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(begun - sizeof(int)), Length - begun);

    /// <summary>Writes a 32-bit length and the UTF-8 bytes of a text.</summary>
    public void Text(string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        I32(length);
        Encoding.UTF8.GetBytes(value, Take(length));
    }

    // A snapshot is a hundred thousand of these between two observations.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Take(int count)
    {
        if (_buffer.Length - Length < count)
        {
            Grow(count);
        }

        Span<byte> span = _buffer.AsSpan(Length, count);
        Length += count;
        return span;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count) => Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + count));
}
