using Basisd.Node;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Sims.Cluster;

/// <summary>
/// Authority never expands, scope by scope, as gate readers see it: no page shows more than the committed state allows; after a takeover nothing
/// wider than a venue shows more than RECOVERY stage 0 until the engine's activation under that epoch is committed, and no venue nor its route until
/// its records are shown to agree. It works the words out from modes and matrix, never from what a core says that its gate should show.
/// </summary>
internal sealed class PermissionChecker(SimCores cores, SimWitness witness)
{
    /// <summary>A page was read open.</summary>
    public void Read(int slot, int node, ulong epoch, ulong[] page)
    {
        DurableState state = witness.Of(slot).State;
        TakeoverBook takeover = state.Takeover;
        if (takeover.Epoch > (long)epoch)
        {
            return;
        }

        bool isHeld = takeover.Epoch != (long)epoch || takeover.Stage == TakeoverStage.Released;
        PermissionMatrix matrix = cores.Settings.Matrix;
        ulong held = matrix.WordOf(true, Mode.Recovery, 0, state.Safety.Contained);
        for (int scope = 0; scope < page.Length; scope++)
        {
            SafetyState safety = state.Safety;
            ulong most = matrix.WordOf(scope == Topology.Platform, safety.ModeOf(scope), safety.StageOf(scope), safety.Contained);
            most = isHeld || IsOwed(takeover, scope) ? most & held : most;
            if (!PermissionWord.IsWithin(page[scope], most))
            {
                throw new SimViolationException(
                    "authority never expands",
                    $"the gate of slot {slot} on node {node} shows {page[scope]:x} for {cores.Topology.Scopes[scope].Name} under epoch {epoch}, "
                    + $"what is committed allows {most:x}");
            }
        }
    }

    // A venue and its routes until their records agree, everything wider until the engine is activated.
    private bool IsOwed(TakeoverBook takeover, int scope)
    {
        if (cores.Topology.Scopes[scope].Kind is not (ScopeKind.Venue or ScopeKind.Route))
        {
            return takeover.Stage != TakeoverStage.Active;
        }

        foreach (Route route in cores.Topology.Routes)
        {
            bool concerns = route.ScopeIndex == scope || cores.Topology.Venues[route.Venue].ScopeIndex == scope;
            if (concerns && takeover.Awaits(route.Venue))
            {
                return true;
            }
        }

        return false;
    }
}
