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
}
