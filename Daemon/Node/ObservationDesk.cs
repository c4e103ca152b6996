using System;
using Basisd.Safety;
using Basisd.Triggers;
using Basisd.Venues;

namespace Basisd.Node;

/// <summary>
/// Sends each observation to the evaluators that read it, and their verdicts to the judge, in a fixed order. It dispatches; every rule is
/// in the room that owns it. An observation whose index the configuration does not have is counted and goes nowhere.
/// </summary>
public sealed class ObservationDesk
{
    // Origins of trips that bind several scopes at once lie above every scope index.
    private const int UnitOrigin = Topology.MaxScopes;

    private readonly Topology _topology;
    private readonly TriggerCatalogue _triggers;
    private readonly DurableState _state;
    private readonly VenueHealth _health;
    private readonly InputMap _map;
    private readonly InputWatch _watch;
    private readonly CauseJudge _judge;
    private readonly NodeCounters _counters;
    private readonly long[] _rates;

    /// <summary>Creates the desk of one node.</summary>
    public ObservationDesk(
        Topology topology, TriggerCatalogue triggers, DurableState state, VenueHealth health, InputMap map, InputWatch watch, CauseJudge judge,
        NodeCounters counters)
    {
        _topology = topology;
        _triggers = triggers;
        _state = state;
        _health = health;
        _map = map;
        _watch = watch;
        _judge = judge;
        _counters = counters;
        _rates = new long[Math.Max(1, topology.UnitReferences.Length)];
    }

    /// <summary>Takes one observation.</summary>
    /// <returns>True if a required input was seen for the first time since the start.</returns>
    public bool Take(in Observation observation, long now, Effects effects)
    {
        if (!IsKnown(observation))
        {
            _counters.UnknownIndex++;
            return false;
        }

        _counters.Observations[(int)observation.Kind]++;
        int index = (int)observation.Index;
        switch (observation.Kind)
        {
            case ObservationKind.Price: return OnPrice(index, observation.V0, now, effects);
            case ObservationKind.UnitRate: return OnRate(index, observation.V0, now, effects);
            case ObservationKind.CallResult: return OnCall(index, observation.V0 == 0, now, effects);
            case ObservationKind.Slippage:
                Verdict slip = _triggers.ExecutionAnomaly.OnSlippage(index, observation.V0, observation.V1, observation.V2 == 1, now);
                JudgeRoute(index, TriggerId.ExecutionAnomaly, slip, now, effects);
                return false;
            case ObservationKind.MarginRatio:
                Verdict margin = _triggers.MarginBufferBreach.OnRatio(index, observation.V0, observation.V1 != 0, now);
                int venueScope = _topology.Venues[_topology.Positions[index].Venue].ScopeIndex;
                _judge.Judge(venueScope, TriggerId.MarginBufferBreach, margin, venueScope, now, effects);
                return false;
            case ObservationKind.BalancePair: return OnPair(observation, now, effects);
            case ObservationKind.OrderEvent or ObservationKind.Fill or ObservationKind.Position or ObservationKind.Confirmation:
                _state.ApplyFact(observation, now, effects);
                return false;
            case ObservationKind.CommandAck:
                _state.ApplyAcknowledgement(observation.V0, now, effects);
                return false;
            case ObservationKind.IntegrityReport:
                Verdict fault = _triggers.StateIntegrityFault.OnReport(observation.V0, observation.V1);
                _judge.Judge(Topology.Platform, TriggerId.StateIntegrityFault, fault, Topology.Platform, now, effects);
                return false;
            default: return false;
        }
    }

    /// <summary>Ends a second: feeds the windows that sample once a second, judges the age of every input.</summary>
    /// <param name="second">Unix second that has ended.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <param name="effects">Where the consequences go.</param>
    public void EndSecond(long second, long now, Effects effects)
    {
        foreach (Asset asset in _topology.Assets)
        {
            long price = _triggers.Prices.Reference(asset.Index, now);
            Verdict spike = _triggers.VolatilitySpike.OnSecond(asset.Index, price, second);
            _judge.Judge(asset.ScopeIndex, TriggerId.VolatilitySpike, spike, asset.ScopeIndex, now, effects);
            _triggers.ExtremeVolatility.OnSecond(asset.Index, price, second);
        }

        for (int input = 0; input < _watch.Count; input++)
        {
            Verdict stale = _triggers.InputStale.Judge(_watch[input].Input, now);
            foreach (int scope in _watch[input].Scopes)
            {
                JudgeAge(scope, input, stale, now, effects);
            }
        }

        foreach (Unit unit in _topology.Units)
        {
            JudgeUnit(unit.Index, now, effects);
        }

        // A difference grows old and a ratio grows stale without a word from anyone.
        foreach (Route route in _topology.Routes)
        {
            JudgeRoute(route.Index, TriggerId.ReconciliationFailure, _triggers.ReconciliationFailure.Judge(route.Index, now), now, effects);
        }

        foreach (Venue venue in _topology.Venues)
        {
            Verdict margin = _triggers.MarginBufferBreach.Judge(venue.Index, now);
            _judge.Judge(venue.ScopeIndex, TriggerId.MarginBufferBreach, margin, venue.ScopeIndex, now, effects);
        }

        _judge.EscalatePersisting(now, effects);
    }

    private bool IsKnown(in Observation observation)
    {
        int limit = observation.Kind switch
        {
            ObservationKind.CallResult => _topology.Venues.Length,
            ObservationKind.Price or ObservationKind.Depth or ObservationKind.Funding => _topology.Instruments.Length,
            ObservationKind.Slippage or ObservationKind.CostAlpha or ObservationKind.TransferStatus or ObservationKind.BalancePair
                or ObservationKind.OrderEvent or ObservationKind.Fill or ObservationKind.Confirmation => _topology.Routes.Length,
            ObservationKind.MarginRatio or ObservationKind.Position => _topology.Positions.Length,
            ObservationKind.ChainStatus => _topology.Assets.Length,
            ObservationKind.UnitRate => _topology.UnitReferences.Length,
            ObservationKind.IntegrityReport => _topology.Scopes.Length,
            ObservationKind.Gold or ObservationKind.CommandAck or ObservationKind.EngineHeartbeat => 1,
            _ => 0,
        };
        return observation.Index < limit;
    }

    private bool OnPrice(int index, long price, long now, Effects effects)
    {
        Instrument instrument = _topology.Instruments[index];
        _triggers.Prices.Observe(index, price, now);
        bool first = Seen(_map.OfInstrument[index], now);
        long reference = _triggers.Prices.Reference(instrument.Asset, now);
        if (reference == 0)
        {
            return first;
        }

        first |= Seen(_map.OfAsset[instrument.Asset], now);
        int scope = _topology.Assets[instrument.Asset].ScopeIndex;
        Verdict extreme = _triggers.ExtremeVolatility.OnPrice(instrument.Asset, reference, now);
        _judge.Judge(scope, TriggerId.ExtremeVolatility, extreme, scope, now, effects);
        return first;
    }

    private bool OnRate(int index, long rate, long now, Effects effects)
    {
        _triggers.Rates.Observe(index, rate, now);
        int unit = _topology.UnitReferences[index].Unit;
        long worth = _triggers.Rates.Median(unit, now);
        if (worth != 0)
        {
            _triggers.Prices.SetUnitRate(unit, worth, now);
        }

        int fresh = _triggers.Rates.Fresh(unit, now, _rates);
        bool first = false;
        if (fresh >= InputMap.UnitReferencesNeeded)
        {
            first = Seen(_map.OfUnit[unit], now);
        }

        JudgeUnit(unit, now, effects);
        return first;
    }

    private void JudgeUnit(int unit, long now, Effects effects)
    {
        int[] routes = _map.RoutesOfUnit[unit];
        if (routes.Length == 0 || _map.OfUnit[unit] < 0)
        {
            return;
        }

        int fresh = _triggers.Rates.Fresh(unit, now, _rates);
        Verdict verdict = _triggers.SettlementUnitDeviation.OnRates(unit, _rates.AsSpan(0, fresh), now);
        foreach (int route in routes)
        {
            int scope = _topology.Routes[route].ScopeIndex;
            _judge.Judge(scope, TriggerId.SettlementUnitDeviation, verdict, UnitOrigin + unit, now, effects);
        }
    }

    private bool OnCall(int venue, bool succeeded, long now, Effects effects)
    {
        _health.OnCall(venue, succeeded);
        int scope = _topology.Venues[venue].ScopeIndex;
        Verdict verdict = _triggers.ApiFailure.OnCall(venue, _health.ConsecutiveFailures(venue), _health.ConsecutiveSuccesses(venue), now);

        // "and clean ledger checks" (SPEC 5): three successes alone do not clear.
        bool unclean = verdict.Kind == VerdictKind.Clear && !IsLedgerClean(venue);
        _judge.Judge(scope, TriggerId.ApiFailure, unclean ? verdict with { Kind = VerdictKind.Between } : verdict, scope, now, effects);
        return Seen(_map.OfVenue[venue], now);
    }

    private bool OnPair(in Observation observation, long now, Effects effects)
    {
        int route = (int)observation.Index;
        if (_state.Ledger.IsNews(route, observation.V0, observation.V1, observation.V2))
        {
            _state.ApplyFact(observation, now, effects);
        }

        Verdict verdict = _triggers.ReconciliationFailure.OnPair(route, observation.V0, observation.V1, observation.V2, now);
        JudgeRoute(route, TriggerId.ReconciliationFailure, verdict, now, effects);
        return false;
    }

    private void JudgeRoute(int route, TriggerId trigger, in Verdict verdict, long now, Effects effects)
    {
        int scope = _topology.Routes[route].ScopeIndex;
        _judge.Judge(scope, trigger, verdict, scope, now, effects);
    }

    // A scope may need several inputs: one stale input trips it, and only all of them fresh count toward clearing.
    private void JudgeAge(int scope, int input, in Verdict verdict, long now, Effects effects)
    {
        bool othersStale = verdict.Kind == VerdictKind.Clear && !_watch.IsFresh(scope, now);
        Verdict judged = othersStale ? verdict with { Kind = VerdictKind.Between } : verdict;
        _judge.Judge(scope, TriggerId.InputStale, judged, UnitOrigin + _topology.Units.Length + input, now, effects);
    }

    private bool IsLedgerClean(int venue)
    {
        foreach (Route route in _topology.Routes)
        {
            if ((route.Venue == venue || route.SecondVenue == venue) && !_state.Ledger.IsClean(route.Index))
            {
                return false;
            }
        }

        return true;
    }

    private bool Seen(int input, long now)
    {
        if (input < 0)
        {
            return false;
        }

        _triggers.InputStale.Observe(_watch[input].Input, now);
        return _watch.Seen(input, now);
    }
}
