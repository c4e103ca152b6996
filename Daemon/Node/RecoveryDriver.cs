using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Node;

/// <summary>
/// Runs the checks of the scopes in RECOVERY once a second and hands a passed stage to the safety state machine (SPEC 7). It can only
/// report what the rooms know; whether a stage opens is decided by <see cref="SafetyState"/>.
/// </summary>
public sealed class RecoveryDriver
{
    private readonly Topology _topology;
    private readonly DurableState _state;
    private readonly VenueHealth _health;
    private readonly InputWatch _watch;
    private readonly GateTargets _gate;
    private readonly Reconciler _reconciler;
    private readonly long _dwell;

    /// <summary>Creates the driver of one node.</summary>
    public RecoveryDriver(
        Topology topology, DurableState state, VenueHealth health, InputWatch watch, GateTargets gate, Reconciler reconciler, long dwellNs)
    {
        _topology = topology;
        _state = state;
        _health = health;
        _watch = watch;
        _gate = gate;
        _reconciler = reconciler;
        _dwell = dwellNs;
    }

    /// <summary>Passes every stage whose checks hold.</summary>
    public void Drive(long now, Effects effects)
    {
        SafetyState safety = _state.Safety;
        for (int scope = 0; scope < safety.ScopeCount; scope++)
        {
            if (safety.ModeOf(scope) != Mode.Recovery || now - safety.SinceOf(scope) < _dwell)
            {
                continue;
            }

            RecoveryChecks checks = ChecksOf(scope, now);
            if (checks == RecoveryChecks.All)
            {
                SafetyInput passed = new()
                {
                    Kind = SafetyInputKind.StagePassed,
                    At = now,
                    Scope = scope,
                    Stage = safety.StageOf(scope),
                    Checks = checks,
                };
                _state.Apply(passed, effects);
            }
        }
    }

    /// <summary>The checks of a scope that hold now.</summary>
    public RecoveryChecks ChecksOf(int scope, long now)
    {
        RecoveryChecks checks = RecoveryChecks.None;
        checks |= _state.Safety.Causes.BindingActive(scope) == 0 && _watch.IsFresh(scope, now) ? RecoveryChecks.TriggersClear : RecoveryChecks.None;
        checks |= IsLedgerClean(scope, now) ? RecoveryChecks.LedgerClean : RecoveryChecks.None;
        checks |= AreVenuesHealthy(scope) ? RecoveryChecks.VenueHealthy : RecoveryChecks.None;
        checks |= _gate.IsSettled(scope) ? RecoveryChecks.StageCommitted : RecoveryChecks.None;
        return checks;
    }

    /// <summary>
    /// Whether the ledger of every route in a scope agrees; where a venue has a gateway, by a complete poll that began after the scope's latest
    /// transition.
    /// </summary>
    public bool IsLedgerClean(int scope, long now)
    {
        long since = _state.Safety.SinceOf(scope);
        foreach (Venue venue in _topology.Venues)
        {
            bool whole = scope == Topology.Platform || venue.ScopeIndex == scope;
            if (whole && _state.Takeover.Awaits(venue.Index))
            {
                return false;
            }

            if (whole && _reconciler.HasGateway(venue.Index) && !_reconciler.IsVenueClean(venue.Index, since, now))
            {
                return false;
            }
        }

        foreach (Route route in _topology.Routes)
        {
            if (Concerns(scope, route) && (!_state.Ledger.IsClean(route.Index) || _state.Takeover.Awaits(route.Venue)
                || (_reconciler.HasGateway(route.Venue) && !_reconciler.IsClean(route.Index, since, now))))
            {
                return false;
            }
        }

        return true;
    }

    private bool AreVenuesHealthy(int scope)
    {
        // An asset's recovery does not hang on one venue: the venue's own scope protects it.
        if (_topology.Scopes[scope].Kind is ScopeKind.Asset or ScopeKind.Module)
        {
            return true;
        }

        foreach (Venue venue in _topology.Venues)
        {
            bool concerns = scope == Topology.Platform || venue.ScopeIndex == scope;
            if (concerns && !_health.IsHealthy(venue.Index))
            {
                return false;
            }
        }

        foreach (Route route in _topology.Routes)
        {
            bool healthy = _health.IsHealthy(route.Venue) && (route.SecondVenue < 0 || _health.IsHealthy(route.SecondVenue));
            if (route.ScopeIndex == scope && !healthy)
            {
                return false;
            }
        }

        return true;
    }

    private bool Concerns(int scope, Route route) =>
        scope == Topology.Platform
        || route.ScopeIndex == scope
        || _topology.Assets[route.Asset].ScopeIndex == scope
        || _topology.Venues[route.Venue].ScopeIndex == scope
        || (route.SecondVenue >= 0 && _topology.Venues[route.SecondVenue].ScopeIndex == scope);
}
