using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Node;

/// <summary>
/// What a takeover takes away until it is reconciled (SPEC 12): a limit on permissions, no mode. The limit is RECOVERY stage 0 as it is after
/// DMM, which denies every order: in that stage permissions are "as before" (SPEC 7), and what was before a node that is gone is not known. Cancel
/// and reduce stay possible under it exactly where containment is on, by policy or by a signed order (SPEC 3, note 1).
/// </summary>
/// <remarks>
/// Until the engine is activated everything is held that is wider than a venue, and every venue and route whose records have not agreed. From then
/// on a
/// venue that still owes its records is held with its routes, and nothing wider: the gate's AND makes that hold for every request that names it.
/// </remarks>
internal sealed class TakeoverHold
{
    private readonly Topology _topology;
    private readonly TakeoverBook _takeover;
    private readonly SafetyState _safety;
    private readonly PermissionMatrix _matrix;
    private readonly bool _isOff;

    /// <summary>Creates the hold of one node.</summary>
    public TakeoverHold(Topology topology, DurableState state, CoreSettings settings)
    {
        _isOff = settings.Without.HasFlag(NodeGuards.HoldsTakeover);
        _topology = topology;
        _takeover = state.Takeover;
        _safety = state.Safety;
        _matrix = settings.Matrix;
    }

    /// <summary>The word with what a takeover leaves of it.</summary>
    public ulong Limit(int scope, ulong word) => Holds(scope) ? word & Word : word;

    /// <summary>Whether an action is taken away from a scope, or from the platform with it.</summary>
    public bool Denies(GateAction action, int scope) =>
        (Holds(scope) || Holds(Topology.Platform)) && PermissionWord.Of(Word, action) != Permission.Allow;

    /// <summary>Whether a scope is held.</summary>
    public bool Holds(int scope)
    {
        if (_isOff || !_takeover.HasAny || (!_takeover.IsHeld && _takeover.Awaited == 0))
        {
            return false;
        }

        switch (_topology.Scopes[scope].Kind)
        {
            case ScopeKind.Venue:
                foreach (Venue venue in _topology.Venues)
                {
                    if (venue.ScopeIndex == scope)
                    {
                        return _takeover.Stage == TakeoverStage.Released || _takeover.Awaits(venue.Index);
                    }
                }

                return true;
            case ScopeKind.Route:
                foreach (Route route in _topology.Routes)
                {
                    if (route.ScopeIndex == scope)
                    {
                        return _takeover.Stage == TakeoverStage.Released || _takeover.Awaits(route.Venue)
                            || (route.SecondVenue >= 0 && _takeover.Awaits(route.SecondVenue));
                    }
                }

                return true;
            default:
                return _takeover.IsHeld;
        }
    }

    private ulong Word => _matrix.WordOf(isPlatform: true, Mode.Recovery, 0, _safety.Contained);
}
