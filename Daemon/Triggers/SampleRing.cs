using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// One sample per slot of time and line, the last value of the slot, for as many slots as the baseline is long. The current slot is no part of the
/// baseline before it has ended, so that a value never judges itself. A slot without a value is a gap and stays one.
/// </summary>
internal sealed class SampleRing
{
    /// <summary>What a slot without a value holds.</summary>
    public const long Missing = long.MinValue;

    private const long Never = -1;

    private readonly int _length;
    private readonly int _slotSeconds;
    private readonly Head[] _heads;
    private readonly long[] _samples;

    /// <summary>Fixes all memory.</summary>
    public SampleRing(int lines, int length, int slotSeconds)
    {
        _length = length;
        _slotSeconds = slotSeconds;
        _heads = new Head[lines];
        _samples = new long[lines * length];
        Array.Fill(_heads, new Head { Slot = Never, Latest = Missing });
        Array.Fill(_samples, Missing);
    }

    /// <summary>Whether less than a third of a line's baseline is there .</summary>
    public bool IsWarming(int line) => _heads[line].Count * 3 < _length;

    /// <summary>Ends the slots that are over.</summary>
    /// <returns>Whether the baseline may have changed.</returns>
    public bool Advance(int line, long now)
    {
        ref Head head = ref _heads[line];
        long slot = now / (_slotSeconds * FixedPoint.Second);
        if (slot <= head.Slot)
        {
            return false;
        }

        if (head.Slot != Never)
        {
            Set(line, head.Slot, head.Latest);
            for (long missed = Math.Max(head.Slot + 1, slot - _length); missed < slot; missed++)
            {
                Set(line, missed, Missing);
            }
        }

        head.Slot = slot;
        head.Latest = Missing;
        return true;
    }

    /// <summary>Takes a value of the current slot, after <see cref="Advance"/>.</summary>
    public void Note(int line, long value) => _heads[line].Latest = value;

    /// <summary>Copies a line's baseline, in no order that means anything.</summary>
    /// <returns>How many samples there are.</returns>
    public int CopyTo(int line, Span<long> target)
    {
        int count = 0;
        foreach (long sample in _samples.AsSpan(line * _length, _length))
        {
            if (sample != Missing)
            {
                target[count++] = sample;
            }
        }

        return count;
    }

    /// <summary>Writes all lines.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_heads.Length);
        writer.I32(_length);
        writer.I32(_slotSeconds);
        foreach (ref readonly Head head in _heads.AsSpan())
        {
            writer.I64(head.Slot);
            writer.I64(head.Latest);
        }

        writer.I64s(_samples);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">The bytes.</param>
    /// <param name="most">Largest magnitude of a sample.</param>
    /// <param name="what">Whose baseline it is.</param>
    /// <exception cref="CanonicalFormatException">The bytes are of another shape.</exception>
    public void Read(ref CanonicalReader reader, long most, string what)
    {
        MemoryShape.Expect(ref reader, _heads.Length, $"lines of {what}");
        MemoryShape.Expect(ref reader, _length, $"baseline of {what}");
        MemoryShape.Expect(ref reader, _slotSeconds, $"slot of {what}");
        foreach (ref Head head in _heads.AsSpan())
        {
            head.Slot = MemoryShape.Within(reader.I64(), Never, long.MaxValue - _length, "slot");
            head.Latest = Sample(ref reader, most);
        }

        for (int i = 0; i < _samples.Length; i++)
        {
            Set(i / _length, i % _length, Sample(ref reader, most));
        }
    }

    private static long Sample(ref CanonicalReader reader, long most)
    {
        long value = reader.I64();
        return value == Missing ? value : MemoryShape.Within(value, -most, most, "sample");
    }

    private void Set(int line, long slot, long value)
    {
        ref long sample = ref _samples[(line * _length) + (int)(slot % _length)];
        _heads[line].Count += (value == Missing ? 0 : 1) - (sample == Missing ? 0 : 1);
        sample = value;
    }

    private struct Head
    {
        public long Slot;
        public long Latest;
        public int Count;
    }
}
