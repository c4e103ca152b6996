using System;
using System.Buffers;
using System.IO;
using System.Text;
using Basisd.Host.Audit;

namespace Basisd.Commands;

/// <summary>Prints entries in batches: a journal has millions of lines, and a console writes each call through.</summary>
internal sealed class LineOutput(TextWriter output, bool json)
{
    private const int BatchBytes = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _bytes = new(BatchBytes);

    /// <summary>Adds one entry.</summary>
    public void Add(AuditEntry entry)
    {
        if (json)
        {
            AuditText.WriteJson(entry, _bytes);
        }
        else
        {
            Encoding.UTF8.GetBytes(AuditText.Line(entry).AsSpan(), _bytes);
            _bytes.Write("\n"u8);
        }

        if (_bytes.WrittenCount >= BatchBytes)
        {
            Flush();
        }
    }

    /// <summary>Prints what has gathered.</summary>
    public void Flush()
    {
        if (_bytes.WrittenCount > 0)
        {
            output.Write(Encoding.UTF8.GetString(_bytes.WrittenSpan));
            output.Flush();
            _bytes.ResetWrittenCount();
        }
    }
}
