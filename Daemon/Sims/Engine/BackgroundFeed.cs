using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Sims.Engine;

/// <summary>
/// What a node needs to hear and no simulated venue says: unit rates near one, gold where PAXG trades, chains that go on, transfers that are
/// on, calm funding. All of it quiet by intent: what goes wrong in a demonstration goes wrong at a venue or in the engine.
/// </summary>
internal sealed class BackgroundFeed(EngineLink link, IReadOnlyList<VenueTrader> traders, int seed)
{
    private const int RoundMs = 1_000;
    private const int SlowEvery = 20;
    private const int NoisePpm = 100;
    private const int FundingPpm = 30;
    private const long FundingInterval = 8 * 60 * FixedPoint.Minute;
    private const string Gold = "PAXG";
    private const string GoldReference = "USD";

    private readonly Random _random = new(seed);
    private long _round;
    private int _life;

    /// <summary>Works until it is stopped.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (link.Names is { } names && link.IsConnected)
            {
                Rates(names);
                GoldPrice(names);

                // A daemon that has just started waits for all of it.
                if (_round++ % SlowEvery == 0 || _life != link.Lives)
                {
                    _life = link.Lives;
                    Slow(names);
                }
            }

            await Task.Delay(RoundMs, stop).ConfigureAwait(false);
        }
    }

    private void Rates(EngineNames names)
    {
        for (int i = 0; i < names.Of(IndexTable.UnitReferences).Length; i++)
        {
            long rate = FixedPoint.Ppm + _random.Next(-NoisePpm, NoisePpm + 1);
            link.Measure(new Observation { Kind = ObservationKind.UnitRate, Index = (uint)i, V0 = rate });
        }
    }

    private void GoldPrice(EngineNames names)
    {
        EngineMarket? market = names.Markets.FirstOrDefault(m => m.Asset == Gold && !m.IsPerpetual);
        Quote? quote = market is null ? null : traders.FirstOrDefault(t => t.Name == market.Venue)?.QuoteOf(market.Name);
        if (quote is { } known && names.Of(IndexTable.UnitReferences).Any(r => r.Contains($"/{GoldReference}@", StringComparison.Ordinal)))
        {
            link.Measure(new Observation { Kind = ObservationKind.Gold, V0 = known.Mid, V1 = 1 });
        }
    }

    private void Slow(EngineNames names)
    {
        for (int route = 0; route < names.Of(IndexTable.Routes).Length; route++)
        {
            link.Measure(new Observation { Kind = ObservationKind.TransferStatus, Index = (uint)route, V0 = 1, V1 = 1 });
        }

        for (int asset = 0; asset < names.Of(IndexTable.Assets).Length; asset++)
        {
            link.Measure(new Observation { Kind = ObservationKind.ChainStatus, Index = (uint)asset, V0 = FixedPoint.Second });
        }

        foreach (EngineMarket market in names.Markets.Where(m => m.IsPerpetual))
        {
            link.Measure(new Observation { Kind = ObservationKind.Funding, Index = (uint)market.Instrument, V0 = FundingPpm, V1 = FundingInterval });
        }
    }
}
