using Basisd.Safety;
using Basisd.Triggers;

namespace Basisd.Node;

/// <summary>
/// Sends each observation to the desk that knows its evaluators, in a fixed order. It dispatches; every rule is in the room that owns it. An
/// observation whose index the configuration does not have is counted and goes nowhere.
/// </summary>
internal sealed class ObservationDesk
{
    private readonly DeskParts _parts;
    private readonly PriceDesk _prices;
    private readonly UnitDesk _units;
    private readonly VenueDesk _venues;
    private readonly RouteDesk _routes;
    private readonly AssetDesk _assets;
    private readonly ControlDesk _controls;

    /// <summary>Creates the desks of one node.</summary>
    public ObservationDesk(DeskParts parts, ControlDesk controls)
    {
        _parts = parts;
        _controls = controls;
        _assets = new AssetDesk(parts);
        _prices = new PriceDesk(parts, _assets);
        _units = new UnitDesk(parts);
        _venues = new VenueDesk(parts);
        _routes = new RouteDesk(parts);
        Platform = new PlatformDesk(parts, _venues);
        Ledger = new LedgerDesk(parts);
    }

    /// <summary>What concerns the platform as a whole.</summary>
    public PlatformDesk Platform { get; }

    /// <summary>Records of the venues' gateways.</summary>
    public LedgerDesk Ledger { get; }

    /// <summary>Takes one observation.</summary>
    /// <returns>True if a required input was seen for the first time since the start.</returns>
    public bool Take(in Observation observation, long now, Effects effects)
    {
        if (!IsKnown(observation))
        {
            _parts.Counters.UnknownIndex++;
            return false;
        }

        _parts.Counters.Observations[(int)observation.Kind]++;
        switch (observation.Kind)
        {
            case ObservationKind.Price: return _prices.OnPrice(observation, now, effects);
            case ObservationKind.UnitRate: return _units.OnRate(observation, now, effects);
            case ObservationKind.CallResult: return _venues.OnCall(observation, now, effects);
            default:
                TakeOther(observation, now, effects);
                return false;
        }
    }

    /// <summary>Time passed.</summary>
    public void Tick(long now, Effects effects)
    {
        Platform.Tick(now, effects);
        _controls.Tick(now, effects);
    }

    /// <summary>Ends a second: feeds the windows that sample once a second, judges what lasts and what grows old.</summary>
    /// <param name="second">Unix second that has ended.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <param name="effects">Where the consequences go.</param>
    public void EndSecond(long second, long now, Effects effects)
    {
        _prices.EndSecond(second, now, effects);
        for (int input = 0; input < _parts.Watch.Count; input++)
        {
            Verdict stale = _parts.Triggers.InputStale.Judge(_parts.Watch[input].Input, now);
            foreach (int scope in _parts.Watch[input].Scopes)
            {
                JudgeAge(scope, input, stale, now, effects);
            }
        }

        _units.EndSecond(now, effects);
        _routes.EndSecond(now, effects);
        _venues.EndSecond(now, effects);
        _assets.EndSecond(now, effects);
        Ledger.EndSecond(now, effects);
        _parts.Judge.EscalatePersisting(now, effects);
    }

    /// <summary>Writes the latest verdicts of items that share a scope.</summary>
    public void Write(CanonicalWriter writer)
    {
        _prices.Write(writer);
        _routes.Write(writer);
        _assets.Write(writer);
        _routes.Precision.Write(writer);
        _units.Footing.Write(writer);
        _venues.Distress.Write(writer);
    }

    /// <summary>Reads them from a snapshot of version 2, which had none of those that share the platform, or later.</summary>
    /// <exception cref="CanonicalFormatException">No verdicts stand there.</exception>
    public void Read(ref CanonicalReader reader, ushort version)
    {
        _prices.Read(ref reader);
        _routes.Read(ref reader);
        _assets.Read(ref reader);
        if (version > 2)
        {
            _routes.Precision.Read(ref reader);
            _units.Footing.Read(ref reader);
            _venues.Distress.Read(ref reader);
        }
    }

    private void TakeOther(in Observation observation, long now, Effects effects)
    {
        _parts.Facts.Note(observation, now);
        switch (observation.Kind)
        {
            case ObservationKind.Slippage: _routes.OnSlippage(observation, now, effects); break;
            case ObservationKind.CostAlpha: _routes.OnCost(observation, now, effects); break;
            case ObservationKind.Funding: _routes.OnFunding(observation, now, effects); break;
            case ObservationKind.Depth: _routes.OnDepth(observation, now, effects); break;
            case ObservationKind.BalancePair: _routes.OnPair(observation, now, effects); break;
            case ObservationKind.MarginRatio: _venues.OnMargin(observation, now, effects); break;
            case ObservationKind.TransferStatus: _venues.OnTransferStatus(observation, now, effects); break;
            case ObservationKind.Confirmation:
                _parts.State.ApplyFact(observation, now, effects);
                _venues.OnTransfer(observation, now, effects);
                break;
            case ObservationKind.OrderEvent or ObservationKind.Fill or ObservationKind.Position:
                _parts.State.ApplyFact(observation, now, effects);
                _controls.OnOrder(observation, now);
                break;
            case ObservationKind.ChainStatus: _assets.OnChain(observation, now, effects); break;
            case ObservationKind.Gold: _assets.OnGold(observation, now); break;
            case ObservationKind.CommandAck: _controls.OnAcknowledgement(observation, now, effects); break;
            case ObservationKind.IntegrityReport: Platform.OnReport(observation, now, effects); break;
            case ObservationKind.EngineHeartbeat:
                _controls.OnEngine(now);
                _parts.Reconciler.OnEngine();
                break;
        }
    }

    private bool IsKnown(in Observation observation)
    {
        Topology topology = _parts.Topology;
        int limit = observation.Kind switch
        {
            ObservationKind.CallResult => topology.Venues.Length,
            ObservationKind.Price or ObservationKind.Depth or ObservationKind.Funding => topology.Instruments.Length,
            ObservationKind.Slippage or ObservationKind.CostAlpha or ObservationKind.TransferStatus or ObservationKind.BalancePair
                or ObservationKind.OrderEvent or ObservationKind.Fill or ObservationKind.Confirmation => topology.Routes.Length,
            ObservationKind.MarginRatio or ObservationKind.Position => topology.Positions.Length,
            ObservationKind.ChainStatus => topology.Assets.Length,
            ObservationKind.UnitRate => topology.UnitReferences.Length,
            ObservationKind.IntegrityReport => topology.Scopes.Length,
            ObservationKind.Gold or ObservationKind.CommandAck or ObservationKind.EngineHeartbeat => 1,
            _ => 0,
        };
        return observation.Index < limit;
    }

    // A scope may need several inputs: one stale input trips it, and only all of them fresh count toward clearing.
    private void JudgeAge(int scope, int input, in Verdict verdict, long now, Effects effects)
    {
        bool othersStale = verdict.Kind == VerdictKind.Clear && !_parts.Watch.IsFresh(scope, now);
        Verdict judged = othersStale ? verdict with { Kind = VerdictKind.Between } : verdict;
        _parts.Judge.Judge(scope, TriggerId.InputStale, judged, _parts.OriginOfInput(input), now, effects);
    }
}
