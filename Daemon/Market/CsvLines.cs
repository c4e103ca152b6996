using System;
using System.IO;

namespace Basisd.Market;

/// <summary>
/// Lines of a file as bytes, through one fixed buffer: a file of any size, or a device without end, costs the same memory. Takes LF and CRLF, a
/// missing last newline, a UTF-8 byte order mark. It never decodes: what is not ASCII is refused by whoever reads the field.
/// </summary>
internal sealed class CsvLines(Stream stream) : IDisposable
{
    /// <summary>Longest line, without its end.</summary>
    public const int MaxLineBytes = 1_024;

    private const int BufferBytes = 64 * 1_024;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>Number of the line that was given last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Why reading failed, after <see cref="CsvLineStatus.Failed"/>.</summary>
    public string Failure { get; private set; } = string.Empty;

    /// <summary>Gives the next line without its end; the span holds until the next call.</summary>
    public CsvLineStatus Next(out ReadOnlySpan<byte> line)
    {
        line = default;
        int searched = 0;
        while (true)
        {
            ReadOnlySpan<byte> have = _buffer.AsSpan(_start, _end - _start);
            int newline = have[searched..].IndexOf((byte)'\n');
            int length = newline >= 0 ? searched + newline : have.Length;
            if (length > MaxLineBytes + 1)
            {
                Number++;
                return CsvLineStatus.TooLong;
            }

            if (newline >= 0 || _ended)
            {
                if (newline < 0 && have.IsEmpty)
                {
                    return CsvLineStatus.End;
                }

                Number++;
                line = Trimmed(have[..length]);
                _start += newline >= 0 ? length + 1 : length;
                return line.Length > MaxLineBytes ? CsvLineStatus.TooLong : CsvLineStatus.Line;
            }

            searched = have.Length;
            if (!Fill())
            {
                return CsvLineStatus.Failed;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> line)
    {
        if (Number == 1 && line.StartsWith("\uFEFF"u8))
        {
            line = line[3..];
        }

        return line.EndsWith("\r"u8) ? line[..^1] : line;
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        try
        {
            int read = stream.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            _ended = read == 0;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failure = e.Message;
            return false;
        }
    }
}
