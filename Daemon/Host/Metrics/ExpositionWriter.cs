using System;
using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Basisd.Host.Metrics;

/// <summary>Writes families as text. Numbers are integers until here; the decimal point is set by hand, so nothing is rounded.</summary>
public sealed class ExpositionWriter
{
    private const int MaxNumberChars = 32;
    private const int PpmDigits = 6;
    private const int NanosecondDigits = 9;

    private readonly ArrayBufferWriter<byte> _bytes = new(64 * 1024);
    private string? _slot;

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    /// <summary>The format that is written.</summary>
    public ExpositionFormat Format { get; private set; }

    /// <summary>Begins an exposition.</summary>
    public void Begin(ExpositionFormat format)
    {
        _bytes.ResetWrittenCount();
        _slot = null;
        Format = format;
    }

    /// <summary>Ends it.</summary>
    public void End()
    {
        if (Format == ExpositionFormat.OpenMetrics)
        {
            Raw("# EOF\n");
        }
    }

    internal void Header(MetricFamily family)
    {
        // OpenMetrics names a counter's family without the suffix that its samples carry.
        string name = Format == ExpositionFormat.OpenMetrics && family.Kind == MetricKind.Counter
            ? family.Name[..^MetricRegistry.CounterSuffix.Length] : family.Name;
        Raw("# HELP ");
        Raw(name);
        Raw(" ");
        Escaped(family.Help, quote: Format == ExpositionFormat.OpenMetrics);
        Raw("\n# TYPE ");
        Raw(name);
        Raw(family.Kind switch { MetricKind.Counter => " counter\n", MetricKind.Gauge => " gauge\n", _ => " histogram\n" });
    }

    /// <summary>The samples that follow belong to a slot and say so; null: to the process.</summary>
    internal void Under(string? slot) => _slot = slot;

    internal void Sample(string name, string[] labelNames, string[] labels, long value, MetricScale scale)
    {
        Raw(name);
        if (_slot is { } slot)
        {
            Label("{", MetricRegistry.SlotLabel, slot);
        }

        for (int i = 0; i < labelNames.Length; i++)
        {
            Label(i == 0 && _slot is null ? "{" : ",", labelNames[i], labels[i]);
        }

        Raw(labelNames.Length > 0 || _slot is not null ? "} " : " ");
        Number(value, scale);
        Raw("\n");
    }

    private void Label(string before, string name, string value)
    {
        Raw(before);
        Raw(name);
        Raw("=\"");
        Escaped(value, quote: true);
        Raw("\"");
    }

    private void Number(long value, MetricScale scale)
    {
        int digits = scale switch { MetricScale.Ppm => PpmDigits, MetricScale.Nanoseconds => NanosecondDigits, _ => 0 };
        Span<byte> target = _bytes.GetSpan(MaxNumberChars);
        if (digits == 0)
        {
            Utf8Formatter.TryFormat(value, target, out int all);
            _bytes.Advance(all);
            return;
        }

        long unit = digits == PpmDigits ? 1_000_000 : 1_000_000_000;
        int length = 0;
        if (value < 0)
        {
            target[length++] = (byte)'-';
        }

        ulong whole = (ulong)Math.Abs(value / unit);
        ulong rest = (ulong)Math.Abs(value % unit);
        Utf8Formatter.TryFormat(whole, target[length..], out int written);
        length += written;
        if (rest != 0)
        {
            target[length++] = (byte)'.';
            Utf8Formatter.TryFormat(rest, target[length..], out _, new StandardFormat('D', (byte)digits));
            length += digits;
            while (target[length - 1] == (byte)'0')
            {
                length--;
            }
        }

        _bytes.Advance(length);
    }

    private void Raw(string text) => _bytes.Advance(Encoding.UTF8.GetBytes(text, _bytes.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));

    private void Escaped(string text, bool quote)
    {
        if (text.AsSpan().IndexOfAny('\\', '\n', '"') < 0)
        {
            Raw(text);
            return;
        }

        StringBuilder escaped = new(text.Length + 8);
        foreach (char c in text)
        {
            _ = c switch
            {
                '\\' => escaped.Append("\\\\"),
                '\n' => escaped.Append("\\n"),
                '"' when quote => escaped.Append("\\\""),
                _ => escaped.Append(c),
            };
        }

        Raw(escaped.ToString());
    }
}
