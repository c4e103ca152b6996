using System;
using Basisd.Safety;
using Basisd.Triggers;

namespace Basisd.Node;

/// <summary>Prices: the reference of each asset, its volatility, and each market against the others. It dispatches; it holds no rule.</summary>
internal sealed class PriceDesk : IEvaluatorMemory
{
    private readonly DeskParts _parts;
    private readonly AssetDesk _assets;
    private readonly VerdictBoard _abnormal;
    private readonly VerdictBoard _shockOfRoute;
    private readonly VerdictBoard _shockOfAsset;
    private readonly long[] _others = new long[ReferencePrices.MostMarkets];

    /// <summary>Creates the desk.</summary>
    public PriceDesk(DeskParts parts, AssetDesk assets)
    {
        _parts = parts;
        _assets = assets;
        _abnormal = new VerdictBoard(parts.ScopeOfInstruments());
        _shockOfRoute = new VerdictBoard(parts.ScopeOfInstruments());
        _shockOfAsset = new VerdictBoard(Array.ConvertAll(parts.Topology.Instruments, i => parts.Topology.Assets[i.Asset].ScopeIndex));
    }

    /// <summary>Takes a price.</summary>
    /// <returns>True if a required input was seen for the first time since the start.</returns>
    public bool OnPrice(in Observation observation, long now, Effects effects)
    {
        TriggerCatalogue triggers = _parts.Triggers;
        int index = (int)observation.Index;
        Instrument instrument = _parts.Topology.Instruments[index];
        long comparable = observation.V1 == 0 ? observation.V0 : observation.V1;
        triggers.Prices.Observe(index, observation.V0, comparable, now);
        bool first = _parts.Seen(_parts.Map.OfInstrument[index], now);
        if (!instrument.IsReference)
        {
            return first;
        }

        int others = triggers.Prices.Others(index, triggers.Settings.PriceMaxAgeNs, now, _others);
        Verdict abnormal = triggers.AbnormalPricing.OnPrice(index, comparable, _others.AsSpan(0, others), now);
        _parts.JudgeItem(_abnormal, index, TriggerId.AbnormalPricing, abnormal, _parts.OriginOfVenue(index), now, effects);
        long reference = triggers.Prices.Reference(instrument.Asset, now);
        if (reference == 0)
        {
            return first;
        }

        first |= _parts.Seen(_parts.Map.OfAsset[instrument.Asset], now);
        int scope = _parts.Topology.Assets[instrument.Asset].ScopeIndex;
        Verdict extreme = triggers.ExtremeVolatility.OnPrice(instrument.Asset, reference, now);
        _parts.Judge.Judge(scope, TriggerId.ExtremeVolatility, extreme, scope, now, effects);
        _assets.OnReference(instrument.Asset, reference, now, effects);
        return first;
    }

    /// <summary>Ends a second: the windows that sample once a second, and what lasts.</summary>
    public void EndSecond(long second, long now, Effects effects)
    {
        TriggerCatalogue triggers = _parts.Triggers;
        foreach (Asset asset in _parts.Topology.Assets)
        {
            long price = triggers.Prices.Reference(asset.Index, now);
            Verdict spike = triggers.VolatilitySpike.OnSecond(asset.Index, price, second);
            _parts.Judge.Judge(asset.ScopeIndex, TriggerId.VolatilitySpike, spike, asset.ScopeIndex, now, effects);
            triggers.ExtremeVolatility.OnSecond(asset.Index, price, second);
        }

        foreach (Instrument instrument in _parts.Topology.Instruments)
        {
            if (instrument.IsReference)
            {
                Compare(instrument.Index, now, effects);
            }
        }
    }

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        _abnormal.Write(writer);
        _shockOfRoute.Write(writer);
        _shockOfAsset.Write(writer);
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        _abnormal.Read(ref reader);
        _shockOfRoute.Read(ref reader);
        _shockOfAsset.Read(ref reader);
    }

    private void Compare(int index, long now, Effects effects)
    {
        TriggerCatalogue triggers = _parts.Triggers;
        long at = triggers.Prices.PricedAt(index);
        if (at < 0)
        {
            return;
        }

        int recent = triggers.Prices.Others(index, triggers.Settings.AbnormalPricing.AgeNs, now, _others);
        long newest = triggers.Prices.PriceOf(index, long.MaxValue, now);
        Verdict abnormal = triggers.AbnormalPricing.OnSecond(index, newest, at, _others.AsSpan(0, recent), now);
        _parts.JudgeItem(_abnormal, index, TriggerId.AbnormalPricing, abnormal, _parts.OriginOfVenue(index), now, effects);

        // Two venues that differ do not tell which of them is wrong: the asset is in doubt. With three the odd one out is.
        long maxAge = triggers.Settings.PriceMaxAgeNs;
        int others = triggers.Prices.Others(index, maxAge, now, _others);
        long own = triggers.Prices.PriceOf(index, maxAge, now);
        Verdict shock = triggers.CrossVenueBasisShock.OnPrices(index, own, _others.AsSpan(0, others), now);
        VerdictBoard board = others > 1 ? _shockOfRoute : _shockOfAsset;
        int origin = others > 1 ? _parts.OriginOfVenue(index) : _parts.OriginOfAsset(index);
        _parts.JudgeItem(board, index, TriggerId.CrossVenueBasisShock, shock, origin, now, effects);
        if (others > 1)
        {
            // What was the asset's while two venues spoke clears by the same measure.
            Verdict quiet = shock.Kind == VerdictKind.Trip ? shock with { Kind = VerdictKind.Between } : shock;
            _parts.JudgeItem(_shockOfAsset, index, TriggerId.CrossVenueBasisShock, quiet, _parts.OriginOfAsset(index), now, effects);
        }
    }
}
