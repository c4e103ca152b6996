using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Basisd.Host.Logging;

/// <summary>The bytes of one journal entry while they are written. Reused; not thread-safe.</summary>
public sealed class JournalMessage
{
    private readonly ArrayBufferWriter<byte> _bytes = new(1024);

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>Begins a new entry.</summary>
    public void Clear() => _bytes.ResetWrittenCount();

    /// <summary>Appends a byte.</summary>
    public void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    /// <summary>Appends a name.</summary>
    public void Ascii(string name) => _bytes.Advance(Encoding.ASCII.GetBytes(name, _bytes.GetSpan(name.Length)));

    /// <summary>Appends a value as UTF-8.</summary>
    public void Text(ReadOnlySpan<char> value)
    {
        int most = Encoding.UTF8.GetMaxByteCount(value.Length);
        _bytes.Advance(Encoding.UTF8.GetBytes(value, _bytes.GetSpan(most)));
    }

    /// <summary>Appends the 64-bit little-endian length of a value.</summary>
    public void Length(long bytes)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(sizeof(long)), bytes);
        _bytes.Advance(sizeof(long));
    }
}
