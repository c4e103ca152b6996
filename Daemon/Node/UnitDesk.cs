using System;
using Basisd.Safety;
using Basisd.Triggers;

namespace Basisd.Node;

/// <summary>What units are worth: the routes that settle in them, the prices shown in them, the platform's footing. It holds no rule.</summary>
internal sealed class UnitDesk
{
    private readonly DeskParts _parts;
    private readonly long[] _rates;
    private readonly int[] _configured;
    private readonly bool[] _isUsed;

    /// <summary>Creates the desk.</summary>
    public UnitDesk(DeskParts parts)
    {
        _parts = parts;
        _rates = new long[Math.Max(1, parts.Topology.UnitReferences.Length)];
        _configured = new int[parts.Topology.Units.Length];
        _isUsed = new bool[parts.Topology.Units.Length];
        Footing = new VerdictBoard(new int[parts.Topology.Units.Length]);
        foreach (UnitReference reference in parts.Topology.UnitReferences)
        {
            _configured[reference.Unit]++;
        }

        foreach (Route route in parts.Topology.Routes)
        {
            _isUsed[route.SettlementUnit] = true;
        }

        foreach (Asset asset in parts.Topology.Assets)
        {
            _isUsed[asset.ReferenceUnit] = true;
        }
    }

    /// <summary>The verdicts on the footing of each unit, which share the platform.</summary>
    public VerdictBoard Footing { get; }

    /// <summary>Takes the rate of a reference.</summary>
    /// <returns>True if a required input was seen for the first time since the start.</returns>
    public bool OnRate(in Observation observation, long now, Effects effects)
    {
        TriggerCatalogue triggers = _parts.Triggers;
        int index = (int)observation.Index;
        triggers.Rates.Observe(index, observation.V0, now);
        triggers.Conversions.Observe(index, observation.V1 == 0 ? observation.V0 : observation.V1, now);
        int unit = _parts.Topology.UnitReferences[index].Unit;
        long worth = triggers.Conversions.Median(unit, now);
        if (worth != 0)
        {
            triggers.Prices.SetUnitRate(unit, worth, now);
        }

        int fresh = triggers.Rates.Fresh(unit, now, _rates);
        bool first = fresh >= InputMap.UnitReferencesNeeded && _parts.Seen(_parts.Map.OfUnit[unit], now);
        JudgeUnit(unit, now, effects);
        return first;
    }

    /// <summary>Ends a second: what lasts, and references that went stale.</summary>
    public void EndSecond(long now, Effects effects)
    {
        bool isFed = IsFed(now);
        foreach (Unit unit in _parts.Topology.Units)
        {
            JudgeUnit(unit.Index, now, effects);
            JudgeFooting(unit.Index, isFed, now, effects);
        }
    }

    private void JudgeUnit(int unit, long now, Effects effects)
    {
        TriggerCatalogue triggers = _parts.Triggers;
        int[] routes = _parts.Map.RoutesOfUnit[unit];
        if (routes.Length == 0 || _parts.Map.OfUnit[unit] < 0)
        {
            return;
        }

        int fresh = triggers.Rates.Fresh(unit, now, _rates);
        Verdict verdict = triggers.SettlementUnitDeviation.OnRates(unit, _rates.AsSpan(0, fresh), now);
        foreach (int route in routes)
        {
            int scope = _parts.Topology.Routes[route].ScopeIndex;
            _parts.Judge.Judge(scope, TriggerId.SettlementUnitDeviation, verdict, DeskParts.OriginOfUnit(unit), now, effects);
        }
    }

    private void JudgeFooting(int unit, bool isFed, long now, Effects effects)
    {
        TriggerCatalogue triggers = _parts.Triggers;
        if (_configured[unit] == 0 || !_isUsed[unit])
        {
            return;
        }

        long worth = triggers.Rates.Median(unit, now);
        Verdict display = triggers.DisplayUnitDivergence.OnRate(unit, worth, now);
        foreach (Asset asset in _parts.Topology.Assets)
        {
            if (asset.ReferenceUnit == unit)
            {
                _parts.Judge.Judge(asset.ScopeIndex, TriggerId.DisplayUnitDivergence, display, DeskParts.OriginOfUnit(unit), now, effects);
            }
        }

        // Few references say something about the market only while the node is fed at all: its own blindness is internal.input_stale.
        int fresh = triggers.Rates.Fresh(unit, now, _rates);
        Verdict footing = triggers.MarketDislocation.OnRates(unit, _rates.AsSpan(0, fresh), isFed ? _configured[unit] : 0, now);
        _parts.JudgeItem(Footing, unit, TriggerId.MarketDislocation, footing, DeskParts.OriginOfUnit(unit), now, effects);
    }

    private bool IsFed(long now)
    {
        foreach (Asset asset in _parts.Topology.Assets)
        {
            if (_parts.Triggers.Prices.Reference(asset.Index, now) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
