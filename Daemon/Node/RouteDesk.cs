using Basisd.Safety;
using Basisd.Triggers;

namespace Basisd.Node;

/// <summary>Routes and the markets behind them: what execution costs, what funding costs, how deep the book is, whether the ledgers agree.</summary>
internal sealed class RouteDesk : IEvaluatorMemory
{
    private readonly DeskParts _parts;
    private readonly VerdictBoard _funding;
    private readonly VerdictBoard _depth;

    /// <summary>Creates the desk.</summary>
    public RouteDesk(DeskParts parts)
    {
        _parts = parts;
        _funding = new VerdictBoard(parts.ScopeOfInstruments());
        _depth = new VerdictBoard(parts.ScopeOfInstruments());
        Precision = new VerdictBoard(new int[parts.Topology.Routes.Length]);
    }

    /// <summary>The verdicts on the precision of each route, which share the platform.</summary>
    public VerdictBoard Precision { get; }

    /// <summary>Takes predicted and realized slippage of a fill or a shadow quote.</summary>
    public void OnSlippage(in Observation slippage, long now, Effects effects)
    {
        int route = (int)slippage.Index;
        bool isQuote = slippage.V2 == 1;
        Verdict slip = _parts.Triggers.ExecutionAnomaly.OnSlippage(route, slippage.V0, slippage.V1, isQuote, now);
        JudgeRoute(route, TriggerId.ExecutionAnomaly, slip, now, effects);
        if (!isQuote)
        {
            Verdict precision = _parts.Triggers.ExecutionIntegrity.OnPrediction(route, slippage.V0, slippage.V1);
            int origin = _parts.Topology.Routes[route].ScopeIndex;
            _parts.JudgeItem(Precision, route, TriggerId.ExecutionIntegrity, precision, origin, now, effects);
        }
    }

    /// <summary>Takes estimated cost and expected alpha.</summary>
    public void OnCost(in Observation cost, long now, Effects effects) => JudgeRoute(
        (int)cost.Index, TriggerId.ExecutionPrecisionInversion,
        _parts.Triggers.ExecutionPrecisionInversion.OnCost((int)cost.Index, cost.V0, cost.V1, now), now, effects);

    /// <summary>Takes a funding rate.</summary>
    public void OnFunding(in Observation funding, long now, Effects effects)
    {
        Verdict verdict = _parts.Triggers.FundingDislocation.OnFunding((int)funding.Index, funding.V0, funding.V1, now);
        int origin = _parts.OriginOfAsset((int)funding.Index);
        _parts.JudgeItem(_funding, (int)funding.Index, TriggerId.FundingDislocation, verdict, origin, now, effects);
    }

    /// <summary>Takes executable depth.</summary>
    public void OnDepth(in Observation depth, long now, Effects effects)
    {
        Verdict verdict = _parts.Triggers.LiquidityCompression.OnDepth((int)depth.Index, depth.V0, depth.V1, depth.V2, now);
        int origin = _parts.OriginOfVenue((int)depth.Index);
        _parts.JudgeItem(_depth, (int)depth.Index, TriggerId.LiquidityCompression, verdict, origin, now, effects);
    }

    /// <summary>Takes a balance pair.</summary>
    public void OnPair(in Observation pair, long now, Effects effects)
    {
        int route = (int)pair.Index;
        if (_parts.State.Ledger.IsNews(route, pair.V0, pair.V1, pair.V2))
        {
            _parts.State.ApplyFact(pair, now, effects);
        }

        if (_parts.Reconciler.HasGateway(_parts.Topology.Routes[route].Venue))
        {
            // The venue's own records judge; a pair that differs still keeps the route from counting as clean (LedgerBook).
            return;
        }

        Verdict verdict = _parts.Triggers.ReconciliationFailure.OnPair(route, pair.V0, pair.V1, pair.V2, now);
        JudgeRoute(route, TriggerId.ReconciliationFailure, verdict, now, effects);
    }

    /// <summary>Ends a second: a difference and a thin book grow old without a word from anyone.</summary>
    public void EndSecond(long now, Effects effects)
    {
        TriggerCatalogue triggers = _parts.Triggers;
        foreach (Route route in _parts.Topology.Routes)
        {
            // After a start the window may be older than the latest pair, which is durable: what was put right must not trip by having been wrong.
            if (!_parts.State.Ledger.IsClean(route.Index))
            {
                JudgeRoute(route.Index, TriggerId.ReconciliationFailure, triggers.ReconciliationFailure.Judge(route.Index, now), now, effects);
            }

            Verdict inversion = triggers.ExecutionPrecisionInversion.Judge(route.Index, now);
            JudgeRoute(route.Index, TriggerId.ExecutionPrecisionInversion, inversion, now, effects);
        }

        foreach (Instrument instrument in _parts.Topology.Instruments)
        {
            Verdict depth = triggers.LiquidityCompression.Judge(instrument.Index, now);
            int origin = _parts.OriginOfVenue(instrument.Index);
            _parts.JudgeItem(_depth, instrument.Index, TriggerId.LiquidityCompression, depth, origin, now, effects);
        }
    }

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        _funding.Write(writer);
        _depth.Write(writer);
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        _funding.Read(ref reader);
        _depth.Read(ref reader);
    }

    private void JudgeRoute(int route, TriggerId trigger, in Verdict verdict, long now, Effects effects)
    {
        int scope = _parts.Topology.Routes[route].ScopeIndex;
        bool failover = trigger == TriggerId.ReconciliationFailure && verdict.Kind == VerdictKind.Trip
            && _parts.State.Takeover.Awaits(_parts.Topology.Routes[route].Venue);
        Verdict judged = failover ? verdict with { Severity = Severity.Critical } : verdict;
        _parts.Judge.Judge(scope, trigger, judged, scope, now, effects, failover);
    }
}
