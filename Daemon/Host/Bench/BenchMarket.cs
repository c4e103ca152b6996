using System;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Bench;

/// <summary>Records of a calm market, prices above all: what an engine sends all day. Nothing in them trips anything.</summary>
internal static class BenchMarket
{
    /// <summary>A margin ratio that trips <c>internal.margin_buffer_breach</c> and is not critical, ppm.</summary>
    public const long BadRatio = 1_400_000;

    private const long Price = 42_000 * FixedPoint.Scale;
    private const int OtherEvery = 16;

    /// <summary>Fills a batch: prices of three markets, and one call result or heartbeat in sixteen.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="wallNs">Source time.</param>
    public static void Fill(Span<Observation> batch, long wallNs)
    {
        for (int i = 0; i < batch.Length; i++)
        {
            ref Observation record = ref batch[i];
            record = default;
            record.SourceTime = wallNs;
            if (i % OtherEvery == OtherEvery / 2)
            {
                record.Kind = ObservationKind.CallResult;
                record.Index = (uint)(i / OtherEvery % BenchNode.Instruments);
                record.V1 = FixedPoint.Millisecond;
                record.V2 = -1;
                continue;
            }

            record.Kind = ObservationKind.Price;
            record.Index = (uint)(i % BenchNode.Instruments);
            record.V0 = Price + (i * FixedPoint.Scale / 100);
        }
    }

    /// <summary>Makes a record the bad news about one venue's position.</summary>
    public static void Breach(ref Observation record, int venue)
    {
        record.Kind = ObservationKind.MarginRatio;
        record.Index = (uint)venue;
        record.V0 = BadRatio;
        record.V1 = FixedPoint.Scale;
        record.V2 = 0;
    }
}
