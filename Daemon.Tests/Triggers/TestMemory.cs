using System;
using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

/// <summary>Writes an evaluator's memory and reads it into another; what every evaluator owes its snapshot.</summary>
internal static class TestMemory
{
    public static void Copy(IEvaluatorMemory from, IEvaluatorMemory to)
    {
        CanonicalWriter writer = new();
        from.Write(writer);
        byte[] bytes = writer.Written.ToArray();
        CanonicalReader reader = new(bytes);
        to.Read(ref reader);
        reader.End();

        CanonicalWriter again = new();
        to.Write(again);
        Assert.Equal(bytes, again.Written.ToArray());
    }

    public static void RefusesEveryTruncation(IEvaluatorMemory from, Func<IEvaluatorMemory> fresh, int step = 1)
    {
        CanonicalWriter writer = new();
        from.Write(writer);
        byte[] bytes = writer.Written.ToArray();
        for (int length = 0; length < bytes.Length; length += step)
        {
            int cut = length;
            Assert.Throws<CanonicalFormatException>(() =>
            {
                CanonicalReader reader = new(bytes.AsSpan(0, cut));
                fresh().Read(ref reader);
            });
        }
    }

    /// <summary>Bytes of a snapshot are untrusted: with one byte changed they are refused, or read and worked with; never anything else.</summary>
    public static void SurvivesForeignBytes<T>(T from, Func<T> fresh, Action<T> use, int step = 1)
        where T : IEvaluatorMemory
    {
        CanonicalWriter writer = new();
        from.Write(writer);
        byte[] bytes = writer.Written.ToArray();
        int refused = 0;
        for (int at = 0; at < bytes.Length; at += step)
        {
            foreach (byte change in (ReadOnlySpan<byte>)[0x01, 0x7F, 0x80, 0xFF])
            {
                bytes[at] ^= change;
                T copy = fresh();
                bool isRead = true;
                try
                {
                    CanonicalReader reader = new(bytes);
                    copy.Read(ref reader);
                    reader.End();
                }
                catch (CanonicalFormatException)
                {
                    refused++;
                    isRead = false;
                }

                if (isRead)
                {
                    use(copy);
                }

                bytes[at] ^= change;
            }
        }

        Assert.NotEqual(0, refused);
    }
}
